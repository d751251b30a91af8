"""Which days are looked at: one of the usual periods, or two dates."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from civic.statistics.enums import Span
from civic.statistics.rules import Period, period_of
from civic.ui.fields import DayField


class PeriodForm(forms.Form):
    """In the address: `periode`, or `du` and `au`. What is wrong is said, and the usual period shown meanwhile."""

    periode = forms.ChoiceField(choices=Span, required=False)
    du = DayField(label="Du", required=False)
    au = DayField(label="Au", required=False)

    def __init__(self, data: Any, *, today: date, opened: date) -> None:
        super().__init__(data)
        self.today, self.opened = today, opened
        for name in ("du", "au"):
            self.fields[name].widget.attrs |= {"min": opened.isoformat(), "max": today.isoformat()}

    def clean_periode(self) -> Span:
        return Span(self.cleaned_data["periode"] or Span.MONTH)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        first, last = data.get("du"), data.get("au")
        if self.errors or not (first or last):
            return data
        if first and not last:
            last = data["au"] = self.today
        if last and not first:
            raise ValidationError({"du": "Dites aussi à partir de quel jour."})
        if first and last and first > last:
            raise ValidationError({"au": "La fin doit venir après le début."})
        if first and first > self.today:
            raise ValidationError({"du": "Ce jour n’est pas encore venu."})
        if last and last < self.opened:
            raise ValidationError(
                {"au": "Il n’y a pas de chiffres si loin\u00a0: choisissez une date plus récente."}
            )
        return data

    def period(self) -> Period:
        is_valid = self.is_valid()
        # Who chooses dates fills in both; the other periods do without.
        self.fields["du"].required = self.fields["au"].required = True
        if is_valid and self.cleaned_data.get("du"):
            first = max(self.cleaned_data["du"], self.opened)
            return Period(first, min(self.cleaned_data["au"], self.today))
        span = self.cleaned_data.get("periode") or Span.MONTH
        return period_of(span, self.today, self.opened)
