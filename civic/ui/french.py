"""Dates, sums and counts as they are written in French, with the spaces that must not break."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

NO_BREAK = "\u00a0"
NARROW = "\u202f"

DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
SHORT_MONTHS = (
    "janv.",
    "févr.",
    "mars",
    "avr.",
    "mai",
    "juin",
    "juil.",
    "août",
    "sept.",
    "oct.",
    "nov.",
    "déc.",
)


def hour(moment: datetime) -> str:
    """« 9 h 38 », « 18 h »"""
    minutes = f"{NO_BREAK}{moment.minute:02}" if moment.minute else ""
    return f"{moment.hour}{NO_BREAK}h{minutes}"


def day(value: date, today: date) -> str:
    """« mardi 24 janvier », « dimanche 1er mai 2022 »: the year only when it is not this one."""
    return f"{DAYS[value.weekday()]} {_date(value, today)}"


def day_number(value: date) -> str:
    """« 1er », « 24 »"""
    return "1er" if value.day == 1 else str(value.day)


def full_date(value: date) -> str:
    """« 29 mars 2026 »: of what lasts, a term or a statement, the year is said also when it is this one."""
    return f"{_date(value, value)} {value.year}"


def full_date_time(moment: datetime) -> str:
    """« 29 mars 2026 à 9 h 38 »: on paper, which is read whenever it is read."""
    return f"{full_date(moment.date())} à {hour(moment)}"


def _date(value: date, today: date, months: Sequence[str] = MONTHS) -> str:
    year = "" if value.year == today.year else f" {value.year}"
    return f"{day_number(value)}{NO_BREAK}{months[value.month - 1]}{year}"


def day_time(moment: datetime, now: datetime) -> str:
    """« mardi 24 janvier à 9 h 38 ». Both in the zone of the reader's commune."""
    return f"{day(moment.date(), now.date())} à {hour(moment)}"


def date_time(moment: datetime, now: datetime) -> str:
    """« 24 janv. à 9 h 38 »: for where there is little room."""
    return f"{_date(moment.date(), now.date(), SHORT_MONTHS)} à {hour(moment)}"


def until(end: datetime, now: datetime) -> str:
    """« jusqu’au mardi 24 janvier à 9 h 38 »; an end at midnight is the evening before: « jusqu’au lundi 23 janvier
    inclus »."""
    if end.time() == time():
        return f"jusqu’au {day(end.date() - timedelta(days=1), now.date())} inclus"
    return f"jusqu’au {day_time(end, now)}"


def last_day(end: datetime, now: datetime) -> str:
    """« jusqu’au 23 janvier », of what ends with that day: for where there is little room."""
    return f"jusqu’au {_date((end - timedelta(microseconds=1)).date(), now.date())}"


def ago(moment: datetime, now: datetime) -> str:
    """« à l’instant », « il y a 5 minutes », « hier à 9 h 38 », then the date."""
    elapsed = now - moment
    if timedelta(0) <= elapsed < timedelta(minutes=1):
        return "à l’instant"
    if timedelta(0) < elapsed < timedelta(hours=1):
        return "il y a " + counted(elapsed.seconds // 60, "minute", "minutes")
    if timedelta(0) < elapsed < timedelta(hours=6):
        return "il y a " + counted(elapsed.seconds // 3600, "heure", "heures")
    if moment.date() == now.date():
        return f"aujourd’hui à {hour(moment)}"
    if moment.date() == now.date() - timedelta(days=1):
        return f"hier à {hour(moment)}"
    return day_time(moment, now)


def since(moment: datetime, now: datetime) -> str:
    """« depuis moins d’une heure », « depuis 5 heures », « depuis 3 jours », « depuis 2 mois »."""
    elapsed = now - moment
    if elapsed < timedelta(hours=1):
        return "depuis moins d’une heure"
    if elapsed < timedelta(days=1):
        return "depuis " + counted(elapsed.seconds // 3600, "heure", "heures")
    if elapsed < timedelta(days=61):
        return "depuis " + counted(elapsed.days, "jour", "jours")
    return "depuis " + counted(elapsed.days // 30, "mois", "mois")


def grouped(number: int | Decimal) -> str:
    """« 12 345 »"""
    return f"{number:,}".replace(",", NARROW).replace(".", ",")


def counted(number: int, one: str, many: str) -> str:
    """« 0 commentaire », « 1 commentaire », « 1 204 commentaires »."""
    return f"{grouped(number)}{NO_BREAK}{agreed(number, one, many)}"


def agreed(number: int, one: str, many: str) -> str:
    """The word alone: French counts nought as one."""
    return many if abs(number) >= 2 else one


def euros(amount: Decimal | int | str) -> str:
    """« 9 200,00 € ». Raises ValueError for what is not a sum."""
    try:
        rounded = Decimal(amount).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    except InvalidOperation as error:
        raise ValueError(f"not a sum: {amount!r}") from error
    return f"{grouped(rounded)}{NO_BREAK}€"


def weight(size: int) -> str:
    """« 1 ko », « 240 ko », « 1,4 Mo », « 20 Mo »: of a file, in bytes."""
    kilobytes = max(1, round(size / 1000))
    if kilobytes < 1000:
        return f"{kilobytes}{NO_BREAK}ko"
    tenths = round(size / 100_000)
    return f"{grouped(Decimal(tenths) / 10 if tenths % 10 else tenths // 10)}{NO_BREAK}Mo"


def midsentence(words: str) -> str:
    """« adjointe au CCAS », after a name, of « Adjointe au CCAS ». What begins with initials keeps them: « DGS »."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]
