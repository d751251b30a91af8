"""Who may warn a commune, and in what state its alert is. Pure."""

import re
from datetime import datetime, timedelta

from civic.alerts.enums import SEND_ALERTS, AlertState, Level
from civic.alerts.models import URL_LENGTH, Alert
from civic.alerts.refusals import AddressTooLong
from civic.core.viewer import Viewer
from civic.media import fetching

ANSWERS_RETENTION = timedelta(days=30)  # after the end of their alert
LONGEST_WORDS, LONGEST_PLACE = 300, 200
_GRAVITY = list(Level)
_NUMBER = re.compile(r"^\d{1,4}\s*(?:bis|ter|quater|[a-dA-D]\b)?\s*,?\s*")


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


def is_graver(level: str, other: str) -> bool:
    return _GRAVITY.index(Level(level)) > _GRAVITY.index(Level(other))


def may_be_put_away(level: str) -> bool:
    """By the reader, on their device. What is graver stays until the town hall takes it down, or its expiry."""
    return level == Level.INFORMATION


def rings(alert: Alert | None, level: str, moment: datetime) -> bool:
    """Would activating it at this level make devices ring? Then one reads beforehand how many."""
    warned = alert is not None and is_in_force(alert, moment) and alert.level == Level.DANGER
    return level == Level.DANGER and not warned


def asks_for_answers(alert: Alert | None, moment: datetime) -> bool:
    return alert is not None and alert.level == Level.DANGER and is_in_force(alert, moment)


def may_answer(viewer: Viewer) -> bool:
    """Whoever belongs to the commune: a restriction takes it from nobody."""
    return viewer.is_member


def usable_address(url: str) -> str:
    """Of another site, or of a publication; "" for none. Refuses what residents could not open."""
    address = fetching.require_public_address(url) if url.strip() else ""
    if len(address) > URL_LENGTH:
        raise AddressTooLong
    return address


def street_of(address: str) -> str:
    """« rue du Lavoir », of « 12 bis, rue du Lavoir »: by it people are visited one after the other."""
    return _NUMBER.sub("", address.strip())
