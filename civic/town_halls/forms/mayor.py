"""The sections of the mayor's page, each with its own form."""

from typing import Any

from django import forms
from django.utils import timezone

from civic.town_halls import rules
from civic.ui.fields import LineField, RichTextField, too_long
from civic.ui.french import MONTHS


class SloganForm(forms.Form):
    slogan = LineField(
        label="Votre slogan",
        max_length=140,
        required=False,
        error_messages=too_long(140),
        help_text="Une phrase, sous le nom du maire, en haut de la page.",
        widget=forms.TextInput(attrs={"data-counter-limit-value": "140", "data-controller": "counter"}),
    )
    use_required_attribute = False


class PresentationForm(forms.Form):
    """`seen`: which text the editor started from."""

    presentation = RichTextField(
        label="Votre présentation",
        max_length=6000,
        required=False,
        help_text="Qui vous êtes, ce qui vous tient à cœur pour la commune.",
    )
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    use_required_attribute = False


class CvEntryForm(forms.Form):
    year = forms.IntegerField(
        label="Année",
        min_value=rules.OLDEST_YEAR,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": "4", "autocomplete": "off"}),
        error_messages={
            "required": "Écrivez l’année, par exemple 2016.",
            "invalid": "Écrivez l’année en quatre chiffres, par exemple 2016.",
            "min_value": "Écrivez l’année en quatre chiffres, par exemple 2016.",
        },
    )
    month = forms.TypedChoiceField(
        label="Mois",
        choices=[("", "Sans mois"), *((str(n), name.capitalize()) for n, name in enumerate(MONTHS, 1))],
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": "Choisissez un mois dans la liste."},
    )
    text = LineField(
        label="Ce que vous avez fait",
        max_length=300,
        error_messages={"required": "Écrivez quelques mots.", **too_long(300)},
        help_text="Par exemple : « Élue conseillère municipale ».",
    )
    key = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)
    use_required_attribute = False

    def clean_year(self) -> Any:
        year = self.cleaned_data["year"]
        if year > timezone.localdate().year:
            raise forms.ValidationError("Cette année n’est pas encore là.")
        return year
