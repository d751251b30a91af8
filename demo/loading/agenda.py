"""A lively agenda: markets that come back, the council, duties, a celebration, and an evening that is full."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from civic.agenda.actions import events, taking_part
from civic.agenda.enums import EventCategory, Repeat
from civic.core.audience import Audience
from demo.loading.calendar import ZONE
from demo.loading.past import Past
from demo.loading.registrations import Town
from demo.loading.texts import french


@dataclass(frozen=True, slots=True, kw_only=True)
class _Date:
    """`weekday`: Monday is 0; the first one `after` days from today on (earlier when below nought). `hours`: "" for a
    whole day. `weeks`: how long it comes back."""

    title: str
    after: int
    weekday: int
    hours: str
    category: EventCategory
    place: str = ""
    words: str = ""
    members: bool = False
    days: int = 1
    repeat: Repeat = Repeat.NONE
    weeks: int = 0
    places: int | None = None
    goers: int = 0


_EZE = (
    _Date(title="Marché des producteurs", after=-60, weekday=6, hours="8:00 13:00", category=EventCategory.MARKET,
          place="Place du Centenaire", words="Légumes du pays, fromages, miel, fleurs et olives.",
          repeat=Repeat.WEEKLY, weeks=40),
    _Date(title="Permanence de madame la maire, sans rendez-vous", after=-30, weekday=2, hours="17:00 19:00",
          category=EventCategory.DUTY, place="Mairie, bureau du premier étage", repeat=Repeat.MONTHLY, weeks=30,
          members=True),
    # As the publication on the last council announces it.
    _Date(title="Conseil municipal", after=29, weekday=3, hours="18:00 20:30", category=EventCategory.COUNCIL,
          place="Salle du conseil, mairie",
          words="À l’ordre du jour : le budget de la cantine, la navette du bord de mer et le sentier Nietzsche.\n"
          "La séance est publique."),
    _Date(title="Soirée d’observation du ciel", after=8, weekday=4, hours="20:30 22:30", category=EventCategory.SPORT,
          place="Jardin exotique, entrée haute", words="Avec le club d’astronomie. Prévoyez un vêtement chaud.",
          places=8, goers=11),
    _Date(title="Fête du village", after=16, weekday=5, hours="", days=2, category=EventCategory.CELEBRATION,
          place="Vieux village", words="Fanfare, jeux d’enfants, repas partagé le samedi soir."),
    _Date(title="Nettoyage de la plage", after=12, weekday=5, hours="9:00 12:00", category=EventCategory.WORKS,
          place="Plage, côté gare", words="Gants et sacs fournis. Les enfants sont les bienvenus.", goers=14),
    _Date(title="Visite de la préfète", after=2, weekday=1, hours="10:00 11:30", category=EventCategory.TRIP,
          place="Mairie", members=True),
    _Date(title="Route du littoral fermée la nuit", after=9, weekday=0, hours="", days=3, category=EventCategory.WORKS,
          place="Basse corniche"),
    _Date(title="Atelier numérique pour les aînés", after=0, weekday=-1, hours="14:30 16:30",
          category=EventCategory.SPORT, place="Médiathèque", words="Venez avec votre téléphone ou votre tablette.",
          places=10, goers=5, members=True),
    _Date(title="Réunion de quartier Saint-Laurent", after=0, weekday=-1, hours="18:00 19:30",
          category=EventCategory.COUNCIL, place="École Saint-Laurent", members=True),
)  # fmt: skip
_LAIGLE = (
    _Date(title="Marché du mardi", after=-60, weekday=1, hours="8:00 13:00", category=EventCategory.MARKET,
          place="Centre-ville", repeat=Repeat.WEEKLY, weeks=40),
    _Date(title="Conseil municipal", after=6, weekday=0, hours="20:00 22:30", category=EventCategory.COUNCIL,
          place="Hôtel de ville", words="Séance publique."),
    _Date(title="Cérémonie au monument aux morts", after=10, weekday=6, hours="11:00 11:45",
          category=EventCategory.CEREMONY, place="Place Fulbert-de-Beina"),
    _Date(title="Concert de l’harmonie", after=13, weekday=5, hours="20:30 22:30", category=EventCategory.CELEBRATION,
          place="Salle de Verdun", places=60, goers=9),
)  # fmt: skip


def fill(town: Town, past: Past) -> None:
    dates: Sequence[_Date] = _EZE if town.key == "eze" else _LAIGLE
    viewer = town.viewer(town.mayor)
    today = past.now.astimezone(ZONE).date()
    for number, one in enumerate(dates):
        first = _first_day(one, today)
        begins, ends = (_hour(text) for text in one.hours.split()) if one.hours else (None, None)
        event = events.add_event(
            viewer=viewer,
            key=f"demo {number}",
            content=events.EventContent(
                title=french(one.title),
                description=french(one.words),
                place=one.place,
                category=one.category,
                audience=Audience.MEMBERS if one.members else Audience.PUBLIC,
                first_day=first,
                last_day=first + timedelta(days=one.days - 1),
                begins=begins,
                ends=ends,
                takes_participants=bool(one.goers),
                places=one.places,
            ),
            repeat=one.repeat,
            until=first + timedelta(weeks=one.weeks) if one.repeat else None,
        )
        if event.starts_at > past.now:
            for resident in town.inhabitants[: one.goers]:
                taking_part.take_part(viewer=town.viewer(resident.person), event_id=event.pk)
        past.calendar_event(event, past.now - timedelta(days=3 + number, hours=number))


def _first_day(one: _Date, today: date) -> date:
    """`weekday` -1: whatever day it is."""
    day = today + timedelta(days=one.after)
    return day if one.weekday < 0 else day + timedelta(days=(one.weekday - day.weekday()) % 7)


def _hour(text: str) -> time:
    hour, minute = text.split(":")
    return time(int(hour), int(minute))
