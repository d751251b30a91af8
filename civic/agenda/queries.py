"""What people see of the agenda. A range of days is one statement by the index, however long the history is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404
from django.urls import reverse

from civic.accounts.queries import columns_to_defer
from civic.agenda import rules
from civic.agenda.enums import FEATURE, MEETS_MAYOR, ParticipationState
from civic.agenda.models import CalendarEvent, CalendarSubscription, Participation
from civic.contents import queries as contents
from civic.core import seals
from civic.core.audience import BY_ROLE, audiences_of
from civic.core.clock import now, today_of
from civic.core.compiled_queries import compiled
from civic.core.cursor import cursor_at, position
from civic.core.descriptors import Subject
from civic.core.refusals import require
from civic.core.searching import SearchResult, SearchText
from civic.core.viewer import Viewer
from civic.town_halls.queries.town_halls import with_feature
from civic.viewers.queries.viewer import viewer_alone

PAGE_SIZE = 20
MOST_LISTED = 1500  # of a month: a page stays a page whatever was poured into it
MOST_NAMES = 1000
FORGOTTEN_AT_ONCE = 5000

# What a subscription brings: a season back, all that may be planned ahead.
FEED_BACK, FEED_AHEAD, FEED_MOST = timedelta(days=90), timedelta(days=800), 2000
CANCELLED_SENT = timedelta(days=60)  # for so long calendars hear that an event is off

_SUBSCRIPTION = "civic.agenda.subscription"


def events_between(viewer: Viewer, first: date, last: date, only: str = "") -> list[CalendarEvent]:
    """Those on these days that the viewer may see, in order; both days included. `only`: see `_visible`."""
    here = ZoneInfo(viewer.commune.time_zone)
    begins = datetime.combine(first, time(), here).astimezone(UTC)
    ends = datetime.combine(last + timedelta(days=1), time(), here).astimezone(UTC)
    # A day on both sides: whole days are days, on whatever clock they were typed.
    a_day = timedelta(days=1)
    span = begins - rules.LONGEST - a_day, ends + a_day, begins - a_day
    if only:
        rows: Iterable[CalendarEvent] = _spanning(_visible(viewer, only), *span)
    else:
        rows = _all_spanning(viewer.commune.id, audiences_of(viewer), *span)
    days = ((event, rules.days_of(event, here.key)) for event in rows)
    return [event for event, (begin, end) in days if begin <= last and end >= first]


@compiled
def _all_spanning(
    commune_id: int, audiences: list[str], after: datetime, before: datetime, until: datetime
) -> "QuerySet[CalendarEvent]":
    return _spanning(_seen_by(commune_id, audiences), after, before, until)


def _spanning(
    rows: "QuerySet[CalendarEvent]", after: datetime, before: datetime, until: datetime
) -> "QuerySet[CalendarEvent]":
    """Those that start `after` and `before`, and go on `until` then."""
    rows = rows.filter(starts_at__gte=after, starts_at__lt=before, ends_at__gte=until)
    return rows.order_by("starts_at", "id")[:MOST_LISTED]


def todays_for(viewer: Viewer) -> list[CalendarEvent]:
    """Today's that are not over."""
    today = today_of(viewer)
    return [
        event for event in events_between(viewer, today, today) if event.whole_day or event.ends_at >= now()
    ]


@dataclass(frozen=True, slots=True)
class EventPage:
    """`later`: cursor for those that follow, "" at the end."""

    events: list[CalendarEvent]
    later: str


def coming(viewer: Viewer, cursor: str = "", only: str = "") -> EventPage:
    """From today on, those that go on included, by keyset."""
    rows = _visible(viewer, only).order_by("starts_at", "id")
    if cursor:
        moment, last = position(cursor)
        rows = rows.filter(Q(starts_at__gt=moment) | Q(pk__gt=last), starts_at__gte=moment)
    else:
        here = ZoneInfo(viewer.commune.time_zone)
        today = datetime.combine(today_of(viewer), time(), here).astimezone(UTC)
        rows = rows.filter(starts_at__gte=today - rules.LONGEST, ends_at__gt=today)
    found = list(rows[: PAGE_SIZE + 1])
    page = found[:PAGE_SIZE]
    later = cursor_at(page[-1].starts_at, page[-1].pk) if len(found) > PAGE_SIZE else ""
    return EventPage(page, later)


def event_in_view(viewer: Viewer, event_id: UUID) -> CalendarEvent:
    """One that was cancelled too: whoever heard of it finds what became of it."""
    rows = CalendarEvent.objects.select_related("commune", "series")
    return contents.in_view(rows, viewer, event_id, rules.may_see)


def event_for_update(viewer: Viewer, event_id: UUID) -> CalendarEvent:
    return contents.in_view(CalendarEvent.objects.select_for_update(), viewer, event_id, rules.may_see)


def series_for_update(event: CalendarEvent, *, since: datetime | None = None) -> list[CalendarEvent]:
    """The event and all that is to come of its series (after `since`, where that is later), cancelled ones included;
    locked, in order."""
    coming = Q(starts_at__gte=max(now(), since or now())) | Q(pk=event.pk)
    rows = CalendarEvent.objects.select_for_update().filter(
        coming, series_id=event.series_id, commune_id=event.commune_id
    )
    return list(rows.order_by("starts_at", "id"))


def has_dates_to_come(event: CalendarEvent) -> bool:
    """Whether its series goes on."""
    rows = CalendarEvent.objects.filter(commune_id=event.commune_id, series_id=event.series_id)
    return event.series_id is not None and rows.filter(cancelled_at=None, starts_at__gte=now()).exists()


def dates_of(event: CalendarEvent) -> int:
    """How many dates its series has; 1 for one that stands alone."""
    if event.series_id is None:
        return 1
    return CalendarEvent.objects.filter(commune_id=event.commune_id, series_id=event.series_id).count()


def event_to_notify(event_id: UUID) -> CalendarEvent | None:
    """For those who are notified of it."""
    return CalendarEvent.objects.select_related("commune", "series").filter(pk=event_id).first()


def event_or_next_of(about: UUID) -> CalendarEvent | None:
    """The event of that key; of a series, its next date that stands, or else its last one."""
    rows = CalendarEvent.objects.select_related("commune", "series").filter(Q(pk=about) | Q(series_id=about))
    standing = rows.filter(cancelled_at=None, ends_at__gte=now()).order_by("starts_at").first()
    return standing or rows.order_by("-starts_at").first()


def own_state(viewer: Viewer, event: CalendarEvent) -> str:
    """A ParticipationState, "" for none."""
    if not viewer.person_id or not event.takes_participants:
        return ""
    rows = Participation.objects.filter(event=event, person_id=viewer.person_id)
    return rows.values_list("state", flat=True).first() or ""


def waiting_before(viewer: Viewer, event: CalendarEvent) -> int:
    """How many wait in front of the viewer, who waits."""
    own = Participation.objects.filter(event=event, person_id=viewer.own_id).first()
    if own is None:
        return 0
    earlier = Q(joined_at__lt=own.joined_at) | Q(joined_at=own.joined_at, pk__lt=own.pk)
    return Participation.objects.filter(earlier, event=event, state=ParticipationState.WAITING).count()


def participants(viewer: Viewer, event: CalendarEvent) -> list[Participation]:
    """By name, for the town hall alone: those who come, then those who wait, each in the order of their coming."""
    require(rules.may_keep_agenda(viewer))
    rows = Participation.objects.select_related("person").filter(event=event)
    return list(rows.defer(*columns_to_defer("person")).order_by("state", "joined_at", "id")[:MOST_NAMES])


def people_to_remind(event: CalendarEvent, before: datetime) -> list[UUID]:
    """Those who said so before the hour of the reminder: who says it later knows."""
    rows = Participation.objects.filter(
        event=event, state=ParticipationState.GOING, joined_at__lt=before, person__is_active=True
    )
    return list(rows.values_list("person_id", flat=True))


def events_to_remind(moment: datetime) -> list[tuple[UUID, str]]:
    """With their commune’s clock: those that begin within the two days to come. On which evening each is due, the rule
    says."""
    rows = CalendarEvent.objects.filter(
        takes_participants=True,
        reminded_at=None,
        cancelled_at=None,
        starts_at__gt=moment,
        starts_at__lte=moment + timedelta(days=2),
    )
    return list(rows.order_by("starts_at").values_list("pk", "commune__timezone")[:2000])


def person_with_place(participation_id: UUID) -> UUID | None:
    """None once they gave it back."""
    rows = Participation.objects.filter(pk=participation_id, state=ParticipationState.GOING)
    return rows.values_list("person_id", flat=True).first()


def participations_to_purge(ended_before: datetime) -> list[UUID]:
    """Some of those of events that ended before this moment."""
    taken_part = Q(event__going__gt=0) | Q(event__waiting__gt=0)  # as in the index
    rows = Participation.objects.filter(taken_part, event__ends_at__lt=ended_before)
    return list(rows.order_by("event__ends_at").values_list("pk", flat=True)[:FORGOTTEN_AT_ONCE])


def upcoming_participations(person_id: UUID, commune_id: int | None) -> list[UUID]:
    """Events to come, of this commune or of all, at which this person said to be."""
    rows = Participation.objects.filter(person_id=person_id, event__starts_at__gt=now())
    if commune_id is not None:
        rows = rows.filter(event__commune_id=commune_id)
    return list(rows.order_by("event__starts_at", "event_id").values_list("event_id", flat=True))


def reusable() -> QuerySet[CalendarEvent]:
    """Of a series, its first date stands for all."""
    rows = CalendarEvent.objects.filter(cancelled_at=None)
    before = rows.filter(series=OuterRef("series"), starts_at__lt=OuterRef("starts_at"))
    return rows.filter(~Exists(before)).order_by("-starts_at", "-id")


def _visible(viewer: Viewer, only: str = "") -> QuerySet[CalendarEvent]:
    """`only`: an EventCategory, or MEETS_MAYOR; "" for all."""
    rows = _seen_by(viewer.commune.id, audiences_of(viewer))
    if only == MEETS_MAYOR:
        return rows.filter(meets_mayor=True)
    return rows.filter(category=only) if only else rows


def _seen_by(commune_id: int, audiences: list[str]) -> QuerySet[CalendarEvent]:
    return CalendarEvent.objects.filter(commune_id=commune_id, audience__in=audiences, cancelled_at=None)


def subjects(viewer: Viewer, ids: list[str]) -> dict[str, Subject]:
    """Events of the commune in view as the town hall’s journal names them."""
    rows = CalendarEvent.objects.filter(pk__in=ids, commune_id=viewer.commune.id)
    return {
        str(event.pk): Subject(event.title, reverse("event_detail", args=[viewer.commune.slug, event.pk]))
        for event in rows
        if rules.may_see(viewer, event)
    }


# --- The search -----------------------------------------------------------------------------------------------------


def search_texts(ids: Sequence[UUID]) -> dict[UUID, SearchText]:
    """With the whole series of each. Its dates that say the same are found once, under the key of the last of them."""
    series = CalendarEvent.objects.filter(pk__in=ids, series__isnull=False).values("series")
    last = _same_words().order_by("-starts_at", "-id")
    rows = CalendarEvent.objects.filter(Q(pk__in=ids) | Q(series__in=series), cancelled_at=None)
    rows = rows.annotate(found_under=Coalesce(Subquery(last.values("pk")[:1]), F("pk")))
    return {
        event.pk: SearchText(
            event.commune_id, event.audience, event.title, _search_body(event), event.starts_at
        )
        for event in rows.filter(found_under=F("pk"))
    }


def search_results(viewer: Viewer, ids: Sequence[UUID]) -> dict[UUID, SearchResult]:
    """Of a series, the next date; the last one, once it is over."""
    coming = _same_words().filter(ends_at__gte=now()).order_by("starts_at", "id")
    rows = _visible(viewer).filter(pk__in=ids)
    rows = rows.annotate(
        shown=Coalesce(Subquery(coming.values("pk")[:1]), F("pk")),
        opened_at=Coalesce(Subquery(coming.values("starts_at")[:1]), F("starts_at")),
    )
    return {
        event.pk: SearchResult(
            event.title,
            _search_body(event),
            reverse("event_detail", args=[viewer.commune.slug, event.shown]),
            event.opened_at,
        )
        for event in rows
        if rules.may_see(viewer, event)
    }


def _same_words() -> QuerySet[CalendarEvent]:
    same = {name: OuterRef(name) for name in ("series", "audience", "title", "place", "description")}
    return CalendarEvent.objects.filter(**same, cancelled_at=None)


def _search_body(event: CalendarEvent) -> str:
    return "\n".join(filter(None, (event.place, event.description)))


# --- The private address --------------------------------------------------------------------------------------------


def own_subscription(viewer: Viewer) -> CalendarSubscription | None:
    return CalendarSubscription.objects.filter(person_id=viewer.own_id).first()


def subscription_token(subscription: CalendarSubscription) -> str:
    """Says nothing of the person, and cannot be made from what stands in the database alone."""
    return seals.sign(subscription.pk.hex, purpose=_SUBSCRIPTION).replace(":", ".")


def subscription_of_token(token: str) -> CalendarSubscription:
    """Http404 for anything but an address that is good now."""
    key, _, signature = token.partition(".")
    try:
        wanted = UUID(seals.unsign(f"{key}:{signature}", purpose=_SUBSCRIPTION))
    except (seals.BrokenSeal, ValueError) as error:
        raise Http404 from error
    found = CalendarSubscription.objects.filter(pk=wanted, person__is_active=True).first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True, slots=True)
class FeedContent:
    """What a subscription brings now, and a mark that is another one as soon as any of it is."""

    events: list[CalendarEvent]
    changed_at: datetime | None


def feed_of(subscription: CalendarSubscription) -> FeedContent:
    """All that the person may see today in their communes: rights are looked at again each time."""
    viewer = viewer_alone(person_id=subscription.person_id)
    readable = Q(pk__in=[])
    for belonging in viewer.communes:
        readable |= Q(commune_id=belonging.id, audience__in=BY_ROLE[belonging.role])
    moment = now()
    rows = (
        CalendarEvent.objects.select_related("commune")
        .filter(
            readable,
            commune_id__in=with_feature([own.id for own in viewer.communes], FEATURE),
            starts_at__gte=moment - FEED_BACK,
            starts_at__lte=moment + FEED_AHEAD,
        )
        .exclude(cancelled_at__lt=moment - CANCELLED_SENT)
    )
    events = list(rows.order_by("-starts_at", "-id")[:FEED_MOST])[::-1]
    return FeedContent(events, max((event.saved_at for event in events), default=None))
