"""The last seven days at a glance."""

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Aggregate, Count, QuerySet, Subquery, Sum
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from civic.contents.enums import Status
from civic.core.viewer import Viewer
from civic.memberships.queries.residents import accepted_between
from civic.posts.models import Post
from civic.statistics.models import PostDay
from civic.statistics.queries.closing import start_of


class Week(NamedTuple):
    published: int
    opened: int  # publications, as often as somebody opened one on a day
    residents: (
        int  # new, up to `residents.MOST_COUNTED`: a town that takes in more at once looks at its statistics
    )


def week_of(viewer: Viewer, moment: datetime) -> tuple[date, date, datetime, datetime]:
    """The first of its days, six before that of the moment, and that one; the moment when it begins, and this one."""
    zone = ZoneInfo(viewer.commune.time_zone)
    today = moment.astimezone(zone).date()
    first = today - timedelta(days=6)
    return first, today, start_of(first, zone), moment


def week_figures(
    commune_id: int, first: date, today: date, start: datetime, moment: datetime
) -> tuple[Combinable, ...]:
    """Those of a Week for a statement, each along an index. With both ends: of what only begins somewhere, a plan that
    is kept expects a third of all there is, and another one is made each time."""
    posts = Post.objects.filter(
        commune_id=commune_id, status=Status.PUBLISHED, removed_at=None, published_at__range=(start, moment)
    )
    opened = PostDay.objects.filter(commune_id=commune_id, day__range=(first, today))
    accepted = accepted_between(commune_id, start, moment)
    return _total(posts, Count("pk")), _total(opened, Sum("opened")), accepted


def _total(rows: "QuerySet[Any]", figure: Aggregate) -> Coalesce:
    found = rows.order_by().values("commune_id").annotate(figure=figure).values("figure")
    return Coalesce(Subquery(found), 0)
