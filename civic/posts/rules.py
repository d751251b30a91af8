"""Who may do what with a publication. Pure."""

from civic.core.audience import Audience, admits
from civic.core.viewer import Viewer
from civic.posts.enums import PostStatus
from civic.posts.models import Post
from civic.town_halls.enums import Right


def may_publish(viewer: Viewer) -> bool:
    return viewer.may(Right.PUBLISH)


def may_manage(viewer: Viewer, post: Post) -> bool:
    return may_publish(viewer) and viewer.belongs_to(post.commune_id)


def may_see(viewer: Viewer, post: Post) -> bool:
    """What is not published is for those who publish."""
    if post.status != PostStatus.PUBLISHED:
        return may_manage(viewer, post) and post.status != PostStatus.REMOVED
    return admits(post.audience, viewer, post.commune_id)


def thread_audience(post: Post) -> str:
    """Who reads what is under it: as the publication, once it is out."""
    return post.audience if post.status == PostStatus.PUBLISHED else Audience.TOWN_HALL


def may_flag(viewer: Viewer, post: Post) -> bool:
    return viewer.is_member and not viewer.is_town_hall and may_see(viewer, post)
