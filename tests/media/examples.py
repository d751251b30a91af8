"""What the parts of this app's addresses stand for in the access matrix."""

from civic.core.audience import Audience
from civic.media import storage
from civic.media.enums import MediaKind, MediaStatus
from civic.media.models import LinkPreview, Media
from tests.architecture.world import Examples, Wanted

FILES = {MediaKind.PHOTO: "640.webp", MediaKind.PORTRAIT: "96.webp"}


def media(wanted: Wanted, kind: MediaKind = MediaKind.PHOTO) -> Media:
    made = Media.objects.create(
        commune_id=None if kind == MediaKind.PORTRAIT else wanted.commune.pk,
        owner_id=wanted.owner.pk,
        kind=kind,
        audience=Audience.PUBLIC,
        status=MediaStatus.READY,
        variants=[{"name": FILES[kind], "width": 1, "height": 1, "bytes": 1, "type": "image/webp"}],
    )
    storage.put(made.pk, FILES[kind], b"-")
    return made


def link(wanted: Wanted) -> LinkPreview:
    return LinkPreview.objects.create(
        commune_id=wanted.commune.pk,
        owner_id=wanted.owner.pk,
        url="https://exemple.fr/",
        status=MediaStatus.FAILED,
    )


EXAMPLES: Examples = {
    "media_id": lambda wanted: media(wanted).pk,
    "portrait_file media_id": lambda wanted: media(wanted, MediaKind.PORTRAIT).pk,
    "link_id": lambda wanted: link(wanted).pk,
    "media_file name": lambda wanted: FILES[MediaKind.PHOTO],
    "portrait_file name": lambda wanted: FILES[MediaKind.PORTRAIT],
}

# Why whoever acts for the town hall, with whichever right, may send something here.
ANY_RIGHT_OPENS = "files received for a form; the form decides what becomes of them"
