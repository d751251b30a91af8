from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms

from civic.core.clock import local_to_utc, now
from civic.search.queries.finding import Asked
from civic.search.queries.meaning import LONGEST
from civic.ui.fields import DayField, LineField

PERIODS = {"": "Toute date", "30": "30 jours", "365": "Un an"}
DAYS = ("du", "au")
BETWEEN = "Entre deux dates"
_LONGEST_DAY = 40  # letters: what is no date is said, and kept as it was typed


class SearchForm(forms.Form):
    """In the address of the results, under seal: `asked`. What is faulty is left out, but for the days, which people
    type: the wrong way round they are turned, and what is none is said."""

    q = LineField(label="Vos mots", required=False)
    rubrique = forms.CharField(required=False, max_length=40)
    periode = forms.CharField(required=False)
    du = DayField(label="Du", required=False)
    au = DayField(label="Au", required=False)
    use_required_attribute = False

    def clean_q(self) -> str:
        typed: str = self.cleaned_data["q"]
        return typed[:LONGEST]

    def clean_periode(self) -> str:
        chosen: str = self.cleaned_data["periode"]
        return chosen if chosen in PERIODS else ""

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        first, last = data.get("du"), data.get("au")
        if first and last and first > last:
            data["du"], data["au"] = last, first
        if self.data.get("du") or self.data.get("au"):
            data["periode"] = ""
        return data

    @property
    def asked(self) -> dict[str, str]:
        """As it stands in the address."""
        typed = {name: self.data[name].strip()[:_LONGEST_DAY] for name in DAYS if name in self.errors}
        values = {name: typed.get(name) or self.cleaned_data.get(name) for name in self.fields}
        return {name: str(value) for name, value in values.items() if value}

    def as_asked(self, zone: str) -> Asked:
        """`zone`: where its days begin."""
        data: dict[str, Any] = self.cleaned_data
        since, until = _midnight(data.get("du"), zone), _midnight(data.get("au"), zone, days=1)
        if data["periode"]:
            since = now() - timedelta(days=int(data["periode"]))
        return Asked(words=data["q"], section=data["rubrique"], since=since, until=until)


def _midnight(day: date | None, zone: str, *, days: int = 0) -> datetime | None:
    """At which that day begins, or the one so many `days` later."""
    return local_to_utc(datetime.combine(day + timedelta(days=days), time.min), zone) if day else None
