"""What a day held besides visits, for whole groups of communes at once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import TruncDate

from civic.contents.enums import Status
from civic.core.clock import now
from civic.core.compiled_queries import compiled
from civic.journal.models import Entry
from civic.memberships.enums import MembershipStatus, Residence
from civic.memberships.models import Membership
from civic.posts.models import Post
from civic.statistics.models import Day, Hour
from civic.threads.events import CommentWritten, ContentLiked, LikeWithdrawn
from civic.threads.models import ContentLike, Message
from civic.threads.thread_kinds import COMMENTS
from civic.town_halls.models import TownHall

_KINDS = {
    CommentWritten.kind: "comments",
    ContentLiked.kind: "likes",
    LikeWithdrawn.kind: "unliked",
}
# The counter of residents is of this moment: it stands for the end of a day that has just ended.
_JUST_ENDED = timedelta(hours=26)


class Contents(NamedTuple):
    """The fields of models.Day that are not visits. `comments`: written that day, whatever became of them."""

    posts: int = 0
    comments: int = 0
    likes: int = 0
    residents: int = 0
    main_residents: int = 0


def communes_of_zone(zone: str) -> list[int]:
    town_halls = TownHall.objects.filter(commune__timezone=zone)
    return list(town_halls.order_by("pk").values_list("pk", flat=True))


def communes_to_close(zone: str, day: date) -> list[int]:
    """Where the row of that day is missing, and where visits still wait to join it."""
    ended = end_of(day, ZoneInfo(zone))
    has_row = Exists(Day.objects.filter(commune_id=OuterRef("pk"), day=day))
    has_hours = Exists(Hour.objects.filter(commune_id=OuterRef("pk"), day=day))
    town_halls = TownHall.objects.filter(commune__timezone=zone, joined_at__lt=ended)
    return list(town_halls.filter(~has_row | has_hours).order_by("pk").values_list("pk", flat=True))


def start_of(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, zone)


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """When the next one begins: 23 or 25 hours later where the clocks change."""
    return start_of(day + timedelta(days=1), zone)


def contents_of_day(communes: Sequence[int], day: date, zone: ZoneInfo) -> dict[int, Contents]:
    """By ranges of indexes that are as long as that day was busy, however much there is of before."""
    start, end = start_of(day, zone), end_of(day, zone)
    counts = moved(communes, start, end)
    accepted = Membership.objects.filter(commune_id__in=communes, status=MembershipStatus.ACCEPTED)
    if now() - end > _JUST_ENDED:
        accepted = accepted.filter(decided_at__lt=end)
    everyone = _by_commune(accepted)
    at_home = _by_commune(accepted.filter(residence=Residence.MAIN))
    return {
        one: counts[one]._replace(residents=everyone.get(one, 0), main_residents=at_home.get(one, 0))
        for one in communes
    }


def moved(communes: Sequence[int], start: datetime, end: datetime) -> dict[int, Contents]:
    """Publications, comments and likes from the one moment to before the other; residents are not counted."""
    counts: defaultdict[int, dict[str, int]] = defaultdict(dict)
    for commune_id, kind, count in _moves(list(communes), start, end):
        counts[commune_id][_KINDS.get(kind, kind)] = count
    return {
        one: Contents(
            posts=counts[one].get("posts", 0),
            comments=counts[one].get("comments", 0),
            likes=counts[one].get("likes", 0) - counts[one].get("unliked", 0),
        )
        for one in communes
    }


@compiled
def _moves(communes: list[int], start: datetime, end: datetime) -> "QuerySet[Any, Any]":
    published = Post.objects.filter(
        commune_id__in=communes,
        status=Status.PUBLISHED,
        removed_at=None,
        published_at__gte=start,
        published_at__lt=end,
    )
    entries = Entry.objects.filter(
        commune_id__in=communes, recorded_at__gte=start, recorded_at__lt=end, kind__in=_KINDS
    )
    published = published.order_by().values_list("commune_id", Value("posts")).annotate(count=Count("pk"))
    moves = entries.order_by().values_list("commune_id", "kind").annotate(count=Count("pk"))
    return moves.union(published, all=True)


def _by_commune(rows: "QuerySet[Any]") -> dict[int, int]:
    return dict(rows.order_by().values_list("commune_id").annotate(count=Count("pk")))


def opening_days(communes: Sequence[int], zone: ZoneInfo) -> dict[int, date]:
    town_halls = TownHall.objects.filter(pk__in=communes).values_list("pk", "joined_at")
    return {pk: joined_at.astimezone(zone).date() for pk, joined_at in town_halls}


def contents_by_day(
    communes: Sequence[int], first: date, last: date, zone: ZoneInfo
) -> Mapping[int, Mapping[date, Contents]]:
    """The same for many days at once, from the contents themselves: all of them are read."""
    within = {"gte": start_of(first, zone), "lt": end_of(last, zone)}

    def per_day(rows: "QuerySet[Any]", commune: str, moment: str) -> list[tuple[int, date, int]]:
        rows = rows.filter(**{f"{commune}__in": communes}, **{f"{moment}__{k}": v for k, v in within.items()})
        rows = rows.annotate(local_day=TruncDate(moment, tzinfo=zone)).order_by()
        return list(rows.values_list(commune, "local_day").annotate(count=Count("pk")))

    accepted = Membership.objects.filter(status=MembershipStatus.ACCEPTED)
    counted = {
        "posts": per_day(
            Post.objects.filter(status=Status.PUBLISHED, removed_at=None), "commune_id", "published_at"
        ),
        "comments": per_day(
            Message.objects.filter(thread__kind=COMMENTS.key), "thread__commune_id", "written_at"
        ),
        "likes": per_day(ContentLike.objects.all(), "thread__commune_id", "liked_at"),
        "residents": per_day(accepted, "commune_id", "decided_at"),
        "main_residents": per_day(accepted.filter(residence=Residence.MAIN), "commune_id", "decided_at"),
    }
    tables: dict[int, dict[date, dict[str, int]]] = {one: defaultdict(dict) for one in communes}
    for name, rows in counted.items():
        for commune_id, day, count in rows:
            tables[commune_id][day][name] = count
    before = _residents_before(communes, within["gte"])
    return {one: _running(tables[one], before.get(one, (0, 0)), first, last) for one in communes}


def _residents_before(communes: Sequence[int], moment: datetime) -> dict[int, tuple[int, int]]:
    accepted = Membership.objects.filter(commune_id__in=communes, status=MembershipStatus.ACCEPTED)
    # Those who were never decided on one by one were there from the start.
    earlier = accepted.filter(Q(decided_at__lt=moment) | Q(decided_at=None)).order_by()
    rows = earlier.values_list("commune_id").annotate(
        everyone=Count("pk"), at_home=Count("pk", filter=Q(residence=Residence.MAIN))
    )
    return {commune_id: (everyone, at_home) for commune_id, everyone, at_home in rows}


def _running(
    table: Mapping[date, Mapping[str, int]], before: tuple[int, int], first: date, last: date
) -> dict[date, Contents]:
    """Residents are those of all days so far."""
    residents, at_home = before
    days = {}
    day = first
    while day <= last:
        counts = table.get(day, {})
        residents += counts.get("residents", 0)
        at_home += counts.get("main_residents", 0)
        days[day] = Contents(
            **{name: counts.get(name, 0) for name in ("posts", "comments", "likes")},
            residents=residents,
            main_residents=at_home,
        )
        day += timedelta(days=1)
    return days
