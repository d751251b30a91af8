"""Sign-in, password and « Mon compte ». allauth does the work; each of its views is published by @page all the same."""

from typing import Any

from allauth.account import views as allauth_views
from allauth.account.adapter import get_adapter
from django import forms
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse_lazy

from civic.accounts import devices, queries
from civic.accounts.actions import account as actions
from civic.accounts.adapter import sign_up_waiting
from civic.accounts.events import signed_out
from civic.accounts.forms import PhotoForm, ProfileForm, ResetPasswordKeyForm
from civic.accounts.invitations import place_awaiting
from civic.core.access import Access, Request, page
from civic.core.refusals import Refusal
from civic.core.throttles import ANONYMOUS_MAILING
from civic.ui.forms import UnprocessableFormMixin, add_refusal, status_of
from civic.ui.last_commune import LAST_COMMUNE


class Login(UnprocessableFormMixin, allauth_views.LoginView):
    pass


class PasswordReset(UnprocessableFormMixin, allauth_views.PasswordResetView):
    pass


class PasswordResetFromKey(UnprocessableFormMixin, allauth_views.PasswordResetFromKeyView):
    """Also of somebody invited, who had none: they are told where they arrive, and nothing of theirs was changed."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        if not context.get("token_fail") and context["form"].opens_account:
            context |= {"invited": self.reset_user, "place": place_awaiting(self.reset_user.pk)}
        return context

    def form_valid(self, form: ResetPasswordKeyForm) -> HttpResponse:
        if form.opens_account:
            actions.accept_terms(person=self.reset_user)
        response: HttpResponse = super().form_valid(form)
        if form.opens_account:
            messages.success(self.request, "Bienvenue\u202f! Votre compte est créé.")
        else:
            actions.record_new_password(person=self.reset_user)
            messages.success(self.request, "Votre mot de passe est enregistré.")
        return response


class Reauthenticate(UnprocessableFormMixin, allauth_views.ReauthenticateView):
    pass


class ConfirmEmail(allauth_views.ConfirmEmailView):
    def logout_other_user(self, confirmation: Any) -> None:
        """Whoever is signed in with another account stays so until the button is pressed: reading writes nothing."""
        if self.request.method == "POST":
            super().logout_other_user(confirmation)

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """What the page says when it is opened, once its link is no longer good."""
        try:
            response: HttpResponse = super().post(*args, **kwargs)
        except Http404:
            response = self.get(*args, **kwargs)
        return response


class PasswordChange(UnprocessableFormMixin, allauth_views.PasswordChangeView):
    success_url = reverse_lazy("account_detail")

    def form_valid(self, form: forms.Form) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        messages.success(self.request, "Votre nouveau mot de passe est enregistré.")
        return response


class VerificationSent(allauth_views.EmailVerificationSentView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """`?mairie=…`: who comes to open the page of a town hall is told what comes next for them. Whoever just signed
        up in this browser may correct where the link went, and what they chose."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        waiting = sign_up_waiting(self.request)
        return context | {
            "opens_page": "mairie" in self.request.GET,
            "signed_up": waiting[0] if waiting else None,
            "written_to": waiting[1] if waiting else "",
        }


public = page(access=Access.PUBLIC, writes=True)
read_only = page(access=Access.PUBLIC)
own = page(access=Access.SIGNED_IN, writes=True)
own_photo = page(access=Access.SIGNED_IN, writes=True, uploads=True)

account_login = public(Login.as_view())


class SignOut(allauth_views.LogoutView):
    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """The browser forgets the pages it kept: going back shows nothing to whoever comes next."""
        response: HttpResponse = super().post(*args, **kwargs)
        response.headers["Clear-Site-Data"] = '"cache"'
        response.delete_cookie(LAST_COMMUNE)
        signed_out.send(SignOut, response=response)
        return response


account_logout = public(SignOut.as_view())
account_inactive = read_only(allauth_views.AccountInactiveView.as_view())
account_email_verification_sent = read_only(VerificationSent.as_view())
account_confirm_email = public(ConfirmEmail.as_view())
account_reset_password = page(access=Access.PUBLIC, writes=True, throttle=ANONYMOUS_MAILING)(
    PasswordReset.as_view()
)
account_reset_password_done = read_only(allauth_views.PasswordResetDoneView.as_view())
account_reset_password_from_key = public(PasswordResetFromKey.as_view())
account_reset_password_from_key_done = read_only(allauth_views.PasswordResetFromKeyDoneView.as_view())
account_reauthenticate = own(Reauthenticate.as_view())
account_change_password = own(PasswordChange.as_view())


@own
def account_detail(request: Request) -> HttpResponse:
    """« Mes informations ». `?next=…`: the page that asked for them, and goes on once they are saved."""
    if request.method != "POST":
        return _detail(request)
    person = queries.self_of(request.viewer)
    former = person.mobile
    # A page that was open when the town hall accepted still asks for names.
    with_identity = not person.identity_accepted_at or "last_name" in request.POST
    form = ProfileForm(request.POST, with_identity=with_identity)
    if not form.is_valid():
        return _detail(request, form=form)
    try:
        person = actions.change_profile(viewer=request.viewer, fields=form.cleaned_data)
    except actions.IdentityIsAccepted as refusal:
        add_refusal(form, refusal, "last_name")
        return _detail(request, form=form)
    messages.success(request, "Vos informations sont enregistrées.")
    following = request.GET.get("next", "")[:300]
    if person.mobile != former and actions.finds_shared_mobile(person=person):
        messages.info(
            request,
            "Un autre compte a donné le même numéro de mobile. C’est permis, en famille par exemple\u00a0: vérifiez "
            "seulement que c’est bien le vôtre.",
        )
    # An address alone: `redirect` would take a word for the name of one of ours.
    is_address = following.startswith("/") and get_adapter(request).is_safe_url(following)
    return HttpResponseRedirect(following) if is_address else redirect("account_detail")


@own_photo
def account_photo(request: Request) -> HttpResponse:
    if request.method != "POST":
        return redirect("account_detail")
    if "remove" in request.POST:
        actions.remove_photo(viewer=request.viewer)
        messages.success(request, "Votre photo est retirée.")
        return redirect("account_detail")
    form = PhotoForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            actions.change_photo(viewer=request.viewer, file=form.cleaned_data["photo"])
        except Refusal as refusal:  # not a photo, too heavy…: said beside the field
            add_refusal(form, refusal, "photo")
        else:
            messages.success(request, "Votre photo est enregistrée. Elle apparaît dans quelques secondes.")
            return redirect("account_detail")
    return _detail(request, photo_form=form)


def _detail(
    request: Request, *, form: ProfileForm | None = None, photo_form: PhotoForm | None = None
) -> HttpResponse:
    person = queries.self_of(request.viewer)
    initial = {name: getattr(person, name) for name in ProfileForm.base_fields}
    faulty = form or photo_form
    context = {
        "person": person,
        "identity_asked": queries.identity_asked(person.pk) if person.identity_accepted_at else "",
        "form": form or ProfileForm(initial=initial, with_identity=not person.identity_accepted_at),
        "photo_form": photo_form or PhotoForm(),
        "faulty": faulty,
    }
    status = status_of(faulty) if faulty else 200
    return render(request, "accounts/account_detail.html", context, status=status)


@own
def account_sign_out_everywhere(request: Request) -> HttpResponse:
    """Ends the sessions on every other device; this one goes on."""
    if request.method == "POST":
        person = queries.self_of(request.viewer)
        here = request.user.is_authenticated  # read now: a moment later this session would be an old one too
        actions.sign_out_everywhere(person=person)
        person.refresh_from_db(fields=["session_version"])
        if here:
            update_session_auth_hash(request, person)
            devices.remember_after(request, person)
        messages.success(request, "Vos autres appareils sont déconnectés.")
    return redirect("account_detail")
