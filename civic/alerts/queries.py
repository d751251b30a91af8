from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse

from civic.accounts.queries import columns_to_defer
from civic.alerts import rules
from civic.alerts.enums import Level
from civic.alerts.models import Alert, AlertAnswer, AlertWording
from civic.audiences.queries import recipients
from civic.core.audience import Audience
from civic.core.compiled_queries import compiled
from civic.core.descriptors import Subject
from civic.core.desk_sources import DeskTask
from civic.core.text import unaccented
from civic.core.viewer import Viewer
from civic.delivery.queries import count_devices
from civic.memberships.models import Membership
from civic.memberships.queries.residents import residents_but

MOST_LISTED = 2_000  # people on the list of visits: more are reached by other means
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


# --- What residents answer to a danger ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Street:
    """Of those who have not answered, the people of one street in the order of their numbers."""

    name: str  # "" for those who gave none
    residents: list[Membership]


def last_danger(viewer: Viewer) -> Alert | None:
    """The one in force, or else the last one: visits go on after its end."""
    return next(iter(_last_danger(viewer.commune.id)), None)


@compiled
def _last_danger(commune_id: int) -> "QuerySet[Alert]":
    dangers = Alert.objects.filter(commune_id=commune_id, level=Level.DANGER, activated_at__isnull=False)
    return dangers.order_by("-version")[:1]


def own_answer(viewer: Viewer, alert: Alert) -> AlertAnswer | None:
    return AlertAnswer.objects.filter(alert=alert, person_id=viewer.own_id).first()


def answer_for_update(viewer: Viewer, alert_answer_id: UUID) -> AlertAnswer:
    """One of the commune in view, locked. Raises Http404."""
    rows = AlertAnswer.objects.select_for_update(of=("self",)).select_related("alert")
    return get_object_or_404(rows, pk=alert_answer_id, alert__commune_id=viewer.commune.id)


def calls_for_help(alert: Alert) -> list[AlertAnswer]:
    """Those that nobody has seen first, the oldest first."""
    return _calls_for_help(alert.pk)


@compiled
def _calls_for_help(alert_id: UUID) -> "QuerySet[AlertAnswer]":
    rows = AlertAnswer.objects.filter(alert_id=alert_id, needs_help=True).select_related("person")
    rows = rows.defer(*columns_to_defer("person"))
    return rows.order_by(F("seen_at").desc(nulls_first=True), "answered_at", "pk")[:MOST_LISTED]


def count_safe(alert: Alert) -> int:
    return AlertAnswer.objects.filter(alert=alert, needs_help=False).count()


def without_answer(viewer: Viewer, alert: Alert) -> list[Street]:
    """By street, as many as are listed."""
    answered = AlertAnswer.objects.filter(alert=alert).values("person_id")
    silent = residents_but(viewer.commune.id, answered, limit=MOST_LISTED)
    by_street: defaultdict[str, list[Membership]] = defaultdict(list)
    for membership in silent:
        by_street[rules.street_of(membership.street)].append(membership)
    return [
        Street(name, by_street[name])
        for name in sorted(by_street, key=lambda name: (not name, unaccented(name)))
    ]


def unseen_calls(viewer: Viewer) -> "QuerySet[Any]":
    """For the desk."""
    rows = AlertAnswer.objects.filter(alert__commune_id=viewer.commune.id, needs_help=True, seen_at=None)
    return rows.annotate(since=F("answered_at"))


def call_tasks(viewer: Viewer, ids: Sequence[UUID]) -> dict[UUID, DeskTask]:
    page = reverse("alert_answers", args=[viewer.commune.slug])
    return {
        answer.pk: DeskTask(
            f"{answer.person.full_name} a besoin d’aide",
            "A répondu à votre alerte de danger",
            f"{page}#reponse-{answer.pk}",
            "Voir",
        )
        for answer in _unseen_among(viewer.commune.id, list(ids))
    }


@compiled
def _unseen_among(commune_id: int, ids: list[UUID]) -> "QuerySet[AlertAnswer]":
    rows = AlertAnswer.objects.filter(pk__in=ids, alert__commune_id=commune_id, seen_at=None)
    return rows.select_related("person").defer(*columns_to_defer("person"))
