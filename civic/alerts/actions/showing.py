"""How an alert comes to the pages of its commune, and leaves them."""

from collections import Counter
from datetime import datetime

from django.db import transaction

from civic.alerts import rules
from civic.alerts.enums import AlertState
from civic.alerts.events import AlertExpired
from civic.alerts.models import Alert
from civic.alerts.queries.alerts import due_communes, latest_alert_for_update, merged_communes_with_alert
from civic.core.clock import now
from civic.core.jobs import Lane, job
from civic.core.viewer import Banner
from civic.journal.actions import record
from civic.live.actions import publish
from civic.live.enums import WITHIN
from civic.live.rules import commune_topic
from civic.town_halls.actions.pages import set_banner
from civic.town_halls.queries.town_halls import lock_town_hall


def show_banner(*, alert: Alert) -> None:
    """Above every page from the next request on. Open ones hear of it by one message, however many they are."""
    closes = rules.may_be_put_away(alert.level) and not alert.is_drill
    banner = Banner(str(alert.pk), alert.version, alert.expires_at, closes, alert.is_drill)
    set_banner(commune_id=alert.commune_id, banner=banner)
    announce(alert=alert)


def announce(*, alert: Alert) -> None:
    """Each open page fetches the banner then: ten thousand of them not in the same instant, but a danger at once."""
    topic = commune_topic(alert.commune_id, rules.audience_of(alert.is_drill))
    publish(topic=topic, name="alert", data={WITHIN: rules.spread_of(alert.level)})


def end_by_clock(*, alert: Alert) -> None:
    """Its expiry has come: written down, so that a clock that goes back does not bring it up again. Open pages have let
    go of it by themselves."""
    assert alert.expires_at
    _end(alert, alert.expires_at)


def _end(alert: Alert, moment: datetime) -> None:
    alert.ended_at = moment
    alert.save(update_fields=["ended_at"])
    set_banner(commune_id=alert.commune_id, banner=None)
    record(AlertExpired(alert_id=alert.pk), commune_id=alert.commune_id, target=alert)


@job(lane=Lane.PEOPLE)
def end_expired_alerts() -> None:
    """Every minute. Whoever prolongs one at that very moment keeps it: the row is looked at again under its lock."""
    for commune_id in due_communes(now()):
        _end_in(commune_id)


@transaction.atomic
def end_alerts_of_merged_communes() -> dict[int, Counter[str]]:
    """Nobody is left there who could take them down. How many ended, by the id of the former commune."""
    ended: dict[int, Counter[str]] = {}
    for commune_id in merged_communes_with_alert():
        lock_town_hall(commune_id)
        alert = latest_alert_for_update(commune_id)
        if alert and alert.activated_at and not alert.ended_at:
            # One whose expiry has come and that the minute's job has not seen ended then.
            _end(alert, min(alert.expires_at or now(), now()))
            announce(alert=alert)
            ended[commune_id] = Counter(alerts=1)
    return ended


@transaction.atomic
def _end_in(commune_id: int) -> None:
    lock_town_hall(commune_id)
    alert = latest_alert_for_update(commune_id)
    if alert and not alert.ended_at and rules.state_of(alert, now()) is AlertState.OVER:
        end_by_clock(alert=alert)
