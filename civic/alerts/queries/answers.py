"""What residents answer to a danger."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.http import Http404
from django.shortcuts import get_object_or_404

from civic.accounts.queries import columns_to_defer
from civic.alerts import rules
from civic.alerts.enums import Level
from civic.alerts.models import Alert, AlertAnswer, AlertWording
from civic.core.clock import now
from civic.core.compiled_queries import compiled
from civic.core.viewer import Viewer
from civic.memberships.queries.memberships import accepted_in
from civic.memberships.queries.streets import membership_here, street_in

MOST_CALLS = 100  # on a page: as some are seen, others come
CALLS = Q(needs_help=True, call_ended_at=None)  # need help still


def stands(words_since: Any) -> Q:
    """Or else the words have changed since, and they are asked anew: `rules.stands`. `words_since`: of their alert."""
    return CALLS | Q(version__gte=words_since)


def are_safe(words_since: Any) -> Q:
    said = Q(is_visit=False) & (Q(needs_help=False) | Q(call_ended_at__isnull=False))
    return stands(words_since) & said


class AnswerCounts(NamedTuple):
    calls: int  # of the sort of the alert: real ones, or those of an exercise
    unseen: int  # of those
    others: int  # of the other sort, to be seen
    safe: int


def last_danger(viewer: Viewer) -> Alert | None:
    """The one in force, or else the last one: visits go on after its end, also where it was lowered since. While there
    are answers to a real one, an exercise that is over does not stand before it; for residents no exercise does."""
    last = _last_danger if viewer.is_town_hall else _last_real_danger
    return next(iter(last(viewer.commune.id, now() - rules.ANSWERS_RETENTION)), None)


def last_danger_counted(viewer: Viewer) -> tuple[Alert, AnswerCounts] | None:
    """The same for the town hall, with who answered what: both in one statement."""
    rows = _last_danger_counted(viewer.commune.id, now() - rules.ANSWERS_RETENTION)
    return next(((alert, _counts_of(alert)) for alert in rows), None)


def _counts_of(alert: Alert) -> AnswerCounts:
    found: dict[str, int] = alert.counts or {}  # type: ignore[attr-defined]
    real, unseen, played, unseen_played, safe = (found.get(name, 0) for name in _figures())
    if alert.is_drill:
        return AnswerCounts(calls=played, unseen=unseen_played, others=real, safe=safe)
    return AnswerCounts(calls=real, unseen=unseen, others=played, safe=safe)


def _figures() -> dict[str, Count]:
    """Calls and those that nobody has seen, real ones, then those of exercises; who is safe. Of an alert around it."""
    real, drill, unseen = Q(alert__is_drill=False), Q(alert__is_drill=True), Q(seen_at=None)
    wanted = {
        "calls": CALLS & real,
        "unseen": CALLS & real & unseen,
        "drill_calls": CALLS & drill,
        "drill_unseen": CALLS & drill & unseen,
        "safe": Q(alert_id=OuterRef("pk")) & are_safe(OuterRef("words_since")),
    }
    return {name: Count("pk", filter=one) for name, one in wanted.items()}


@compiled
def _last_danger_counted(commune_id: int, oldest: datetime) -> "QuerySet[Alert]":
    asked_in = _asked_in(OuterRef("pk"), OuterRef("commune_id"))
    rows = AlertAnswer.objects.filter(asked_in).order_by().values("alert__commune_id")
    counts = rows.annotate(counts=JSONObject(**_figures())).values("counts")
    return _dangers(commune_id, oldest).annotate(counts=Subquery(counts))[:1]


@compiled
def _last_danger(commune_id: int, oldest: datetime) -> "QuerySet[Alert]":
    return _dangers(commune_id, oldest)[:1]


@compiled
def _last_real_danger(commune_id: int, oldest: datetime) -> "QuerySet[Alert]":
    return _dangers(commune_id, oldest).filter(is_drill=False)[:1]


def _dangers(commune_id: Any, oldest: Any) -> "QuerySet[Alert]":
    was_danger = AlertWording.objects.filter(alert=OuterRef("pk"), level=Level.DANGER)
    shown = Alert.objects.filter(commune_id=commune_id, activated_at__isnull=False)
    dangers = shown.filter(Q(level=Level.DANGER) | Exists(was_danger))
    dangers = dangers.annotate(is_over=Q(ended_at__isnull=False), is_forgotten=Q(ended_at__lt=oldest))
    return dangers.order_by("is_over", F("is_forgotten").asc(nulls_first=True), "is_drill", "-version")


def own_answer(viewer: Viewer, alert: Alert) -> AlertAnswer | None:
    """What they said themselves the last time, perhaps to words of before: a visit is none."""
    return AlertAnswer.objects.filter(alert=alert, is_visit=False, person_id=viewer.own_id).first()


def own_call_for_update(viewer: Viewer, alert: Alert) -> AlertAnswer | None:
    """Locked; None where they ask for no help, or do so no more."""
    return AlertAnswer.objects.select_for_update().filter(CALLS, alert=alert, person_id=viewer.own_id).first()


def call_to_notify(alert_answer_id: UUID) -> AlertAnswer | None:
    """None once it is over, or erased."""
    rows = AlertAnswer.objects.filter(CALLS, pk=alert_answer_id)
    return rows.select_related("alert__commune").first()


def answer_for_update(viewer: Viewer, alert_answer_id: UUID) -> AlertAnswer:
    """One of the commune in view, locked. Raises Http404."""
    rows = AlertAnswer.objects.select_for_update(of=("self",)).select_related("alert")
    return get_object_or_404(rows, pk=alert_answer_id, alert__commune_id=viewer.commune.id)


def calls_for_help(alert: Alert) -> list[AlertAnswer]:
    """Real ones before those of an exercise. Of each sort those that nobody has seen first, the oldest first; among
    them those to an alert of before: none is lost. Last come those who say that they need no help any more."""
    return _with_streets(_first_calls(alert.pk, alert.commune_id))


def call_in_list(viewer: Viewer, alert_answer_id: UUID) -> AlertAnswer | None:
    """One of the commune in view, as it stands in the list; None where it is there no more."""
    wanted = Q(pk=alert_answer_id, alert__commune_id=viewer.commune.id)
    return next(iter(_with_streets(list(_calls(wanted, viewer.commune.id)))), None)


def all_calls_for_help(alert: Alert) -> list[AlertAnswer]:
    """For paper: those who need help still."""
    return _with_streets(_all_calls(alert.pk, alert.commune_id))


def _with_streets(calls: list[AlertAnswer]) -> list[AlertAnswer]:
    for call in calls:
        call.street = street_in(call.home)  # type: ignore[attr-defined]
        call.resident_id = call.resident_of  # type: ignore[attr-defined]
    return calls


@compiled
def _first_calls(alert_id: UUID, commune_id: int) -> "QuerySet[AlertAnswer]":
    return _calls_in_order(alert_id, commune_id)[:MOST_CALLS]


@compiled
def _all_calls(alert_id: UUID, commune_id: int) -> "QuerySet[AlertAnswer]":
    return _calls_in_order(alert_id, commune_id).filter(CALLS)


def _calls_in_order(alert_id: Any, commune_id: Any) -> "QuerySet[AlertAnswer]":
    order = (
        "asked_in_drill",
        F("call_ended_at").desc(nulls_first=True),
        F("seen_at").desc(nulls_first=True),
        "answered_at",
        "pk",
    )
    return _calls(_asked_in(alert_id, commune_id), commune_id).order_by(*order)


def _calls(wanted: Q, commune_id: Any) -> "QuerySet[AlertAnswer]":
    """Each with how to reach the person: their number is known to the town hall for this, and their `home` there."""
    rows = AlertAnswer.objects.filter(wanted, needs_help=True).select_related("person")
    rows = rows.defer(*(column for column in columns_to_defer("person") if column != "person__mobile"))
    rows = rows.annotate(asked_in=F("alert__text"), asked_in_drill=F("alert__is_drill"))
    rows = rows.annotate(here=membership_here("person", commune_id))
    return rows.annotate(home=F("here__street"), resident_of=F("here__pk"))


def _asked_in(alert_id: Any, commune_id: Any) -> Q:
    """At this alert, or at one of before, where nobody has seen it and it stands. By the commune's alerts first: they
    lead to their answers, past those of all others."""
    return Q(alert__commune_id=commune_id) & (Q(alert_id=alert_id) | Q(CALLS, seen_at=None))


def resident_to_visit(viewer: Viewer, membership_id: UUID) -> tuple[UUID, Alert]:
    """A resident of the commune in view, and the danger that they are looked after for. Raises Http404."""
    resident = get_object_or_404(accepted_in(viewer.commune.id), pk=membership_id)
    alert = last_danger(viewer)
    if alert is None or alert.is_drill:
        raise Http404
    return resident.person_id, alert
