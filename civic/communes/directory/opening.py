"""Whether a town hall is open at this minute, as far as its weekly hours tell; where they cannot, nothing."""

from datetime import date, datetime, timedelta

from dateutil.easter import easter

from civic.communes.directory.hours import DAYS, OpeningRange, spoken_time

# Month and day on which a town hall somewhere in France may keep other hours than those of the week: the days off of
# the whole country, of Alsace and Moselle, the abolition of slavery overseas, and the eves of the year's last feasts.
_DAYS_OFF = {
    (1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 24), (12, 25), (12, 26), (12, 31),
    (4, 27), (5, 22), (5, 27), (5, 28), (6, 10), (10, 9), (12, 20),
}  # fmt: skip
# Days from Easter: Good Friday, Easter Monday, Ascension and the day after it, Whit Monday.
_FROM_EASTER = {-2, 1, 39, 40, 50}


def opening_words(ranges: list[OpeningRange], at: datetime) -> str:
    """« Ouverte jusqu’à 17 h », « Fermée aujourd’hui, rouvre lundi à 9 h ». `at`: on the clocks of the commune.
    "" without hours, with a note (« sur rendez-vous », « semaines paires ») and on a day off."""
    if not ranges or any(entry["note"] for entry in ranges) or _may_be_off(at.date()):
        return ""
    today, clock = _slots(ranges, at.date()), f"{at:%H:%M}"
    for start, end in today:
        if start <= clock < end:
            return f"Ouverte jusqu’à {spoken_time(end)}"
        if clock < start:
            return f"Fermée, ouvre à {spoken_time(start)}"
    return f"Fermée{'' if today else ' aujourd’hui'}{_reopening(ranges, at.date())}"


def _reopening(ranges: list[OpeningRange], today: date) -> str:
    """« , rouvre demain à 9 h »; "" where a day off may come first."""
    for ahead in range(1, 8):
        day = today + timedelta(days=ahead)
        if not (slots := _slots(ranges, day)):
            continue
        if _may_be_off(day):
            return ""
        name = {1: "demain", 7: f"{DAYS[day.weekday()]} prochain"}.get(ahead, DAYS[day.weekday()])
        return f", rouvre {name} à {spoken_time(slots[0][0])}"
    return ""


def _slots(ranges: list[OpeningRange], day: date) -> list[list[str]]:
    """Of one day, from all ranges that hold it; those that touch are one."""
    number, joined = day.isoweekday(), list[list[str]]()
    for start, end in sorted(
        slot for one in ranges if one["first"] <= number <= one["last"] for slot in one["hours"]
    ):
        if joined and start <= joined[-1][1]:
            joined[-1][1] = max(joined[-1][1], end)
        else:
            joined.append([start, end])
    return joined


def _may_be_off(day: date) -> bool:
    return (day.month, day.day) in _DAYS_OFF or (day - easter(day.year)).days in _FROM_EASTER
