"""« Mes procurations »: whom, in what function, which rights, from when to when."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils import timezone

from civic.core import registry
from civic.core.clock import local_to_utc
from civic.core.descriptors import Right
from civic.delegations import rules
from civic.delegations.models import Delegation
from civic.ui.fields import DayField, EmailField, LineField, NameField, too_long


def rights_in_words(delegation: Delegation) -> list[tuple[str, str]]:
    """Label and sentence, in the order of the list of rights; one that a later version dropped is left out."""
    return [(right.label, right.sentence) for right in registry.rights() if right in delegation.rights]


@dataclass(frozen=True, slots=True)
class RightChoice:
    """One checkbox."""

    right: Right
    checked: bool

    @property
    def element_id(self) -> str:
        return f"id_rights_{self.right}"


class DelegationForm(forms.Form):
    """To change one. `zone`: whose days these are."""

    title = LineField(
        label="Fonction",
        max_length=80,
        help_text="Par exemple : directrice générale des services, adjoint à la culture, secrétaire de mairie.",
        error_messages={"required": "Écrivez la fonction de cette personne à la mairie.", **too_long(80)},
    )
    rights = forms.MultipleChoiceField(
        label="Ce que cette personne pourra faire",
        choices=lambda: [(right, right.label) for right in registry.rights()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Cochez au moins un droit.",
            "invalid_choice": "Choisissez les droits dans la liste.",
        },
    )
    ends_on = DayField(label="Dernier jour", required=False, help_text="Sans date, jusqu’au retrait.")
    use_required_attribute = False

    def __init__(self, *args: Any, zone: str, commune_name: str, **kwargs: Any) -> None:
        self.zone, self.commune_name = zone, commune_name
        super().__init__(*args, **kwargs)

    def clean_title(self) -> str:
        title: str = self.cleaned_data["title"]
        if rules.reads_as_mayor(title, commune_name=self.commune_name):
            raise ValidationError("Ce titre est celui du maire. Écrivez la fonction de cette personne.")
        return title

    def clean_ends_on(self) -> date | None:
        day: date | None = self.cleaned_data["ends_on"]
        if day and day < timezone.localdate():
            raise ValidationError("Cette date est passée. Choisissez un jour à venir, ou laissez vide.")
        return day

    @property
    def ends_at(self) -> datetime | None:
        """The end of the last day, on the commune's clocks."""
        day = self.cleaned_data["ends_on"]
        return local_to_utc(datetime.combine(day, time.max), self.zone) if day else None

    @property
    def rights_here(self) -> list[RightChoice]:
        return self._choices(is_planned=False)

    @property
    def rights_to_come(self) -> list[RightChoice]:
        """Their feature is not here yet: they count from the day it opens."""
        return self._choices(is_planned=True)

    @property
    def shows_rights_to_come(self) -> bool:
        """Their panel is open where one is ticked, or where the rights are to be looked at again."""
        return bool(self["rights"].errors) or any(right.checked for right in self.rights_to_come)

    def _choices(self, *, is_planned: bool) -> list[RightChoice]:
        bound: BoundField = self["rights"]
        chosen = set(bound.value() or [])
        return [
            RightChoice(right, right in chosen)
            for right in registry.rights()
            if right.is_planned is is_planned
        ]


class InvitationForm(DelegationForm):
    email = EmailField(
        label="Adresse e-mail",
        help_text="L’invitation part à cette adresse. La personne accepte, ou non.",
        error_messages={"required": "Écrivez l’adresse e-mail de cette personne."},
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    first_name = NameField(label="Prénom", error_messages={"required": "Écrivez son prénom."} | too_long(60))
    last_name = NameField(label="Nom", error_messages={"required": "Écrivez son nom."} | too_long(60))
    starts_on = DayField(label="Premier jour", required=False, help_text="Sans date, dès son accord.")
    key = forms.CharField(max_length=36, required=False, widget=forms.HiddenInput)
    field_order = ["email", "first_name", "last_name", "title", "rights", "starts_on", "ends_on", "key"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("key", str(uuid4()))

    def clean_starts_on(self) -> date | None:
        day: date | None = self.cleaned_data["starts_on"]
        if day and day < timezone.localdate():
            raise ValidationError("Cette date est passée. Choisissez aujourd’hui ou un jour à venir.")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error(
                "ends_on", "Le dernier jour vient après le premier : choisissez un jour plus tard."
            )
        return cleaned

    @property
    def starts_at(self) -> datetime | None:
        """None: at once."""
        day = self.cleaned_data["starts_on"]
        if not day or day <= timezone.localdate():
            return None
        return local_to_utc(datetime.combine(day, time.min), self.zone)
