"""Who may do what with a publication. Pure."""

from datetime import datetime, timedelta

from civic.contents import rules as contents
from civic.core.audience import Audience, admits
from civic.core.viewer import Viewer
from civic.posts.enums import PUBLISH
from civic.posts.models import Post

NEW_FOR = timedelta(hours=1)
MAX_PINNED = 3
MAX_MEDIA = 40


def may_publish(viewer: Viewer) -> bool:
    return viewer.may(PUBLISH)


def may_manage(viewer: Viewer, post: Post) -> bool:
    return may_publish(viewer) and viewer.belongs_to(post.commune_id)


def may_see(viewer: Viewer, post: Post) -> bool:
    """What is not published is for those who publish."""
    if post.removed_at is not None:
        return False
    return admits(post.audience, viewer, post.commune_id) if post.is_published else may_manage(viewer, post)


def is_new(viewer: Viewer, post: Post, moment: datetime) -> bool:
    """To those who publish, who land on its page."""
    return may_publish(viewer) and post.published_at is not None and moment < post.published_at + NEW_FOR


def may_find(viewer: Viewer, post: Post) -> bool:
    """Those who publish find what was removed a moment ago, too."""
    return may_see(viewer, post) or may_manage(viewer, post)


def media_audience(post: Post) -> Audience:
    """Who sees its files: as the publication, once it is out."""
    return Audience(post.audience) if contents.is_out(post) else Audience.TOWN_HALL


def may_flag(viewer: Viewer, post: Post) -> bool:
    return viewer.is_member and not viewer.is_town_hall and may_see(viewer, post)
