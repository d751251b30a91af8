"""The last seven days at a glance."""

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Aggregate, Count, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from civic.contents.enums import Status
from civic.core.clock import now
from civic.core.compiled_queries import compiled
from civic.core.refusals import require
from civic.core.viewer import Viewer
from civic.memberships.queries.residents import accepted_since
from civic.posts.models import Post
from civic.statistics import rules
from civic.statistics.models import PostDay
from civic.statistics.queries.closing import start_of
from civic.town_halls.queries.town_halls import town_hall_row


class Week(NamedTuple):
    published: int
    opened: int  # publications, as often as somebody opened one on a day
    residents: (
        int  # new, up to `residents.MOST_COUNTED`: a town that takes in more at once looks at its statistics
    )


def week_of(viewer: Viewer) -> Week:
    """Today and the six days before, each figure along an index."""
    require(rules.may_see(viewer))
    zone, commune_id = ZoneInfo(viewer.commune.time_zone), viewer.commune.id
    first = now().astimezone(zone).date() - timedelta(days=6)
    start = start_of(first, zone)
    return Week(*_figures(commune_id, first, start)[0])


@compiled
def _figures(commune_id: int, first: date, start: datetime) -> "QuerySet[Any, tuple[int, int, int]]":
    posts = Post.objects.filter(
        commune_id=commune_id, status=Status.PUBLISHED, removed_at=None, published_at__gte=start
    )
    opened = PostDay.objects.filter(commune_id=commune_id, day__gte=first)
    return town_hall_row(commune_id).values_list(
        _total(posts, Count("pk")), _total(opened, Sum("opened")), accepted_since(commune_id, start)
    )


def _total(rows: "QuerySet[Any]", figure: Aggregate) -> Coalesce:
    found = rows.order_by().values("commune_id").annotate(figure=figure).values("figure")
    return Coalesce(Subquery(found), 0)
