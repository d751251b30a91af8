"""The fields of a person, as each form that asks for them shows them."""

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.urls import reverse_lazy
from django.utils.functional import lazy
from django.utils.html import format_html

from civic.accounts.enums import Civility
from civic.ui.fields import (
    BirthDateField,
    EmailField,
    MobileField,
    NameField,
    ParagraphField,
    too_long,
)

LONGEST_PASSWORD = 256
NEW_PASSWORD_HINT = "10 caractères au moins. Une petite phrase est facile à retenir."  # noqa: S105


def word_email(field: forms.Field, help_text: str = "") -> None:
    """Our words on an address field of the library."""
    field.label = "Adresse e-mail"
    field.help_text = help_text
    field.error_messages |= EmailField.default_error_messages
    field.widget.input_type = "email"
    field.widget.attrs = {"autocomplete": "email", "spellcheck": "false"}


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
        "data-controller": "password",
    }


class TermsField(forms.BooleanField):
    """To be accepted by whoever creates an account."""

    default_error_messages = {"required": "Cochez cette case pour créer votre compte."}

    def __init__(self) -> None:
        link = '<a href="{}" target="_blank">conditions d’utilisation</a>'
        super().__init__(label=lazy(format_html, str)(f"J’accepte les {link}", reverse_lazy("terms")))


class IdentityFields(forms.Form):
    """Who somebody is."""

    civility = forms.ChoiceField(
        label="Civilité",
        choices=[("", "—"), *Civility.choices],
        required=False,
        widget=forms.Select(attrs={"autocomplete": "honorific-prefix"}),
    )
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
    birth_date = BirthDateField(label="Date de naissance", help_text="Jamais montrée aux autres.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False


class PersonFields(IdentityFields):
    """What a person says of themselves, at sign-up and at any time after."""

    mobile = MobileField(
        label="Téléphone mobile", required=False, help_text="Pour être prévenu en cas de danger."
    )
    presentation = ParagraphField(
        label="Quelques mots sur vous", max_length=600, rows=3, required=False, error_messages=too_long(600)
    )
