"""« Mon compte », and the forms of the sign-in library in our words (`settings.ACCOUNT_FORMS`)."""

from typing import Any

from allauth.account import forms as allauth_forms
from django import forms

from civic.accounts.fields import IdentityFields, PersonFields, TermsField, word_email, word_password
from civic.accounts.models import Person
from civic.accounts.queries import has_opened, unconfirmed_at
from civic.core.text import mailbox
from civic.ui.fields import PHOTOS, EmailField, FileInput, LineField


class LoginForm(allauth_forms.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        word_email(self.fields["login"])
        self.fields["login"].widget.attrs["autocomplete"] = "username"
        word_password(self.fields["password"])
        self.fields["remember"].label = "Rester connecté sur cet appareil"
        # Ticked by script on a phone, which is one person's; not on a screen that several may share.
        self.fields["remember"].widget.attrs["data-controller"] = "remember"

    def clean_login(self) -> str:
        return mailbox(super().clean_login())

    def clean(self) -> Any:
        """allauth's next step takes the account's own address where none was typed. One that waits aside
        (`adapter.AsideBackend`) has another than was typed, and would be answered differently. There is no public way
        to leave it out."""
        cleaned = super().clean()
        if self.user:
            self._login.email = None
        return cleaned


class ReauthenticateForm(allauth_forms.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        word_password(self.fields["password"])


class EmailChangeForm(ReauthenticateForm):
    email = EmailField(
        label="Nouvelle adresse e-mail",
        help_text="Nous y envoyons un lien\u00a0: rien ne change avant que vous l’ouvriez.",
    )
    field_order = ["email", "password"]


class NotificationEmailForm(forms.Form):
    email = EmailField(
        label="E-mail de notification",
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        help_text="Nous y envoyons un lien\u00a0: rien ne change avant que vous l’ouvriez.",
    )
    use_required_attribute = False


class SignUpEmailForm(forms.Form):
    """`written_to`: where the link went until now."""

    email = EmailField(
        label="Adresse e-mail",
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        help_text="Nous y envoyons un nouveau lien. Celui d’avant ne servira plus.",
    )
    use_required_attribute = False

    def __init__(self, *args: Any, written_to: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"email": written_to}
        self._written_to = written_to

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        if email == self._written_to:
            raise forms.ValidationError("C’est l’adresse à laquelle nous venons d’écrire.")
        return email


class CodeForm(forms.Form):
    """Six digits of the device, or a recovery code."""

    code = LineField(
        label="Code",
        max_length=20,
        help_text="Les 6 chiffres que montre votre application.",
        error_messages={
            "required": "Écrivez le code.",
            "max_length": "Un code a 6 chiffres, ou 8 s’il est de secours.",
        },
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}
        ),
    )
    use_required_attribute = False


class ResetPasswordForm(allauth_forms.ResetPasswordForm):
    users: list[Person]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        word_email(self.fields["email"], "Celle de votre inscription.")

    def clean_email(self) -> str:
        """An account that nobody confirmed is nobody's: who holds the mailbox signs up, and it waits aside."""
        email: str = super().clean_email()
        unconfirmed = set(unconfirmed_at(mailbox(email)))
        self.users = [person for person in self.users if person not in unconfirmed]
        return email


class ResetPasswordKeyForm(allauth_forms.ResetPasswordKeyForm):
    """The new password once: it can be shown while it is typed. The first one opens an account: its terms are asked for
    as at sign-up."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        del self.fields["password2"]
        self.opens_account = self.user is not None and not has_opened(self.user)
        word_password(
            self.fields["password1"],
            "Mot de passe" if self.opens_account else "Nouveau mot de passe",
            new=True,
        )
        if self.opens_account:
            self.fields["terms"] = TermsField()


class ChangePasswordForm(allauth_forms.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        del self.fields["password2"]
        word_password(self.fields["oldpassword"], "Mot de passe actuel")
        word_password(self.fields["password1"], "Nouveau mot de passe", new=True)


class ProfileForm(PersonFields):
    """« Mes informations », without who one is where a town hall has accepted that."""

    def __init__(self, *args: Any, with_identity: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not with_identity:
            for name in IdentityFields.base_fields:
                del self.fields[name]


class PhotoForm(forms.Form):
    photo = forms.FileField(
        label="Votre photo",
        widget=FileInput("Choisir une photo", attrs={"accept": PHOTOS}),
        help_text="Elle aide vos voisins et la mairie à vous reconnaître.",
        error_messages={
            "required": "Choisissez une photo.",
            "missing": "Choisissez une photo.",
            "empty": "Ce fichier est vide. Choisissez une autre photo.",
            "max_length": "Le nom de ce fichier est trop long. Raccourcissez-le.",
        },
    )
    use_required_attribute = False
