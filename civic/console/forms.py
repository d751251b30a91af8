from typing import Any

from django import forms
from django.utils import timezone

from civic.communes.fields import CommuneField
from civic.delivery.enums import Channel
from civic.ui.fields import DayField, EmailField, NameField


class ReplayForm(forms.Form):
    """Hidden fields of a button."""

    event = forms.UUIDField(error_messages={"required": "Quel envoi ?", "invalid": "Quel envoi ?"})
    channel = forms.TypedChoiceField(
        choices=Channel.choices,
        coerce=Channel,
        error_messages={"required": "Par quel canal ?", "invalid_choice": "Par quel canal ?"},
    )


class OpenTownHallForm(forms.Form):
    """A commune joins: who is its mayor, and at what address."""

    commune = CommuneField(label="Commune", help_text="Les premières lettres, ou le code postal.")
    first_name = NameField(label="Prénom du maire")
    last_name = NameField(label="Nom du maire")
    email = EmailField(
        label="Adresse e-mail du maire",
        help_text=(
            "Vérifiez-la par téléphone avec la mairie. Un lien pour choisir le mot de passe y part, sauf si le "
            "maire a déjà un compte."
        ),
        error_messages={
            "required": "Indiquez l’adresse du maire.",
        },
    )
    since = forms.IntegerField(
        label="Maire depuis (année)",
        min_value=1950,
        error_messages={"required": "Indiquez l’année.", "invalid": "Écrivez une année, par exemple 2020."},
    )
    use_required_attribute = False

    def clean_since(self) -> int:
        year: int = self.cleaned_data["since"]
        if year > timezone.localdate().year:
            raise forms.ValidationError("Cette année n’est pas encore là.")
        return year


class NewMayorForm(forms.Form):
    """A commune that is here has another mayor."""

    first_name = NameField(label="Prénom du nouveau maire")
    last_name = NameField(label="Nom du nouveau maire")
    email = EmailField(
        label="Adresse e-mail",
        help_text="Vérifiez-la par téléphone avec la mairie.",
        error_messages={"required": "Indiquez l’adresse du nouveau maire."},
    )
    since = DayField(label="Maire depuis le", help_text="Le jour de l’élection par le conseil municipal.")
    use_required_attribute = False


class EndOfficeForm(forms.Form):
    last_day = DayField(label="Dernier jour du mandat")
    notify = forms.BooleanField(
        label="Prévenir l’ancien maire, qui reste administré de la commune",
        required=False,
        initial=True,
        help_text="Décochez en cas de décès : personne ne reçoit de message.",
    )
    use_required_attribute = False


class OfficeDatesForm(forms.Form):
    """Dates that were typed wrong. `over`: the office has an end."""

    since = DayField(label="Maire depuis le")
    last_day = DayField(label="Dernier jour du mandat")
    use_required_attribute = False

    def __init__(self, *args: Any, over: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not over:
            del self.fields["last_day"]
