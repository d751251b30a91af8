"""« Changer d’adresse e-mail », and the links of the mails about it: of whoever reads the mailbox, signed in or not.

Reading such a page changes nothing, its button does."""

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from civic.accounts import queries
from civic.accounts.actions import email as actions
from civic.accounts.actions.notification_email import (
    ask_notification_email,
    confirm_notification_email,
    stop_notification_email,
    withdraw_notification_email,
)
from civic.accounts.actions.signing_up import correct_sign_up
from civic.accounts.adapter import sign_up_waiting
from civic.accounts.forms import EmailChangeForm, NotificationEmailForm, SignUpEmailForm
from civic.accounts.models import EmailChange
from civic.core.access import Access, Request, page
from civic.core.refusals import Refusal
from civic.core.throttles import ANONYMOUS_MAILING, MAILING
from civic.ui.forms import add_refusal, status_of


@page(access=Access.SIGNED_IN, writes=True, throttle=MAILING)
def email_change(request: Request) -> HttpResponse:
    form = EmailChangeForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        record_authentication(request, request.user, method="password", reauthenticated=True)
        try:
            actions.ask_email_change(viewer=request.viewer, email=form.cleaned_data["email"])
        except Refusal as refusal:
            add_refusal(form, refusal, "email")
        else:
            return redirect("email_change")
    context = {
        "person": queries.self_of(request.viewer),
        "waiting": queries.email_change_waiting(request.viewer),
        "form": form,
    }
    return render(request, "accounts/email_change.html", context, status=status_of(form))


@page(access=Access.SIGNED_IN, writes=True)
def email_withdraw(request: Request) -> HttpResponse:
    if request.method == "POST":
        actions.withdraw_email_change(viewer=request.viewer)
        messages.success(request, "C’est annulé\u00a0: votre adresse reste la même.")
    return redirect("email_change")


@page(access=Access.PUBLIC, writes=True)
def email_confirm(request: Request, token: str) -> HttpResponse:
    change = queries.email_change_to_confirm(token)
    if request.method != "POST" or change is None:
        return _link_page(request, change, "confirm")
    try:
        actions.confirm_email_change(token=token)
    except Refusal as refusal:
        return _link_page(request, None, "confirm", refusal)
    messages.success(request, f"C’est fait\u00a0: vous vous connectez désormais avec {change.new_email}.")
    return redirect("account_detail")


@page(access=Access.PUBLIC, writes=True)
def email_undo(request: Request, token: str) -> HttpResponse:
    change = queries.email_change_to_take_back(token)
    if request.method != "POST" or change is None:
        return _link_page(request, change, "undo")
    try:
        actions.take_email_back(token=token)
    except Refusal as refusal:
        return _link_page(request, None, "undo", refusal)
    messages.success(
        request,
        f"Votre compte est de nouveau à l’adresse {change.former_email}. Le lien pour choisir un nouveau mot de "
        "passe vient d’y partir\u00a0: l’ancien ne sert plus.",
    )
    return redirect("account_reset_password_done")


@page(access=Access.SIGNED_IN, writes=True, throttle=MAILING)
def notification_email(request: Request) -> HttpResponse:
    """« E-mail de notification »."""
    if request.method == "POST" and "stop" in request.POST:
        stop_notification_email(viewer=request.viewer)
        messages.success(request, "Vos notifications partent à l’adresse de votre connexion.")
        return redirect("notification_email")
    if request.method == "POST" and "withdraw" in request.POST:
        withdraw_notification_email(viewer=request.viewer)
        address = queries.self_of(request.viewer).mailbox_for_news
        messages.success(request, f"C’est annulé\u00a0: vos notifications continuent de partir à {address}.")
        return redirect("notification_email")
    form = NotificationEmailForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            ask_notification_email(viewer=request.viewer, email=form.cleaned_data["email"])
        except Refusal as refusal:
            add_refusal(form, refusal, "email")
        else:
            return redirect("notification_email")
    context = {
        "person": queries.self_of(request.viewer),
        "waiting": queries.notification_email_waiting(request.viewer),
        "form": form,
    }
    return render(request, "accounts/notification_email.html", context, status=status_of(form))


@page(access=Access.PUBLIC, writes=True)
def notification_email_confirm(request: Request, token: str) -> HttpResponse:
    asked, refusal = queries.notification_email_to_confirm(token), None
    if request.method == "POST" and asked:
        try:
            confirm_notification_email(token=token)
        except Refusal as refused:
            asked, refusal = None, refused
        else:
            messages.success(request, f"C’est fait\u00a0: les notifications partent à {asked.email}.")
            return redirect("notification_email")
    context = {"asked": asked, "refusal": refusal}
    status = refusal.status if refusal else 200
    return render(request, "accounts/notification_email_confirm.html", context, status=status)


@page(access=Access.PUBLIC, writes=True, throttle=ANONYMOUS_MAILING)
def sign_up_correct(request: Request) -> HttpResponse:
    """« Corriger » the address of a sign-up that waits, of whoever made it in this browser."""
    waiting = sign_up_waiting(request)
    if waiting is None or request.user.is_authenticated:
        return redirect("account_email_verification_sent")
    person_id, written_to = waiting
    form = SignUpEmailForm(request.POST or None, written_to=written_to)
    if request.method == "POST" and form.is_valid():
        try:
            person = correct_sign_up(person_id=person_id, email=form.cleaned_data["email"])
        except Refusal as refusal:
            add_refusal(form, refusal, "email")
        else:
            messages.success(request, "L’adresse est corrigée. Un nouvel e-mail vient de partir.")
            answer: HttpResponse = perform_login(request, Login(user=person, signup=True))
            answer.headers["Location"] += f"?{request.GET.urlencode()}" if request.GET else ""
            return answer
    context = {"form": form}
    return render(request, "accounts/sign_up_correct.html", context, status=status_of(form))


def _link_page(
    request: Request, change: EmailChange | None, what: str, refusal: Refusal | None = None
) -> HttpResponse:
    context = {"change": change, "what": what, "refusal": refusal}
    return render(request, "accounts/email_link.html", context, status=refusal.status if refusal else 200)
