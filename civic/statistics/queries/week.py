"""The last seven days at a glance."""

from datetime import timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Sum

from civic.contents.enums import Status
from civic.core.clock import now
from civic.core.refusals import require
from civic.core.viewer import Viewer
from civic.memberships.enums import MembershipStatus
from civic.memberships.models import Membership
from civic.posts.models import Post
from civic.statistics import rules
from civic.statistics.models import PostDay
from civic.statistics.queries.closing import start_of

MOST_COUNTED = 1000  # new residents; a town that takes in more at once looks at its statistics


class Week(NamedTuple):
    published: int
    opened: int  # publications, as often as somebody opened one on a day
    residents: int


def week_of(viewer: Viewer) -> Week:
    """Today and the six days before, each figure along an index."""
    require(rules.may_see(viewer))
    zone, commune_id = ZoneInfo(viewer.commune.time_zone), viewer.commune.id
    first = now().astimezone(zone).date() - timedelta(days=6)
    start = start_of(first, zone)
    published = Post.objects.filter(
        commune_id=commune_id, status=Status.PUBLISHED, removed_at=None, published_at__gte=start
    )
    opened = PostDay.objects.filter(commune_id=commune_id, day__gte=first).aggregate(total=Sum("opened"))
    accepted = Membership.objects.filter(
        commune_id=commune_id, status=MembershipStatus.ACCEPTED, decided_at__gte=start
    )
    return Week(published.count(), opened["total"] or 0, accepted.order_by()[:MOST_COUNTED].count())
