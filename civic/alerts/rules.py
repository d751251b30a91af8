"""Who may warn a commune, and in what state its alert is. Pure."""

import re
from datetime import datetime, timedelta

from civic.alerts.enums import DRILL_SUBJECT, MAIL_SUBJECTS, SEND_ALERTS, AlertState, Level
from civic.alerts.models import SIGN_LINES, SIGN_WIDTH, URL_LENGTH, Alert, AlertAnswer
from civic.alerts.refusals import AddressTooLong
from civic.core.audience import Audience
from civic.core.clock import UNDO_FOR
from civic.core.text import on_one_line, unaccented
from civic.core.viewer import Viewer
from civic.media import fetching

ANSWERS_RETENTION = timedelta(days=30)  # after the end of their alert
LONGEST_RETENTION = timedelta(days=180)  # after they were given, should nobody end it
AFTER_END = timedelta(days=1)  # how long a danger concerns those who have just been in it
RINGS_OF_PERSON = ((3600, 10),)  # of one who asks for help, at an alert
RINGS_OF_ALERT = ((60, 1), (3600, 6))  # of a message in force that is announced once more
LONGEST_WORDS, LONGEST_PLACE = 300, 200
_SPREAD = {Level.INFORMATION: 8_000, Level.IMPORTANT: 8_000, Level.DANGER: 2_000}  # milliseconds
PUSH_LENGTH = 150  # signs that all phones show of a notification without it being unfolded
_SIGN_AS = (
    dict.fromkeys("’‘ʼ", "'")
    | dict.fromkeys("–—·•", "-")
    | {"…": "...", "€": "EUR", "«": '"', "»": '"', "°": "O"}
)
_NO_SIGN = re.compile(r"[^\n -_]+")  # a sign has the capitals, figures and marks of the typewriter


def may_send_alerts(viewer: Viewer) -> bool:
    return viewer.may(SEND_ALERTS)


def state_of(alert: Alert, moment: datetime) -> AlertState:
    """What is due to end counts as over, whether the clock's job has come by or not."""
    if alert.activated_at is None:
        return AlertState.PREPARED
    if alert.ended_at or (alert.expires_at and alert.expires_at <= moment):
        return AlertState.OVER
    return AlertState.IN_FORCE


def is_in_force(alert: Alert | None, moment: datetime) -> bool:
    return alert is not None and state_of(alert, moment) is AlertState.IN_FORCE


def may_be_put_away(level: str) -> bool:
    """By the reader, on their device. What is graver stays until the town hall takes it down, or its expiry."""
    return level == Level.INFORMATION


def spread_of(level: str) -> int:
    """Milliseconds, over which the open pages of a commune ask for what stands above them."""
    return _SPREAD[Level(level)]


def audience_of(is_drill: bool) -> Audience:
    return Audience.TOWN_HALL if is_drill else Audience.PUBLIC


def concerns(viewer: Viewer, alert: Alert) -> bool:
    """An alert concerns everybody, a drill the people of the town hall."""
    return viewer.is_town_hall or not alert.is_drill


def gives_place(alert: Alert, is_drill: bool, moment: datetime) -> bool:
    """To a new one: it is over, or an exercise that something real cuts short."""
    state = state_of(alert, moment)
    return state is AlertState.OVER or (state is AlertState.IN_FORCE and alert.is_drill and not is_drill)


def rings(alert: Alert | None, level: str, is_drill: bool, moment: datetime, *, again: bool = False) -> bool:
    """Would activating it at this level make devices ring? Then one reads beforehand how many. `again`: people are told
    of a change, too."""
    current = None if alert is None or gives_place(alert, is_drill, moment) else alert
    warned = is_in_force(current, moment) and current is not None and current.level == Level.DANGER
    return level == Level.DANGER and (again or not warned)


def asks_for_answers(alert: Alert | None, moment: datetime) -> bool:
    return alert is not None and alert.level == Level.DANGER and is_in_force(alert, moment)


def were_read(alert: Alert, version: int) -> bool:
    """The words of this danger, by whoever read the commune's alert in that version: each has its own."""
    return alert.words_since <= version <= alert.version


def stands(answer: AlertAnswer, alert: Alert) -> bool:
    """Or else the words have changed since, and they are asked anew. Who needs help is known to the town hall."""
    return answer.calls or answer.version >= alert.words_since


def takes_calls(alert: Alert, moment: datetime) -> bool:
    """Of a danger, also lowered since; of a real one for a day after its end: whoever presses « J’ai besoin d’aide » on
    a page of before is heard."""
    return is_in_force(alert, moment) or (not alert.is_drill and _ended_lately(alert, moment))


def may_announce_end(alert: Alert, moment: datetime) -> bool:
    """People were told of a danger, and have seen it go."""
    return alert.level == Level.DANGER and not alert.is_drill and _ended_lately(alert, moment)


def may_be_restored(alert: Alert, moment: datetime) -> bool:
    """Taken down a moment ago, before its own end: that one is for good, should the clock go back."""
    if alert.ended_at is None or alert.ended_at == alert.expires_at:
        return False
    is_due = alert.expires_at is not None and alert.expires_at <= moment
    return timedelta() <= moment - alert.ended_at < UNDO_FOR and not is_due


def end_of(alert: Alert) -> datetime | None:
    return alert.ended_at or alert.expires_at


def _ended_lately(alert: Alert, moment: datetime) -> bool:
    end = end_of(alert) if state_of(alert, moment) is AlertState.OVER else None
    return end is not None and moment - end < AFTER_END


def may_answer(viewer: Viewer) -> bool:
    """Whoever belongs to the commune: a restriction takes it from nobody."""
    return viewer.is_member


def usable_address(url: str) -> str:
    """Of another site, or of a publication; "" for none. Refuses what residents could not open."""
    address = fetching.require_public_address(url) if url.strip() else ""
    if len(address) > URL_LENGTH:
        raise AddressTooLong
    return address


# --- The same text by each way ----------------------------------------------------------------------------------------


def level_label(level: str, is_drill: bool) -> str:
    return f"EXERCICE · {Level(level).label}" if is_drill else str(Level(level).label)


def mail_subject(level: str, is_drill: bool) -> str:
    """With {of_name} in it."""
    return DRILL_SUBJECT if is_drill else MAIL_SUBJECTS[Level(level)]


def push_parts(level: str, is_drill: bool, text: str) -> tuple[str, str]:
    """What a notification shows, and what no longer fits."""
    words = on_one_line(f"{level_label(level, is_drill)}\u00a0: {text}")
    if len(words) <= PUSH_LENGTH:
        return words, ""
    kept = words[: PUSH_LENGTH - 1]
    kept = kept.rpartition(" ")[0] or kept
    return f"{kept}…", words[len(kept) :].lstrip()


def sign_lines(text: str) -> tuple[list[str], str]:
    """What a lit sign shows of a text, in capitals without accents; and what no longer fits. A line that was typed
    stays one where it is short enough."""
    lines: list[str] = []
    for typed in _sign_characters(text).split("\n"):
        line = ""
        for word in typed.split():
            for part in (word[at : at + SIGN_WIDTH] for at in range(0, len(word), SIGN_WIDTH)):
                joined = f"{line} {part}" if line else part
                if len(joined) > SIGN_WIDTH:
                    lines.append(line)
                    joined = part
                line = joined
        if line:
            lines.append(line)
    return lines[:SIGN_LINES], " ".join(lines[SIGN_LINES:])


def _sign_characters(text: str) -> str:
    plain = "".join(_SIGN_AS.get(letter) or _capital(letter) for letter in text)
    return _NO_SIGN.sub(" ", plain)


def _capital(letter: str) -> str:
    if letter.isascii():
        return letter.upper()
    return " " if letter.isspace() else unaccented(letter).upper()


def sign_of(alert: Alert) -> list[str]:
    """What the lit sign shows of an alert: as it was written for it, else as much of the text as fits."""
    return sign_lines(_drill_mark(alert) + (alert.sign or alert.text))[0]


def _drill_mark(alert: Alert) -> str:
    return "EXERCICE " if alert.is_drill else ""
