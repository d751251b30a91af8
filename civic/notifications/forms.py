"""The matrix of preferences: one line for each kind, one column for each way of being notified."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField

from civic.core.descriptors import NotificationCategory
from civic.notifications import rules
from civic.notifications.enums import Level, Side
from civic.notifications.kinds import NotificationKind
from civic.ui.fields import DescribedRadioSelect

HOURS = [(hour, f"{hour}\u00a0h") for hour in range(24)]


@dataclass(frozen=True, slots=True)
class PreferenceRow:
    """A kind with its fields; None where it is not offered. Without `optional`, none of them can be changed."""

    kind: NotificationKind
    site: BoundField | None
    email: BoundField | None
    push: BoundField | None


class FrequencyField(forms.ChoiceField):
    default_error_messages = {
        "required": "Choisissez une fréquence dans la liste.",
        "invalid_choice": "Choisissez une fréquence dans la liste.",
    }


class HourField(forms.TypedChoiceField):
    default_error_messages = {
        "required": "Choisissez une heure dans la liste.",
        "invalid_choice": "Choisissez une heure dans la liste.",
    }


LEVELS = {
    Level.ALL: "Chaque nouvelle, tout de suite ou dans un résumé à 18\u00a0h.",
    Level.ESSENTIAL: "Ce que publie la mairie et ce qui ne peut pas attendre.",
    Level.NOTHING: "Les nouvelles restent sur le site, sans e-mail ni appareil.",
    Level.OWN: "Réglés ci-dessous, nouvelle par nouvelle.",
}


@cache
def _meant(kinds: tuple[NotificationKind, ...]) -> str:
    """What each field is at each level, in JSON: on the page they follow the card that is pressed (`levels.ts`)."""
    levels = (Level.ALL, Level.ESSENTIAL, Level.NOTHING)
    choices = {level: rules.choices_of(level, list(kinds)) for level in levels}
    names = [name for kind in kinds for name in kind.defaults()]
    return json.dumps({level.value: {name: choices[level][name] for name in names} for level in levels})


class ChoicesForm(forms.Form):
    """`choices` and `quiet`: what the person chose until now. `has_other_communes`: it may apply to them.
    `has_devices`: without any, what they would receive is neither ticked nor changed.

    A level decides for all kinds; who changes one kind and leaves the level alone has choices of their own, whose card
    is seen from then on (`levels.ts`)."""

    level = forms.ChoiceField(
        label="Ce que vous recevez",
        required=False,
        widget=DescribedRadioSelect({level.value: words for level, words in LEVELS.items()}),
        error_messages={"invalid_choice": "Choisissez dans la liste."},
    )

    quiet = forms.BooleanField(label="Ne pas faire sonner mes appareils la nuit", required=False)
    quiet_from = HourField(label="de", choices=HOURS, coerce=int)
    quiet_until = HourField(label="à", choices=HOURS, coerce=int)
    everywhere = forms.BooleanField(label="Appliquer à toutes mes communes", required=False)

    def __init__(
        self,
        *args: Any,
        kinds: list[NotificationKind],
        choices: Mapping[str, Any],
        quiet: tuple[int, int] | None,
        has_other_communes: bool,
        has_devices: bool,
        **kwargs: Any,
    ) -> None:
        starts, ends = quiet or rules.DEFAULT_QUIET
        super().__init__(*args, **kwargs)
        self.shown_level = rules.level_of(kinds, choices)
        self.initial = {
            "quiet": quiet is not None,
            "quiet_from": starts,
            "quiet_until": ends,
            "level": self.shown_level.value,
        }
        # One's own stand first: on a phone, below three cards that nobody chose, they would be out of sight.
        is_own = self.shown_level is Level.OWN
        levels = sorted(Level.choices, key=lambda one: is_own and one[0] != Level.OWN)
        self.fields["level"].choices = levels  # type: ignore[attr-defined]
        self._kinds, self._has_devices = kinds, has_devices
        for kind in kinds:
            if kind.optional:
                self._add(kind, choices)
        if not has_other_communes:
            del self.fields["everywhere"]

    def _add(self, kind: NotificationKind, choices: Mapping[str, Any]) -> None:
        offered = kind.defaults()
        for name, label in ((kind.site_choice, "Sur le site"), (kind.push_choice, "Sur mes appareils")):
            if name in offered:
                is_idle = name == kind.push_choice and not self._has_devices
                self.fields[name] = forms.BooleanField(
                    label=label,
                    required=False,
                    disabled=is_idle,
                    initial=not is_idle and rules.chosen(kind, choices, name),
                )
        if kind.email_choice in offered:
            self.fields[kind.email_choice] = FrequencyField(
                label="Par e-mail",
                choices=[(one.value, one.label) for one in kind.frequencies],
                initial=rules.chosen(kind, choices, kind.email_choice),
            )

    @property
    def meant(self) -> str:
        return _meant(tuple(kind for kind in self._kinds if kind.optional))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        starts, ends = cleaned.get("quiet_from"), cleaned.get("quiet_until")
        if cleaned.get("quiet") and starts is not None and starts == ends:
            self.add_error("quiet_until", ValidationError("Choisissez deux heures différentes."))
        return cleaned

    @property
    def parts(self) -> list[tuple[Side, list[tuple[NotificationCategory, list[PreferenceRow]]]]]:
        """The lines as they are drawn: by side, then by category."""
        sides = [*Side]
        kinds = sorted(self._kinds, key=lambda kind: (sides.index(kind.side), kind.category.position))
        return [
            (side, [(category, [self._row(kind) for kind in alike]) for category, alike in by_category])
            for side, of_side in groupby(kinds, key=lambda kind: kind.side)
            for by_category in [groupby([*of_side], key=lambda kind: kind.category)]
        ]

    @property
    def quiet_fields(self) -> list[BoundField]:
        return [self["quiet_from"], self["quiet_until"]]

    @property
    def shows_details(self) -> bool:
        return self.shown_level is Level.OWN or bool(self.errors)

    @property
    def chosen(self) -> dict[str, Any]:
        """By the choice names of the kinds."""
        details = {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in ChoicesForm.base_fields and not self.fields[name].disabled
        }
        level = Level(self.cleaned_data["level"] or Level.OWN)
        if level is Level.OWN or (
            level is self.shown_level and not details.keys().isdisjoint(self.changed_data)
        ):
            return details
        return rules.choices_of(level, self._kinds)

    @property
    def quiet_hours(self) -> tuple[int, int] | None:
        cleaned = self.cleaned_data
        return (cleaned["quiet_from"], cleaned["quiet_until"]) if cleaned["quiet"] else None

    def _row(self, kind: NotificationKind) -> PreferenceRow:
        def field(name: str) -> BoundField | None:
            return self[name] if name in self.fields else None

        return PreferenceRow(kind, field(kind.site_choice), field(kind.email_choice), field(kind.push_choice))
