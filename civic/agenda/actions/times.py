"""When an event is, from what was typed: on the commune’s clock, in UTC, and which dates a series has."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from civic.agenda import rules
from civic.agenda.enums import Repeat
from civic.core.clock import NoSuchHour, local_to_utc, months_later, today_in
from civic.core.refusals import Refusal
from civic.ui import french

YEARS_AHEAD, YEARS_BACK = 2, 1


class EndsBeforeItStarts(Refusal):
    message = "La fin est avant le début. Corrigez l’heure ou la date de fin."


class TooLongAnEvent(Refusal):
    message = f"Un événement dure {rules.LONGEST.days} jours au plus. Faites-en plusieurs, ou répétez-le."


class TooFarAway(Refusal):
    message = "Choisissez une date entre l’an dernier et les deux ans qui viennent."


class SeriesTooLong(Refusal):
    message = (
        "Une répétition dure deux ans au plus. Choisissez une date de fin plus proche : vous pourrez la "
        "prolonger avec un nouvel événement le moment venu."
    )


class SeriesNeverComesBack(Refusal):
    message = (
        "Avec cette date de fin, l’événement n’a lieu qu’une fois. Choisissez une fin plus lointaine, ou "
        "« Ne pas répéter »."
    )


class HourMissing(Refusal):
    message = "Indiquez l’heure de début et l’heure de fin, ou cochez « Toute la journée »."


def moments_of(
    *, first: date, last: date, begins: time | None, ends: time | None, zone: str
) -> tuple[datetime, datetime]:
    """In UTC, of days and hours as they are typed. Raises the Refusal that says what is wrong with them."""
    if last < first:
        raise EndsBeforeItStarts
    if last - first >= rules.LONGEST:
        raise TooLongAnEvent
    if begins is None and ends is None:
        return whole_days(first=first, last=last, zone=zone)
    if begins is None or ends is None:
        raise HourMissing
    starts_at = on_the_clock(day=first, hour=begins, zone=zone)
    ends_at = on_the_clock(day=last, hour=ends, zone=zone)
    # Typed on the clock: in autumn’s repeated hour, 2 h 30 to 2 h 45 is what is meant.
    if ends_at < starts_at or (first, begins) > (last, ends):
        raise EndsBeforeItStarts
    return starts_at, ends_at


def whole_days(*, first: date, last: date, zone: str) -> tuple[datetime, datetime]:
    here = ZoneInfo(zone)
    begin, end = (datetime.combine(day, time(), here) for day in (first, last + timedelta(days=1)))
    return begin.astimezone(UTC), end.astimezone(UTC)


def on_the_clock(*, day: date, hour: time, zone: str) -> datetime:
    typed = datetime.combine(day, hour)
    try:
        return local_to_utc(typed, zone)
    except NoSuchHour as error:
        raise NoSuchHour(
            f"Le {french.day(day, day)} {day.year}, {french.hour(typed)} n’existe pas : on passe à l’heure "
            "d’été. Choisissez une heure plus tard."
        ) from error


def require_near(*, day: date, zone: str) -> None:
    today = today_in(zone)
    if not months_later(today, -12 * YEARS_BACK) <= day <= months_later(today, 12 * YEARS_AHEAD):
        raise TooFarAway


def days_of_series(*, first: date, repeat: Repeat, until: date) -> list[date]:
    if until > months_later(first, 12 * YEARS_AHEAD):
        raise SeriesTooLong
    days = list(rules.repeated_days(first, repeat, until))
    if len(days) < 2:
        raise SeriesNeverComesBack
    return days
