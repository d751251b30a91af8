"""What the journal is narrowed to."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms

from civic.core.clock import local_to_utc
from civic.journal.queries import Sought
from civic.ui.fields import DayField


class PersonChoice(forms.ChoiceField):
    default_error_messages = {"invalid_choice": "Choisissez une personne de la liste."}


class KindChoice(forms.ChoiceField):
    default_error_messages = {"invalid_choice": "Choisissez une ligne de la liste."}


class JournalForm(forms.Form):
    """`people`: keys and names; `topics`: headings, and under each names of events and what they say.
    Answers that make no sense are said beside the field, and the list is then not narrowed."""

    qui = PersonChoice(label="Qui", required=False)
    quoi = KindChoice(label="Quoi", required=False)
    du = DayField(label="Du", required=False)
    au = DayField(label="Au", required=False)
    use_required_attribute = False

    def __init__(
        self,
        *args: Any,
        people: list[tuple[UUID, str]],
        topics: dict[str, dict[str, str]],
        zone: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone
        self._choices("qui", [("", "Tout le monde"), *((str(key), name) for key, name in people)])
        groups = [
            (topic, [(key, sentence[:1].upper() + sentence[1:]) for key, sentence in kinds.items()])
            for topic, kinds in topics.items()
        ]
        self._choices("quoi", [("", "Tout"), *groups])
        if not people:
            del self.fields["qui"]

    def _choices(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    @property
    def sought(self) -> Sought:
        if not self.is_valid():
            return Sought()
        data = self.cleaned_data
        return Sought(
            actor_id=UUID(data["qui"]) if data.get("qui") else None,
            kind=data["quoi"],
            since=self._start(data["du"]),
            until=self._start(data["au"], days=1),
        )

    @property
    def narrowed(self) -> dict[str, str]:
        """As it stands in the address of the next page and of the table."""
        return (
            {name: value for name in self.fields if (value := self.data.get(name, ""))}
            if self.is_bound
            else {}
        )

    def _start(self, day: date | None, *, days: int = 0) -> datetime | None:
        """Of that day, or of one `days` later."""
        if day is None:
            return None
        return local_to_utc(datetime.combine(day + timedelta(days=days), time.min), self.zone)
