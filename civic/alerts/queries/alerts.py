from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.safestring import mark_safe

from civic.accounts.queries import columns_to_defer, name_of
from civic.alerts import rules
from civic.alerts.addresses import page_address, short_address
from civic.alerts.enums import EMERGENCY, AlertState, Level
from civic.alerts.models import Alert, AlertAnswer, AlertPoster, AlertWording
from civic.audiences.queries import recipients
from civic.contents.enums import Status
from civic.contents.models import Schedulable, WithAudience, WithComments
from civic.contents.registry import Lifecycle, lifecycles
from civic.core.audience import Audience
from civic.core.clock import now
from civic.core.compiled_queries import compiled
from civic.core.descriptors import Subject
from civic.core.desk_sources import DeskTask
from civic.core.text import unaccented
from civic.core.viewer import CommuneInView, Viewer
from civic.delivery.queries import count_devices
from civic.media import storage
from civic.memberships.models import Membership
from civic.memberships.queries.memberships import accepted_in
from civic.memberships.queries.residents import residents_but
from civic.ui import french
from civic.ui.papers import qr_code

POSTER = "affiche.pdf"  # in the storage
MOST_LISTED = 2_000  # people on the list of visits: more are reached by other means
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


def poster_of(viewer: Viewer) -> AlertPoster | None:
    return AlertPoster.objects.filter(commune_id=viewer.commune.id).first()


def open_poster(viewer: Viewer, file_id: UUID) -> Any:
    """An open Django file. Raises Http404."""
    poster = get_object_or_404(
        AlertPoster, commune_id=viewer.commune.id, file_id=file_id, ready_at__isnull=False
    )
    try:
        return storage.open_file(poster.file_id, POSTER)
    except FileNotFoundError as error:
        raise Http404 from error


def poster_context(commune: CommuneInView, alert: Alert) -> dict[str, Any]:
    """What is on paper, which stays on the wall: how grave, the words, and where one reads whether it is still so."""
    return {
        "alert": alert,
        "commune": commune,
        "level_label": rules.level_label(alert.level, alert.is_drill),
        "qr": mark_safe(qr_code(page_address(commune))),
        "address": short_address(commune),
        "emergency": EMERGENCY,
    }


def warnings_since(commune_id: Any, moment: Any) -> "QuerySet[Alert]":
    """For a statement: alerts that warned people of something since then."""
    rows = Alert.objects.filter(commune_id=commune_id, activated_at__gte=moment, is_drill=False)
    return rows.exclude(level=Level.INFORMATION)


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


def subjects(viewer: Viewer, ids: Sequence[str]) -> dict[str, Subject]:
    """Alerts of the commune in view as the town hall's journal names them."""
    page = reverse("alert_manage", args=[viewer.commune.slug])
    rows = Alert.objects.filter(pk__in=ids, commune_id=viewer.commune.id)
    return {
        str(alert.pk): Subject(f"{'EXERCICE\u00a0: ' * alert.is_drill}{alert.text}", page) for alert in rows
    }


# --- What residents answer to a danger ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Street:
    """Of those who have not answered, the people of one street in the order of their numbers."""

    name: str  # "" for those who gave none
    residents: list[Membership]
    visited: frozenset[UUID]  # of those, the people whom somebody of the town hall went to see

    @property
    def to_see(self) -> int:
        return len(self.residents) - self.seen

    @property
    def seen(self) -> int:
        return sum(one.person_id in self.visited for one in self.residents)


def last_danger(viewer: Viewer) -> Alert | None:
    """The one in force, or else the last one: visits go on after its end, also where it was lowered since. While there
    are answers to a real one, an exercise that is over does not stand before it."""
    return next(iter(_last_danger(viewer.commune.id, now() - rules.ANSWERS_RETENTION)), None)


@compiled
def _last_danger(commune_id: int, oldest: datetime) -> "QuerySet[Alert]":
    was_danger = AlertWording.objects.filter(alert=OuterRef("pk"), level=Level.DANGER)
    shown = Alert.objects.filter(commune_id=commune_id, activated_at__isnull=False)
    dangers = shown.filter(Q(level=Level.DANGER) | Exists(was_danger))
    dangers = dangers.annotate(is_over=Q(ended_at__isnull=False), is_forgotten=Q(ended_at__lt=oldest))
    return dangers.order_by("is_over", F("is_forgotten").asc(nulls_first=True), "is_drill", "-version")[:1]


def own_answer(viewer: Viewer, alert: Alert) -> AlertAnswer | None:
    """What they said themselves: a visit is none."""
    return AlertAnswer.objects.filter(alert=alert, person_id=viewer.own_id, is_visit=False).first()


def answer_for_update(viewer: Viewer, alert_answer_id: UUID) -> AlertAnswer:
    """One of the commune in view, locked. Raises Http404."""
    rows = AlertAnswer.objects.select_for_update(of=("self",)).select_related("alert")
    return get_object_or_404(rows, pk=alert_answer_id, alert__commune_id=viewer.commune.id)


def calls_for_help(alert: Alert) -> list[AlertAnswer]:
    """Those that nobody has seen first, the oldest first; among them those to an alert of before: none is lost."""
    return _calls_for_help(alert.pk, alert.commune_id)


@compiled
def _calls_for_help(alert_id: UUID, commune_id: int) -> "QuerySet[AlertAnswer]":
    wanted = Q(alert_id=alert_id) | Q(alert__commune_id=commune_id, seen_at=None)
    rows = AlertAnswer.objects.filter(wanted, needs_help=True).select_related("person", "alert")
    rows = rows.defer(*columns_to_defer("person"))
    return rows.order_by(F("seen_at").desc(nulls_first=True), "answered_at", "pk")[:MOST_LISTED]


def count_safe(alert: Alert) -> int:
    return AlertAnswer.objects.filter(alert=alert, needs_help=False, is_visit=False).count()


def resident_to_visit(viewer: Viewer, membership_id: UUID) -> tuple[UUID, Alert]:
    """A resident of the commune in view, and the danger that they are looked after for. Raises Http404."""
    resident = get_object_or_404(accepted_in(viewer.commune.id), pk=membership_id)
    alert = last_danger(viewer)
    if alert is None or alert.is_drill:
        raise Http404
    return resident.person_id, alert


def without_answer(viewer: Viewer, alert: Alert) -> list[Street]:
    """By street, as many as are listed. An exercise asks nobody at home."""
    if alert.is_drill:
        return []
    visited = frozenset(_visited(alert.pk))
    by_street: defaultdict[str, list[Membership]] = defaultdict(list)
    for membership in _silent(viewer.commune.id, alert.pk):
        by_street[rules.street_of(membership.street)].append(membership)
    return [
        Street(name, by_street[name], visited)
        for name in sorted(by_street, key=lambda name: (not name, unaccented(name)))
    ]


@compiled
def _visited(alert_id: UUID) -> "QuerySet[AlertAnswer, UUID]":
    return AlertAnswer.objects.filter(alert_id=alert_id, is_visit=True).values_list("person_id", flat=True)


@compiled
def _silent(commune_id: int, alert_id: UUID) -> "QuerySet[Membership]":
    answered = AlertAnswer.objects.filter(alert_id=alert_id, is_visit=False)
    return residents_but(commune_id, answered.values("person_id"), limit=MOST_LISTED)


def unseen_calls(viewer: Viewer) -> "QuerySet[Any]":
    """For the desk."""
    rows = AlertAnswer.objects.filter(alert__commune_id=viewer.commune.id, needs_help=True, seen_at=None)
    return rows.annotate(since=F("answered_at"))


CALL_COLUMNS = {"person": name_of("person_id"), "is_drill": F("alert__is_drill")}


def call_line(viewer: Viewer, answer_id: UUID, row: Mapping[str, Any]) -> DeskTask:
    return DeskTask(
        f"{'EXERCICE\u00a0: ' * row['is_drill']}{row['person']} a besoin d’aide",
        "A répondu à votre alerte de danger",
        f"{reverse('alert_answers', args=[viewer.commune.slug])}#reponse-{answer_id}",
        "Voir",
    )


def dangers_in_force(viewer: Viewer) -> "QuerySet[Any]":
    """For the desk: one at most."""
    minute = now().replace(second=0, microsecond=0)
    rows = Alert.objects.filter(commune_id=viewer.commune.id, level=Level.DANGER, ended_at=None)
    rows = rows.filter(Q(expires_at=None) | Q(expires_at__gt=minute), activated_at__isnull=False)
    return rows.annotate(since=F("activated_at"))


def _answers(**given: bool) -> Subquery:
    """How many of them to the alert of a row; None where there is none."""
    rows = AlertAnswer.objects.filter(alert=OuterRef("pk"), **given).order_by().values("alert")
    return Subquery(rows.annotate(count=Count("pk")).values("count"))


DANGER_COLUMNS = {
    "is_drill": F("is_drill"),
    "calls": _answers(needs_help=True),
    "safe": _answers(needs_help=False, is_visit=False),
}


def danger_line(viewer: Viewer, alert_id: UUID, row: Mapping[str, Any]) -> DeskTask:
    """Who answered what, as it stands: the desk is drawn again with each answer."""
    calls = french.counted(row["calls"] or 0, "demande d’aide", "demandes d’aide")
    return DeskTask(
        f"{rules.level_label(Level.DANGER, row['is_drill'])}\u00a0: {calls}",
        french.counted(row["safe"] or 0, "personne a bien reçu", "personnes ont bien reçu"),
        reverse("alert_answers", args=[viewer.commune.slug]),
        "Voir les réponses",
    )
