"""Who may see a file, and who may put it into something they write."""

from civic.core.audience import Audience, admits
from civic.core.viewer import Viewer
from civic.media.models import LinkPreview, Media


def may_see(viewer: Viewer, media: Media) -> bool:
    if media.commune_id is None:
        return _may_see_portrait(viewer, media)
    if admits(media.audience, viewer, media.commune_id):
        return True
    # Not published yet: whoever sent it sees it too.
    return (
        media.audience == Audience.TOWN_HALL
        and viewer.belongs_to(media.commune_id)
        and viewer.is_member
        and _sent_it(viewer, media)
    )


def _may_see_portrait(viewer: Viewer, media: Media) -> bool:
    if media.audience == Audience.PUBLIC:
        return True
    if media.audience == Audience.MEMBERS:
        return viewer.is_authenticated
    return _sent_it(viewer, media)


def may_send(viewer: Viewer) -> bool:
    """Those who have something to publish with it. Portraits and proofs have doors of their own."""
    return viewer.is_town_hall


def may_use(viewer: Viewer, thing: Media | LinkPreview) -> bool:
    """Attach or remove it. What one agent of the town hall sent, the others may use."""
    if thing.commune_id is None or not viewer.belongs_to(thing.commune_id) or not viewer.is_member:
        return False
    return _sent_it(viewer, thing) or (thing.by_town_hall and viewer.is_town_hall)


def may_describe(viewer: Viewer, media: Media) -> bool:
    """Until a content shows it: from then on that content's rule holds. Who left the town hall leaves its files."""
    return (
        media.attached_at is None
        and _sent_it(viewer, media)
        and may_use(viewer, media)
        and (viewer.is_town_hall or not media.by_town_hall)
    )


def _sent_it(viewer: Viewer, thing: Media | LinkPreview) -> bool:
    return viewer.person_id is not None and thing.owner_id == viewer.person_id
