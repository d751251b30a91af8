"""The alerts of a commune: the one of now, those of before."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import cache
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Max, Q, QuerySet
from django.urls import reverse

from civic.accounts.queries import columns_to_defer
from civic.alerts import rules
from civic.alerts.enums import AlertState
from civic.alerts.models import Alert, AlertWording
from civic.audiences.queries import recipients
from civic.contents.enums import Status
from civic.contents.models import Schedulable, WithAudience, WithComments
from civic.contents.registry import Lifecycle, lifecycles
from civic.core.audience import Audience
from civic.core.clock import now
from civic.core.compiled_queries import compiled
from civic.core.descriptors import Subject
from civic.core.viewer import Viewer
from civic.delivery.queries import count_devices

LISTED = 20  # alerts of the past, with all their wordings
RECENT = timedelta(days=30)  # how long the commune's own site is told of one that is over
OFFERED = 10  # publications to choose from


class Publication(NamedTuple):
    page: str
    title: str


def latest_alert(viewer: Viewer) -> Alert | None:
    """Of the commune in view: the one that is prepared or in force, or else the last of those that are over."""
    return next(iter(_latest_alert(viewer.commune.id)), None)


@compiled
def _latest_alert(commune_id: int) -> "QuerySet[Alert]":
    return Alert.objects.filter(commune_id=commune_id).order_by("-version")[:1]


def latest_alert_for_update(commune_id: int) -> Alert | None:
    """The same, locked. The caller holds the town hall's row: two who save do it one after the other."""
    alerts = Alert.objects.select_for_update().filter(commune_id=commune_id)
    return alerts.order_by("-version").first()


def is_back(alert: Alert, moment: datetime) -> bool:
    """Shown again as it was: its version is that of no words."""
    has_words = AlertWording.objects.filter(alert=alert, version=alert.version).exists()
    return rules.is_in_force(alert, moment) and not has_words


def alert_on_banner(viewer: Viewer) -> Alert | None:
    """The one that the viewer's banner names; None where it went meanwhile."""
    if viewer.banner is None:
        return None
    return Alert.objects.filter(pk=viewer.banner.key, commune_id=viewer.commune.id).first()


def alert_to_notify(alert_id: UUID) -> Alert | None:
    """None once it is over."""
    active = Alert.objects.filter(pk=alert_id, activated_at__isnull=False, ended_at=None)
    return active.select_related("commune").first()


def alert_in_force(viewer: Viewer) -> Alert | None:
    """Of the commune in view, as far as it concerns the viewer."""
    alert = latest_alert(viewer)
    shows = alert is not None and rules.is_in_force(alert, now()) and rules.concerns(viewer, alert)
    return alert if shows else None


def alert_for_poster(viewer: Viewer) -> Alert | None:
    """The one that is prepared or in force in the commune in view."""
    alert = latest_alert(viewer)
    return None if alert is None or rules.state_of(alert, now()) is AlertState.OVER else alert


def alert_of_version(commune_id: int, version: int) -> Alert | None:
    return Alert.objects.filter(commune_id=commune_id, version=version).first()


def wordings_of(origin: Any, commune_id: Any, moment: Any) -> "QuerySet[AlertWording]":
    """For a statement: what people have been shown since then of what that origin had ready."""
    rows = AlertWording.objects.filter(origin=origin, begins_at__gte=moment)
    return rows.filter(alert__commune_id=commune_id, alert__is_drill=False)


def public_alerts(commune_id: int, moment: datetime) -> list[Alert]:
    """What the commune's own site may repeat: the one in force, then those of late, the newest first. No drill."""
    rows = Alert.objects.filter(commune_id=commune_id, is_drill=False, activated_at__isnull=False)
    rows = rows.filter(Q(ended_at=None) | Q(ended_at__gt=moment - RECENT)).annotate(
        changed_at=Max("wordings__begins_at")
    )
    return list(rows.order_by("-version")[:LISTED])


def recent_publications(viewer: Viewer) -> list[Publication]:
    """To which an alert may lead: what everybody may read, of all contents that have a page, the newest first."""
    found = [
        (row.published_at, Publication(lifecycle.thread(row).page, lifecycle.title(row)))
        for lifecycle in lifecycles(WithComments)
        if lifecycle.has(Schedulable) and lifecycle.has(WithAudience) and lifecycle.thread and lifecycle.title
        if not lifecycle.feature or lifecycle.feature in viewer.features
        for row in _latest_of(lifecycle)(viewer.commune.id)
    ]
    return [one for _, one in sorted(found, key=lambda pair: pair[0], reverse=True)[:OFFERED]]


@cache
def _latest_of(lifecycle: Lifecycle) -> Callable[[int], list[Any]]:
    @compiled
    def latest(commune_id: int) -> "QuerySet[Any]":
        rows = lifecycle.standing.filter(status=Status.PUBLISHED, audience=Audience.PUBLIC)
        rows = rows.filter(commune_id=commune_id).select_related("commune")
        return rows.order_by("-published_at")[:OFFERED]

    return latest


def devices_that_ring(viewer: Viewer, *, is_drill: bool) -> int:
    """Of all whom a danger is announced to: whoever belongs to the commune or follows it, the viewer left out."""
    people = recipients(commune_id=viewer.commune.id, audience=rules.audience_of(is_drill))
    return count_devices(people, but=viewer.own_id)


def past_alerts(viewer: Viewer) -> list[tuple[Alert, list[AlertWording]]]:
    """What people have been shown, the newest first, each with its wordings in their order."""
    by_alert = groupby(_wordings(viewer.commune.id), key=lambda wording: wording.alert)
    return [(alert, list(wordings)) for alert, wordings in by_alert]


@compiled
def _wordings(commune_id: int) -> "QuerySet[AlertWording]":
    alerts = Alert.objects.filter(commune_id=commune_id, activated_at__isnull=False).order_by("-version")
    rows = AlertWording.objects.filter(alert__in=alerts.values("pk")[:LISTED])
    rows = rows.select_related("alert", "author").defer(*columns_to_defer("author"))
    return rows.order_by("-alert__version", "alert", "version")


def due_communes(moment: datetime) -> list[int]:
    """Where an alert has come to its expiry."""
    due = Alert.objects.filter(activated_at__isnull=False, ended_at=None, expires_at__lte=moment)
    return list(due.values_list("commune_id", flat=True))


def merged_communes_with_alert() -> list[int]:
    """In force; in one order whoever locks them."""
    rows = Alert.objects.filter(activated_at__isnull=False, ended_at=None, commune__merged_into__isnull=False)
    return list(rows.order_by("commune_id").values_list("commune_id", flat=True))


def subjects(viewer: Viewer, ids: Sequence[str]) -> dict[str, Subject]:
    """Alerts of the commune in view as the town hall's journal names them."""
    page = reverse("alert_manage", args=[viewer.commune.slug])
    rows = Alert.objects.filter(pk__in=ids, commune_id=viewer.commune.id)
    return {
        str(alert.pk): Subject(f"{'EXERCICE\u00a0: ' * alert.is_drill}{alert.text}", page) for alert in rows
    }
