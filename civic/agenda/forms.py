import re
from datetime import date, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from civic.agenda import rules
from civic.agenda.enums import EventCategory, Repeat, Scope
from civic.agenda.models import CalendarEvent
from civic.contents.forms import ContentForm
from civic.core.audience import Audience
from civic.core.clock import local_time
from civic.core.refusals import Refusal
from civic.core.viewer import Viewer
from civic.ui.fields import DayField, DescribedRadioSelect, LineField, ParagraphField, too_long
from civic.ui.forms import add_refusal

_HOUR = re.compile(r"(\d{1,2})\s*(?:[:hH.]\s*(\d{2})?)?(?::\d{2})?")
_AUDIENCES = [
    (Audience.MEMBERS.value, Audience.MEMBERS.label.capitalize()),
    (Audience.PUBLIC.value, Audience.PUBLIC.label.capitalize()),
]


class TimeOfDayField(forms.Field):
    """An hour as the browser’s clock gives it, or as it is typed: 18:30, 18h30, 18 h."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, widget=forms.TextInput(attrs={"type": "time"}), **kwargs)

    def to_python(self, value: Any) -> Any:
        text = " ".join(str(value or "")[:20].split())
        if not text:
            return None
        found = _HOUR.fullmatch(text)
        if not found or int(found[1]) > 23 or int(found[2] or 0) > 59:
            raise ValidationError("Écrivez l’heure, par exemple 18:30.")
        return time(int(found[1]), int(found[2] or 0))

    def prepare_value(self, value: Any) -> Any:
        return value.strftime("%H:%M") if isinstance(value, time) else value


class EventForm(ContentForm):
    title = LineField(
        label="Titre",
        max_length=120,
        error_messages={"required": "Donnez un titre à l’événement.", **too_long(120)},
    )
    category = forms.ChoiceField(
        label="Catégorie", choices=EventCategory.choices, initial=EventCategory.OTHER, required=False
    )
    meets_mayor = forms.BooleanField(label="On peut y rencontrer le maire", required=False)
    whole_day = forms.BooleanField(label="Toute la journée", required=False)
    first_day = DayField(label="Date de début")
    begins = TimeOfDayField(label="Heure de début")
    last_day = DayField(label="Date de fin, si autre jour", required=False)
    ends = TimeOfDayField(label="Heure de fin")
    place = LineField(
        label="Lieu",
        max_length=200,
        required=False,
        error_messages=too_long(200),
        help_text="L’adresse, comme on la cherche sur un plan.",
    )
    description = ParagraphField(
        label="Description", max_length=4000, required=False, error_messages=too_long(4000)
    )
    audience = forms.ChoiceField(
        label="Pour qui ?",
        choices=_AUDIENCES,
        widget=DescribedRadioSelect(
            {
                Audience.MEMBERS: "Ceux que la mairie a acceptés",
                Audience.PUBLIC: "Aussi les visiteurs de votre page",
            }
        ),
        initial=Audience.PUBLIC,
    )
    repeat = forms.ChoiceField(label="Répétition", choices=Repeat.choices, required=False)
    until = DayField(
        label="Répéter jusqu’au",
        required=False,
        help_text="Deux ans au plus. Chaque mois, le 31 devient le dernier jour des mois plus courts.",
    )
    takes_participants = forms.BooleanField(label="Proposer « Je participe »", required=False)
    places = forms.IntegerField(
        label="Nombre de places",
        required=False,
        min_value=1,
        max_value=30_000,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        help_text="Vide : sans limite. Quand tout est pris, une liste d’attente s’ouvre.",
        error_messages={
            "invalid": "Écrivez un nombre entier, ou laissez vide.",
            "min_value": "Il faut au moins une place. Laissez vide pour ne pas limiter.",
            "max_value": "30 000 places au plus. Laissez vide pour ne pas limiter.",
        },
    )
    scope = forms.ChoiceField(
        label="Que voulez-vous modifier ?",
        choices=Scope.choices,
        widget=forms.RadioSelect,
        initial=Scope.ONE,
        required=False,
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        viewer: Viewer,
        event: CalendarEvent | None = None,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self.zone = viewer.commune.time_zone
        self.event = event
        self.fields["meets_mayor"].label = f"On peut y rencontrer {viewer.commune.the_mayor.lower()}"
        if event is None:
            del self.fields["scope"], self.fields["version"]
        else:
            del self.fields["repeat"], self.fields["until"], self.fields["key"]
            if event.series_id is None:
                del self.fields["scope"]

    @classmethod
    def for_event(cls, viewer: Viewer, event: CalendarEvent) -> "EventForm":
        """As it stands, to edit."""
        zone = viewer.commune.time_zone
        first, last = rules.days_of(event, zone)
        begins, ends = local_time(event.starts_at, zone), local_time(event.ends_at, zone)
        initial = {
            "title": event.title,
            "category": event.category,
            "meets_mayor": event.meets_mayor,
            "whole_day": event.whole_day,
            "first_day": first,
            "begins": None if event.whole_day else begins.time(),
            # What ends at midnight ends on the morrow, as its hour is typed.
            "last_day": last if event.whole_day else ends.date(),
            "ends": None if event.whole_day else ends.time(),
            "place": event.place,
            "description": event.description,
            "audience": event.audience,
            "takes_participants": event.takes_participants,
            "places": event.places,
            "scope": Scope.ONE,
            "version": event.version,
        }
        if initial["last_day"] == first:
            initial["last_day"] = None
        return cls(viewer=viewer, event=event, initial=initial)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("takes_participants"):
            self.errors.pop("places", None)  # it is not asked
        if self.errors.keys() & {"first_day", "last_day", "begins", "ends"}:
            return cleaned
        first: date = cleaned["first_day"]
        last: date | None = cleaned.get("last_day")
        begins, ends = cleaned.get("begins"), cleaned.get("ends")
        if cleaned.get("whole_day"):
            begins = ends = cleaned["begins"] = cleaned["ends"] = None
        else:
            if begins is None:
                self.add_error("begins", "Indiquez l’heure de début, ou cochez « Toute la journée ».")
            if ends is None:
                self.add_error("ends", "Indiquez l’heure de fin, ou cochez « Toute la journée ».")
            if begins is None or ends is None:
                return cleaned
            if last is None and ends == time() and first < date.max:
                last = first + timedelta(days=1)  # « de 20 h à minuit »
        cleaned["last_day"] = last or first
        if cleaned.get("repeat") and not cleaned.get("until"):
            self.add_error("until", "Indiquez jusqu’à quand l’événement revient.")
        if not self.errors:
            try:
                rules.moments_of(
                    first=first, last=cleaned["last_day"], begins=begins, ends=ends, zone=self.zone
                )
            except Refusal as refusal:
                add_refusal(self, refusal, "ends" if begins else "last_day")
            except (OverflowError, ValueError):
                self.add_error("first_day", "Cette date n’est pas possible.")
        return cleaned

    def fields_of_content(self) -> dict[str, Any]:
        """For `actions.events.EventContent`."""
        names = (
            "title", "first_day", "last_day", "begins", "ends", "description", "place", "audience",
            "meets_mayor", "takes_participants", "places",
        )  # fmt: skip
        values: dict[str, Any] = {name: self.cleaned_data.get(name) for name in names}
        return values | {"category": self.cleaned_data.get("category") or EventCategory.OTHER.value}
