"""« Mon compte », and the forms of the sign-in library in our words (`settings.ACCOUNT_FORMS`)."""

from typing import Any

from allauth.account import forms as allauth_forms
from django import forms
from django.core.validators import MaxLengthValidator

from civic.accounts.enums import Civility
from civic.ui.fields import BirthDateField, LineField, MobileField, NameField, ParagraphField, too_long

LONGEST_PASSWORD = 256
NEW_PASSWORD_HINT = "10 caractères au moins. Une petite phrase est facile à retenir."  # noqa: S105
EMAIL_ERRORS = {
    "required": "Écrivez votre adresse e-mail.",
    "invalid": "Écrivez une adresse comme prenom.nom@exemple.fr.",
    "max_length": "Cette adresse est trop longue. Vérifiez qu’un autre texte n’y est pas collé.",
}


def word_email(field: forms.Field, help_text: str = "") -> None:
    """Our words on an address field of the library."""
    field.label = "Adresse e-mail"
    field.help_text = help_text
    field.error_messages |= EMAIL_ERRORS
    field.widget.attrs = {"type": "email", "autocomplete": "email", "spellcheck": "false"}


def word_password(field: forms.Field, label: str = "Mot de passe", *, new: bool = False) -> None:
    field.label = label
    field.help_text = NEW_PASSWORD_HINT if new else ""
    field.error_messages |= {
        "required": "Choisissez un mot de passe." if new else "Écrivez votre mot de passe."
    }
    # Hashing a megabyte would be work for nothing.
    field.validators.append(MaxLengthValidator(LONGEST_PASSWORD, "Ce mot de passe est trop long."))
    field.widget.attrs = {
        "autocomplete": "new-password" if new else "current-password",
        "data-behaviour": "password",
    }


class LoginForm(allauth_forms.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        word_email(self.fields["login"])
        self.fields["login"].widget.attrs["autocomplete"] = "username"
        word_password(self.fields["password"])
        self.fields["remember"].label = "Rester connecté sur cet appareil"
        self.fields["remember"].initial = True


class ReauthenticateForm(allauth_forms.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        word_password(self.fields["password"])


class ResetPasswordForm(allauth_forms.ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        word_email(self.fields["email"], "Celle de votre inscription.")


class ResetPasswordKeyForm(allauth_forms.ResetPasswordKeyForm):
    """The new password once: it can be shown while it is typed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        del self.fields["password2"]
        word_password(self.fields["password1"], "Nouveau mot de passe", new=True)


class ChangePasswordForm(allauth_forms.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        del self.fields["password2"]
        word_password(self.fields["oldpassword"], "Mot de passe actuel")
        word_password(self.fields["password1"], "Nouveau mot de passe", new=True)


class ProfileForm(forms.Form):
    """« Mes informations »: what sign-up asked, at any time."""

    civility = forms.ChoiceField(label="Civilité", choices=[("", "—"), *Civility.choices], required=False)
    first_name = NameField(
        label="Prénom",
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
        error_messages={"required": "Écrivez votre prénom."} | too_long(60),
    )
    last_name = NameField(
        label="Nom",
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
        error_messages={"required": "Écrivez votre nom."} | too_long(60),
    )
    birth_date = BirthDateField(label="Date de naissance")
    mobile = MobileField(
        label="Téléphone mobile", required=False, help_text="Pour recevoir les alertes importantes."
    )
    postal_address = LineField(
        label="Adresse postale",
        max_length=200,
        error_messages={"required": "Écrivez votre adresse."} | too_long(200),
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
        help_text="Seule la mairie la voit.",
    )
    presentation = ParagraphField(
        label="Quelques mots sur vous", max_length=600, rows=3, required=False, error_messages=too_long(600)
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False


class PhotoForm(forms.Form):
    photo = forms.FileField(
        label="Votre photo",
        widget=forms.FileInput(attrs={"accept": "image/*,.heic,.heif"}),
        help_text="Elle aide vos voisins et la mairie à vous reconnaître.",
        error_messages={
            "required": "Choisissez une photo.",
            "missing": "Choisissez une photo.",
            "empty": "Ce fichier est vide. Choisissez une autre photo.",
            "max_length": "Le nom de ce fichier est trop long. Raccourcissez-le.",
        },
    )
    use_required_attribute = False
