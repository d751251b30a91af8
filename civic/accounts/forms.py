from typing import Any

from django import forms

from civic.accounts.enums import Civility
from civic.ui.fields import BirthDateField, LineField, MobileField, NameField, ParagraphField, too_long


class ProfileForm(forms.Form):
    """« Mes informations »: what sign-up asked, at any time."""

    civility = forms.ChoiceField(label="Civilité", choices=[("", "—"), *Civility.choices], required=False)
    first_name = NameField(label="Prénom", widget=forms.TextInput(attrs={"autocomplete": "given-name"}))
    last_name = NameField(label="Nom", widget=forms.TextInput(attrs={"autocomplete": "family-name"}))
    birth_date = BirthDateField(label="Date de naissance")
    mobile = MobileField(
        label="Téléphone mobile", required=False, help_text="Pour recevoir les alertes importantes."
    )
    postal_address = LineField(
        label="Adresse postale",
        max_length=200,
        error_messages=too_long(200),
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
        widget=forms.FileInput(attrs={"accept": "image/*"}),
        error_messages={"required": "Choisissez une photo.", "empty": "Ce fichier est vide."},
    )
