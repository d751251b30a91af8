"""« Bloquer… »: what, until when, why."""

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from civic.core.clock import now
from civic.core.form_keys import new_form_key
from civic.core.viewer import Viewer
from civic.restrictions import refusals, rules
from civic.restrictions.enums import RestrictionDuration, RestrictionReason, RestrictionScope
from civic.ui.fields import DayField, ParagraphField, too_long

MAX_WORDS = 600


class RestrictForm(forms.Form):
    """`former_id`: of the restriction that is shown beside it. A date is one of the commune’s days, all of it."""

    scopes = forms.MultipleChoiceField(
        label="Ce que la personne ne pourra plus faire",
        choices=RestrictionScope,
        initial=[RestrictionScope.COMMENTS.value],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": refusals.NothingRestricted.message},
    )
    duration = forms.ChoiceField(
        label="Pendant combien de temps ?",
        choices=RestrictionDuration,
        initial=RestrictionDuration.WEEK,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez une durée."},
    )
    until = DayField(
        label="Dernier jour du blocage",
        required=False,
        help_text="Ce jour compte en entier. Un an au plus.",
    )
    reason = forms.ChoiceField(
        label="Pour quel motif ?",
        choices=RestrictionReason,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez un motif."},
    )
    words = ParagraphField(
        label="Votre message à la personne",
        max_length=MAX_WORDS,
        rows=4,
        error_messages={"required": refusals.RestrictionReasonMissing.message, **too_long(MAX_WORDS)},
        help_text="Dites ce qui s’est passé, et ce que vous attendez. Elle le reçoit par e-mail.",
    )
    key = forms.CharField(required=False, widget=forms.HiddenInput)
    former = forms.CharField(required=False, widget=forms.HiddenInput)
    use_required_attribute = False

    def __init__(
        self, data: QueryDict | None = None, *, viewer: Viewer, former_id: UUID | None = None
    ) -> None:
        super().__init__(data, initial={"key": new_form_key(), "former": str(former_id or "")})
        self._now, self._zone = now(), viewer.commune.time_zone
        self._today = self._now.astimezone(ZoneInfo(self._zone)).date()
        self._last_day = rules.longest_restriction(self._now, self._zone)
        self.fields["until"].widget.attrs |= {
            "min": self._today.isoformat(),
            "max": self._last_day.isoformat(),
        }

    @property
    def ends_at(self) -> datetime | None:
        """Of what was typed so far; None while that says none."""
        values: dict[str, Any] = getattr(self, "cleaned_data", None) or {
            "duration": self.fields["duration"].initial
        }
        duration, until = values.get("duration"), values.get("until")
        if not duration or (duration == RestrictionDuration.DATE and until is None):
            return None
        return rules.restriction_end(duration, now=self._now, zone=self._zone, until=until)

    @property
    def chosen_scopes(self) -> list[str]:
        if self.is_bound:
            scopes: list[str] = getattr(self, "cleaned_data", {}).get("scopes", [])
            return scopes
        return [RestrictionScope.COMMENTS.value]

    def clean_former(self) -> UUID | None:
        typed = self.cleaned_data["former"]
        try:
            return UUID(typed) if typed else None
        except ValueError as error:
            raise ValidationError("Rechargez cette page, puis recommencez.") from error

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("duration") != RestrictionDuration.DATE:
            self.errors.pop("until", None)  # what stands in a field that is not used disturbs nobody
            cleaned["until"] = None
        elif "until" not in self.errors and (sentence := self._wrong_with(cleaned.get("until"))):
            self.add_error("until", sentence)
        return cleaned

    def _wrong_with(self, until: Any) -> str:
        if until is None:
            return "Choisissez le dernier jour du blocage."
        if until < self._today:
            return refusals.EndInThePast.message
        return refusals.RestrictionTooLong.message if until > self._last_day else ""


class LiftForm(forms.Form):
    words = ParagraphField(
        label="Un mot pour la personne",
        max_length=MAX_WORDS,
        rows=3,
        required=False,
        error_messages=too_long(MAX_WORDS),
    )
    use_required_attribute = False
