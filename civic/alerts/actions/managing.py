"""What a town hall does with its message of alert."""

from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from civic.accounts.queries import require_open_account
from civic.alerts import rules
from civic.alerts.actions.showing import announce, end_by_clock, show_banner
from civic.alerts.enums import Level
from civic.alerts.events import (
    AlertActivated,
    AlertAnnouncedAgain,
    AlertDeactivated,
    AlertEdited,
    AlertLevelChanged,
    AlertPrepared,
    AlertRestored,
    DrillStarted,
)
from civic.alerts.models import Alert, AlertWording
from civic.alerts.queries.alerts import is_back, latest_alert_for_update
from civic.alerts.refusals import (
    AlertChangedMeanwhile,
    AnnouncedTooOften,
    DrillDuringAlert,
    ExpiresInThePast,
    ExpiresTooLate,
    TooLateToRestore,
)
from civic.core.clock import now
from civic.core.refusals import require
from civic.core.viewer import Viewer
from civic.journal.actions import record
from civic.journal.events import Event
from civic.journal.queries import latest_kind
from civic.throttles.actions import closed_until
from civic.town_halls.actions.pages import set_banner
from civic.town_halls.queries.town_halls import town_hall_for_update

FURTHEST = timedelta(days=366)
_TOLD = {one.kind for one in (AlertActivated, DrillStarted, AlertLevelChanged, AlertAnnouncedAgain)}
_HAPPENED = _TOLD | {one.kind for one in (AlertPrepared, AlertEdited, AlertDeactivated, AlertRestored)}


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertContent:
    """What the form holds."""

    level: str
    text: str
    url: str = ""
    expires_at: datetime | None = None
    sign: str = ""
    origin: UUID | None = None
    is_drill: bool = False


@transaction.atomic
def save_alert(
    *, viewer: Viewer, content: AlertContent, version: int, activate: bool, announce_again: bool = False
) -> Alert:
    """« Enregistrer »: what people see, or (not `activate`) what is prepared for later; one in force stays so.

    `version`: of the commune's last alert, as the editor opened it; 0 where there was none. A double click is one
    change. `announce_again`: people are told of a change to what they see, too.
    """
    latest, moment = _latest(viewer), now()
    current = latest if latest and not rules.gives_place(latest, content.is_drill, moment) else None
    in_force = rules.is_in_force(current, moment)
    is_as_typed = current is not None and _as_content(current) == content and in_force >= activate
    tells_anew = announce_again and in_force and current is not None and not _was_announced(current, version)
    if current and is_as_typed and not tells_anew:
        return current
    _require_version(latest, version)
    _require_expiry(content.expires_at, current if in_force else None, moment)
    if in_force and content.is_drill and current and not current.is_drill:
        raise DrillDuringAlert
    former = _as_content(current) if current and in_force else None
    alert = current or _next(latest, viewer, moment)
    for name, value in asdict(content).items():
        setattr(alert, name, value)
    alert.version = (latest.version if latest else 0) + 1
    begins = activate and not in_force
    if begins:
        alert.activated_at = moment
    if begins or in_force:
        _set_moments(alert, former, moment)
    if _says_something_else(content, former):
        alert.words_since = alert.version
    alert.save()
    if not (begins or in_force):
        record(AlertPrepared(alert_id=alert.pk), viewer=viewer, target=alert)
        return alert
    _write_down(alert, viewer, moment)
    show_banner(alert=alert)
    event = _event(alert, former, announce_again)
    _require_pace(event)
    record(event, viewer=viewer, target=alert)
    return alert


def _was_announced(alert: Alert, version: int) -> bool:
    """Was what somebody who opened that version asks for done already, by a double click? Saved without a word to
    anybody, it was not."""
    return version != alert.version and latest_kind(alert, _HAPPENED) in _TOLD


def _require_pace(event: Event) -> None:
    """A whole commune rings: within measure, at one level. That a message is activated is never refused."""
    if isinstance(event, AlertAnnouncedAgain | AlertLevelChanged):
        activity = f"announcing as {event.level}"
        if closed_until(subject=str(event.alert_id), activity=activity, limits=rules.RINGS_OF_ALERT):
            raise AnnouncedTooOften


def _set_moments(alert: Alert, former: AlertContent | None, moment: datetime) -> None:
    """Since when people see it as grave as it is, and in these words."""
    if former is None or former.level != alert.level:
        alert.level_since, alert.text_changed_at = moment, None
    elif former.text != alert.text:
        alert.text_changed_at = moment


def _says_something_else(content: AlertContent, former: AlertContent | None) -> bool:
    """Has a danger other words than people answered, where they saw any?"""
    said_before = (former.level, former.text) if former else None
    return content.level == Level.DANGER and (content.level, content.text) != said_before


def _event(alert: Alert, former: AlertContent | None, announce_again: bool) -> Event:
    if former is None:
        started = DrillStarted if alert.is_drill else AlertActivated
        return started(alert_id=alert.pk, level=alert.level)
    if alert.level != former.level:
        return AlertLevelChanged(alert_id=alert.pk, level=alert.level)
    if announce_again:
        return AlertAnnouncedAgain(alert_id=alert.pk, level=alert.level)
    return AlertEdited(alert_id=alert.pk)


@transaction.atomic
def deactivate_alert(*, viewer: Viewer, version: int) -> Alert | None:
    """« Désactiver ». What is over already stays so: None."""
    latest = _latest(viewer)
    if latest is None or not rules.is_in_force(latest, now()):
        return None
    _require_version(latest, version)
    latest.version += 1
    _take_down(latest, viewer, now())
    return latest


@transaction.atomic
def restore_alert(*, viewer: Viewer, version: int) -> None:
    """« Annuler » of « Désactiver »: the same one again, with all that was answered to it; it rings nowhere. `version`:
    as it was taken down. A double click is one."""
    latest, moment = _latest(viewer), now()
    if latest is None or (latest.version == version + 1 and is_back(latest, moment)):
        return
    _require_version(latest, version)
    if not rules.may_be_restored(latest, moment):
        raise TooLateToRestore
    latest.version, latest.ended_at = version + 1, None
    latest.save(update_fields=["version", "ended_at"])
    show_banner(alert=latest)
    record(AlertRestored(alert_id=latest.pk), viewer=viewer, target=latest)


def _latest(viewer: Viewer) -> Alert | None:
    require(rules.may_send_alerts(viewer))
    town_hall_for_update(viewer)
    latest = latest_alert_for_update(viewer.commune.id)
    require_open_account(viewer)
    return latest


def _require_version(latest: Alert | None, version: int) -> None:
    current = latest.version if latest else 0
    if version != current:
        raise AlertChangedMeanwhile(current)


def _require_expiry(expires_at: datetime | None, active: Alert | None, moment: datetime) -> None:
    """Ahead of the clock, and of the activation, should the clock have gone back since."""
    begins_at = active.activated_at if active else None
    if expires_at and expires_at <= max(moment, begins_at or moment):
        raise ExpiresInThePast
    if expires_at and expires_at > moment + FURTHEST:
        raise ExpiresTooLate


def _next(former: Alert | None, viewer: Viewer, moment: datetime) -> Alert:
    """A new one. The former one's time may be over before the clock's job has written it down."""
    if former and former.ended_at is None:
        if rules.is_in_force(former, moment):
            _take_down(former, viewer, moment)
        else:
            end_by_clock(alert=former)
    return Alert(commune_id=viewer.commune.id)


def _take_down(alert: Alert, viewer: Viewer, moment: datetime) -> None:
    alert.ended_at = moment
    alert.save(update_fields=["ended_at", "version"])
    set_banner(commune_id=alert.commune_id, banner=None)
    announce(alert=alert)
    record(AlertDeactivated(alert_id=alert.pk), viewer=viewer, target=alert)


def _write_down(alert: Alert, viewer: Viewer, moment: datetime) -> None:
    words = {name: value for name, value in asdict(_as_content(alert)).items() if name != "is_drill"}
    AlertWording.objects.create(
        alert=alert,
        version=alert.version,
        begins_at=moment,
        author_id=viewer.own_id,
        author_title=viewer.title,
        **words,
    )


def _as_content(alert: Alert) -> AlertContent:
    return AlertContent(**{one.name: getattr(alert, one.name) for one in fields(AlertContent)})
