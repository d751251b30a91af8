"""Sign-in, password and « Mon compte ». allauth does the work; each of its views is published by @page all the same."""

from allauth.account import views as allauth_views
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy

from civic.accounts import actions, queries
from civic.accounts.forms import PhotoForm, ProfileForm
from civic.core.access import Access, Request, page

public = page(access=Access.PUBLIC, writes=True)

account_login = public(allauth_views.LoginView.as_view())
account_logout = public(allauth_views.LogoutView.as_view())
account_inactive = page(access=Access.PUBLIC)(allauth_views.AccountInactiveView.as_view())
account_email_verification_sent = page(access=Access.PUBLIC)(
    allauth_views.EmailVerificationSentView.as_view()
)
account_confirm_email = public(allauth_views.ConfirmEmailView.as_view())
account_reset_password = public(allauth_views.PasswordResetView.as_view())
account_reset_password_done = page(access=Access.PUBLIC)(allauth_views.PasswordResetDoneView.as_view())
account_reset_password_from_key = public(allauth_views.PasswordResetFromKeyView.as_view())
account_reset_password_from_key_done = page(access=Access.PUBLIC)(
    allauth_views.PasswordResetFromKeyDoneView.as_view()
)
account_reauthenticate = page(access=Access.SIGNED_IN, writes=True)(
    allauth_views.ReauthenticateView.as_view()
)


class PasswordChange(allauth_views.PasswordChangeView):
    success_url = reverse_lazy("account_detail")

    def form_valid(self, form: object) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        messages.success(self.request, "Votre nouveau mot de passe est enregistré.")
        return response


account_change_password = page(access=Access.SIGNED_IN, writes=True)(PasswordChange.as_view())


@page(access=Access.SIGNED_IN, writes=True)
def account_detail(request: Request) -> HttpResponse:
    person = queries.self_of(request.viewer)
    initial = {name: getattr(person, name) for name in ProfileForm.base_fields}
    form = ProfileForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.change_profile(viewer=request.viewer, fields=form.cleaned_data)
        messages.success(request, "Vos informations sont enregistrées.")
        return redirect("account_detail")
    context = {"person": person, "form": form, "photo_form": PhotoForm()}
    return render(request, "accounts/account_detail.html", context, status=422 if form.errors else 200)


@page(access=Access.SIGNED_IN, writes=True)
def account_photo(request: Request) -> HttpResponse:
    if request.method == "POST" and "remove" in request.POST:
        actions.remove_photo(viewer=request.viewer)
        messages.success(request, "Votre photo est retirée.")
    elif request.method == "POST":
        form = PhotoForm(request.POST, request.FILES)
        if form.is_valid():
            actions.change_photo(viewer=request.viewer, file=form.cleaned_data["photo"])
            messages.success(request, "Votre photo est enregistrée. Elle apparaît dans quelques secondes.")
        else:
            messages.error(request, " ".join(map(str, form.errors["photo"])))
    return redirect("account_detail")


@page(access=Access.SIGNED_IN, writes=True)
def account_sign_out_everywhere(request: Request) -> HttpResponse:
    """Ends the sessions on every other device; this one goes on."""
    if request.method == "POST":
        person = queries.self_of(request.viewer)
        actions.sign_out_everywhere(person=person)
        person.refresh_from_db(fields=["session_version"])
        update_session_auth_hash(request, person)
        messages.success(request, "Vos autres appareils sont déconnectés.")
    return redirect("account_detail")
