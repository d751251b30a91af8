"""A file arrives: it is looked at, put aside as it is, and the work on it is queued with its row."""

from hashlib import sha256
from uuid import UUID

from django.contrib.auth import get_user_model
from django.core.files.base import File
from django.db import transaction

from civic.core.clock import now
from civic.core.ids import new_id
from civic.core.jobs import JobFunction
from civic.core.refusals import Refusal
from civic.core.viewer import Viewer
from civic.media import pictures, storage, videos
from civic.media.actions.describing import clean_alt
from civic.media.actions.preparing import prepare_photo, prepare_video
from civic.media.enums import Audience, MediaKind
from civic.media.models import LinkPreview, Media

MAX_UNATTACHED = 100
FINGERPRINT_BYTES = 256 * 1024


class TooManyUploads(Refusal):
    message = (
        "Vous avez déjà envoyé 100 fichiers qui ne servent encore à rien. "
        "Publiez-en ou retirez-en avant d’en envoyer d’autres."
    )


def receive_photo(*, viewer: Viewer, file: "File[bytes]", alt: str = "") -> Media:
    """Refuses at once what is no photo; the copies are made in the background."""
    require_room(viewer=viewer)
    pictures.inspect(file, file.size)
    return _store(
        uploaded(viewer=viewer, kind=MediaKind.PHOTO, alt=alt), file, prepare_photo, limited_to=viewer
    )


def receive_video(*, viewer: Viewer, file: "File[bytes]", alt: str = "") -> Media:
    require_room(viewer=viewer)
    videos.sniff(file, file.size)
    return _store(
        uploaded(viewer=viewer, kind=MediaKind.VIDEO, alt=alt), file, prepare_video, limited_to=viewer
    )


def receive_emblem(*, viewer: Viewer, file: "File[bytes]") -> Media:
    """A coat of arms or a logo: its copies are squares, see `pictures.prepare_emblem`."""
    pictures.inspect(file, file.size)
    return _store(uploaded(viewer=viewer, kind=MediaKind.EMBLEM, alt=""), file, prepare_photo)


def receive_portrait(*, owner_id: UUID, file: "File[bytes]") -> Media:
    """A person's photo: no commune, shown to whoever is signed in. The caller discards the one before."""
    pictures.inspect(file, file.size)
    media = Media(
        id=new_id(), owner_id=owner_id, kind=MediaKind.PORTRAIT, audience=Audience.MEMBERS, attached_at=now()
    )
    return _store(media, file, prepare_photo)


@transaction.atomic
def require_room(*, viewer: Viewer) -> None:
    """Call in the transaction that adds a row, too: of two at once, the second waits for the row of their person and
    counts what the first one added."""
    people = get_user_model()._default_manager.select_for_update(no_key=True)
    people.filter(pk=viewer.own_id).values_list("pk").first()
    waiting = Media.objects.filter(owner_id=viewer.person_id, attached_at=None).count()
    waiting += LinkPreview.objects.filter(owner_id=viewer.person_id, attached_at=None).count()
    if waiting >= MAX_UNATTACHED:
        raise TooManyUploads


def uploaded(*, viewer: Viewer, kind: MediaKind, alt: str) -> Media:
    return Media(
        id=new_id(),
        commune_id=viewer.commune.id,
        owner_id=viewer.person_id,
        by_town_hall=viewer.is_town_hall,
        kind=kind,
        alt=clean_alt(alt=alt),
    )


def _store(
    media: Media, file: "File[bytes]", prepare: JobFunction[..., None], *, limited_to: Viewer | None = None
) -> Media:
    """The file first, outside the transaction: copying half a gigabyte must not hold the database."""
    media.fingerprint = _fingerprint(file)
    try:
        storage.put(media.id, storage.INCOMING, file)
        with transaction.atomic():
            if limited_to:
                require_room(viewer=limited_to)
            media.save(force_insert=True)
            prepare.enqueue(media_id=media.id)
    except BaseException:
        storage.erase(media.id)
        raise
    return media


def _fingerprint(file: "File[bytes]") -> str:
    """Of the length and the beginning: enough to distinguish the files of one form."""
    file.seek(0)
    fingerprint = sha256(f"{file.size} ".encode() + file.read(FINGERPRINT_BYTES)).hexdigest()
    file.seek(0)
    return fingerprint
