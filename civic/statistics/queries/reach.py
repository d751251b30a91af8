"""How far one publication went: to how many people, by which ways, and how often it was opened."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Sum

from civic.core.refusals import require
from civic.core.viewer import Viewer
from civic.notifications.models import Reach
from civic.notifications.queries.reach import reach_of
from civic.posts.models import Post
from civic.posts.queries import post_in_view
from civic.statistics import rules
from civic.statistics.models import PostDay


@dataclass(frozen=True, slots=True)
class PostReach:
    """`announced`: None before the worker has counted."""

    post: Post
    announced: Reach | None
    opened: int  # the town hall itself left out; who opens it on two days counts twice


def post_reach(viewer: Viewer, post_id: UUID) -> PostReach:
    require(rules.may_see_reach(viewer))
    post = post_in_view(viewer, post_id)
    days = PostDay.objects.filter(commune_id=viewer.commune.id, post_id=post.pk)
    opened = days.aggregate(total=Sum("opened"))["total"] or 0
    return PostReach(post, reach_of(viewer, kind="post_published", target_id=post.pk), opened)
