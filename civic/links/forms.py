from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from civic.contents.forms import ContentForm
from civic.core.refusals import Refusal
from civic.links import rules
from civic.ui.fields import LineField, too_long


class LinkForm(ContentForm):
    title = LineField(
        label="Titre",
        max_length=80,
        error_messages={"required": "Donnez un titre au lien.", **too_long(80)},
        help_text="Ce que vos administrés liront, par exemple « Menus de la cantine ».",
    )
    url = forms.CharField(
        label="Adresse",
        max_length=2000,
        widget=forms.TextInput(
            attrs={
                "inputmode": "url",
                "placeholder": "https://",
                "autocapitalize": "none",
                "spellcheck": "false",
            }
        ),
        error_messages={
            "required": "Collez l’adresse de la page.",
            "max_length": "Cette adresse est trop longue : 500 caractères au plus.",
            "null_characters_not_allowed": "Cette adresse n’est pas celle d’une page web. "
            "Elle doit commencer par « https:// ».",
        },
        help_text="Copiez-la depuis votre navigateur.",
    )
    description = LineField(
        label="Description",
        max_length=200,
        required=False,
        error_messages=too_long(200),
        help_text="Une phrase, si le titre ne suffit pas.",
    )

    def clean_url(self) -> Any:
        try:
            return rules.usable_address(self.cleaned_data["url"])
        except Refusal as refusal:
            raise ValidationError(refusal.message) from refusal

    def fields_of_content(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("title", "description", "url")}
