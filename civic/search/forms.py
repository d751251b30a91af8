from datetime import datetime, timedelta
from typing import Any

from django import forms

from civic.core.clock import now
from civic.search.queries.finding import Asked
from civic.search.queries.meaning import LONGEST
from civic.ui.fields import LineField

PERIODS = {"": "Toutes les dates", "30": "30 derniers jours", "365": "Un an"}


class SearchForm(forms.Form):
    """In the address of the results, under seal. What is faulty is left out: nobody types more than the words."""

    q = LineField(label="Vos mots", required=False)
    rubrique = forms.CharField(required=False)
    periode = forms.CharField(required=False)
    use_required_attribute = False

    def clean_q(self) -> str:
        typed: str = self.cleaned_data["q"]
        return typed[:LONGEST]

    def clean_periode(self) -> str:
        chosen: str = self.cleaned_data["periode"]
        return chosen if chosen in PERIODS else ""

    def as_asked(self) -> Asked:
        data: dict[str, Any] = self.cleaned_data
        return Asked(words=data["q"], section=data["rubrique"], since=_since(data["periode"]))


def _since(period: str) -> datetime | None:
    return now() - timedelta(days=int(period)) if period else None
