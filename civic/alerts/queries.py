from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch
from django.urls import reverse

from civic.alerts.models import Alert, AlertWording
from civic.audiences.queries import recipients
from civic.core.audience import Audience
from civic.core.descriptors import Subject
from civic.core.viewer import Viewer
from civic.delivery.queries import count_devices

LISTED = 20  # alerts of the past, with all their wordings


def latest_alert(viewer: Viewer) -> Alert | None:
    """Of the commune in view: the one that is prepared or in force, or else the last of those that are over."""
    return Alert.objects.filter(commune_id=viewer.commune.id).order_by("-version").first()


def latest_alert_for_update(commune_id: int) -> Alert | None:
    """The same, locked. The caller holds the town hall's row: two who save do it one after the other."""
    alerts = Alert.objects.select_for_update().filter(commune_id=commune_id)
    return alerts.order_by("-version").first()


def alert_on_banner(viewer: Viewer) -> Alert | None:
    """The one that the viewer's banner names; None where it went meanwhile."""
    if viewer.banner is None:
        return None
    return Alert.objects.filter(pk=viewer.banner.key, commune_id=viewer.commune.id).first()


def alert_to_notify(alert_id: UUID) -> Alert | None:
    """None once it is over."""
    active = Alert.objects.filter(pk=alert_id, activated_at__isnull=False, ended_at=None)
    return active.select_related("commune").first()


def devices_that_ring(viewer: Viewer) -> int:
    """Of all whom a danger is announced to: whoever belongs to the commune or follows it, the viewer left out."""
    people = recipients(commune_id=viewer.commune.id, audience=Audience.PUBLIC)
    return count_devices(people, but=viewer.own_id)


def past_alerts(viewer: Viewer) -> list[Alert]:
    """What people have been shown, the newest first, each with its wordings in their order."""
    wordings = Prefetch("wordings", AlertWording.objects.select_related("author").order_by("version"))
    alerts = Alert.objects.filter(commune_id=viewer.commune.id, activated_at__isnull=False)
    return list(alerts.order_by("-version").prefetch_related(wordings)[:LISTED])


def due_communes(moment: datetime) -> list[int]:
    """Where an alert has come to its expiry."""
    due = Alert.objects.filter(activated_at__isnull=False, ended_at=None, expires_at__lte=moment)
    return list(due.values_list("commune_id", flat=True))


def subjects(viewer: Viewer, ids: Sequence[str]) -> dict[str, Subject]:
    """Alerts of the commune in view as the town hall's journal names them."""
    page = reverse("alert_manage", args=[viewer.commune.slug])
    rows = Alert.objects.filter(pk__in=ids, commune_id=viewer.commune.id)
    return {str(alert.pk): Subject(alert.text, page) for alert in rows}
