"""« Connexion renforcée »: set up, taken away, and the code that is asked for at sign-in."""

from typing import Any

import segno
from allauth.account.internal.decorators import login_stage_required
from allauth.account.internal.flows.login import record_authentication
from allauth.account.stages import LoginStage
from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import constant_time_compare
from django.utils.safestring import SafeString, mark_safe

from civic.accounts import queries
from civic.accounts.actions import strong as actions
from civic.accounts.adapter import CodeStage
from civic.accounts.forms import CodeForm, ReauthenticateForm
from civic.core import seals
from civic.core.access import Access, Request, page
from civic.core.refusals import Refusal
from civic.ui.forms import add_refusal, status_of

_PURPOSE = "civic.accounts.strong_setup"
_SECRET = "strong_secret"  # noqa: S105 (where the session keeps it, encrypted, until the first code proves it)


@page(access=Access.SIGNED_IN, writes=True)
def account_strong(request: Request) -> HttpResponse:
    """What it is; switched off: the drawing to scan and the first code."""
    viewer = request.viewer
    if queries.has_strong_authentication(viewer):
        if request.method == "POST":
            messages.info(request, "La connexion renforcée est déjà activée.")
            return redirect("account_strong")
        context = {"left": queries.recovery_codes_left(viewer)}
        return render(request, "accounts/account_strong.html", context)
    secret = _secret(request)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        assert request.user.is_authenticated  # read now: a moment later this session is an old one too
        try:
            codes = actions.enable_strong_authentication(
                viewer=viewer, secret=secret, code=form.cleaned_data["code"]
            )
        except Refusal as refusal:
            add_refusal(form, refusal, "code")
        else:
            del request.session[_SECRET]
            update_session_auth_hash(request, queries.self_of(request.viewer))
            return _codes(request, codes, new=True)
    context = _setup(request, secret) | {"form": form}
    return render(request, "accounts/account_strong_setup.html", context, status=status_of(form))


@page(access=Access.SIGNED_IN, writes=True)
def account_recovery_codes(request: Request) -> HttpResponse:
    """New ones in place of those that are lost or used."""
    if not queries.has_strong_authentication(request.viewer):
        return redirect("account_strong")
    form = _password_form(request)
    if request.method == "POST" and form.is_valid():
        return _codes(request, actions.renew_recovery_codes(viewer=request.viewer), new=False)
    status = status_of(form)
    return render(request, "accounts/account_recovery_codes.html", {"form": form}, status=status)


@page(access=Access.SIGNED_IN, writes=True)
def account_strong_off(request: Request) -> HttpResponse:
    if not queries.has_strong_authentication(request.viewer):
        return redirect("account_strong")
    form = _password_form(request)
    if request.method == "POST" and form.is_valid():
        actions.disable_strong_authentication(viewer=request.viewer)
        messages.success(request, "La connexion renforcée est désactivée.")
        return redirect("account_strong")
    status = status_of(form)
    return render(request, "accounts/account_strong_off.html", {"form": form}, status=status)


def _ask_code(request: Request) -> HttpResponse:
    """Between the password and the session. A wrong code is counted, see actions.strong."""
    stage: LoginStage = request._login_stage  # type: ignore[attr-defined]
    person = stage.login.user
    if not constant_time_compare(stage.state.get("proof", ""), person.get_session_auth_hash()):
        return stage.abort()
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.check_code(person=person, code=form.cleaned_data["code"])
        except Refusal as refusal:
            add_refusal(form, refusal, "code")
        else:
            record_authentication(request, person, "code")
            return stage.exit()
    return render(request, "account/code.html", {"form": form}, status=status_of(form))


account_code = page(access=Access.PUBLIC, writes=True, after_password=True)(
    login_stage_required(stage=CodeStage.key, redirect_urlname="account_login")(_ask_code)
)


def _secret(request: Request) -> str:
    """The same one until it is proven: whoever scanned it may reload the page."""
    try:
        return seals.unseal(request.session[_SECRET], purpose=_PURPOSE)
    except (KeyError, seals.BrokenSeal):
        secret: str = generate_totp_secret()
        request.session[_SECRET] = seals.seal(secret, purpose=_PURPOSE)
        return secret


def _setup(request: Request, secret: str) -> dict[str, Any]:
    url = get_adapter().build_totp_url(queries.self_of(request.viewer), secret)
    return {
        "url": url,
        "drawing": _drawing(url),
        "key": " ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
    }


def _drawing(url: str) -> SafeString:
    """Lines and colours as attributes: the page's policy refuses styles."""
    # Which mask is drawn, readers find in the symbol; to choose the handsomest of eight takes most of the page.
    drawn = segno.make(url, micro=False, error="m", mask=4)
    svg: str = drawn.svg_inline(scale=6, border=4, light="#fff", svgclass="qr", omitsize=True)
    return mark_safe(svg)


def _codes(request: Request, codes: list[str], *, new: bool) -> HttpResponse:
    """Shown this once: nothing keeps them for another page."""
    context = {"codes": [f"{code[:4]} {code[4:]}" for code in codes], "new": new}
    return render(request, "accounts/account_codes.html", context)


def _password_form(request: Request) -> ReauthenticateForm:
    """A wrong one counts as at sign-in."""
    return ReauthenticateForm(data=request.POST or None, user=queries.self_of(request.viewer))
