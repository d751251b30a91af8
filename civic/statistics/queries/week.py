"""The last seven days at a glance."""

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Aggregate, Count, QuerySet, Subquery, Sum
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from civic.contents.enums import Status
from civic.core.clock import now
from civic.core.viewer import Viewer
from civic.memberships.queries.residents import accepted_since
from civic.posts.models import Post
from civic.statistics.models import PostDay
from civic.statistics.queries.closing import start_of


class Week(NamedTuple):
    published: int
    opened: int  # publications, as often as somebody opened one on a day
    residents: (
        int  # new, up to `residents.MOST_COUNTED`: a town that takes in more at once looks at its statistics
    )


def week_start(viewer: Viewer) -> tuple[date, datetime]:
    """The first of its days, six before today, and the moment when it begins."""
    zone = ZoneInfo(viewer.commune.time_zone)
    first = now().astimezone(zone).date() - timedelta(days=6)
    return first, start_of(first, zone)


def week_figures(commune_id: int, first: date, start: datetime) -> tuple[Combinable, ...]:
    """Those of a Week for a statement, each along an index."""
    posts = Post.objects.filter(
        commune_id=commune_id, status=Status.PUBLISHED, removed_at=None, published_at__gte=start
    )
    opened = PostDay.objects.filter(commune_id=commune_id, day__gte=first)
    return _total(posts, Count("pk")), _total(opened, Sum("opened")), accepted_since(commune_id, start)


def _total(rows: "QuerySet[Any]", figure: Aggregate) -> Coalesce:
    found = rows.order_by().values("commune_id").annotate(figure=figure).values("figure")
    return Coalesce(Subquery(found), 0)
