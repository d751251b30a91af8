"""A file arrives: it is looked at, put aside as it is, and the work on it is queued with its row."""

from hashlib import sha256
from uuid import UUID

from django.core.files.base import File
from django.db import transaction

from civic.core.clock import now
from civic.core.ids import new_id
from civic.core.jobs import JobFunction
from civic.core.refusals import Refusal
from civic.core.text import clean_line
from civic.core.viewer import Viewer
from civic.media import captions, pictures, queries, storage, videos
from civic.media.actions.preparing import prepare_photo, prepare_video
from civic.media.enums import Audience, MediaKind
from civic.media.events import media_changed
from civic.media.models import CAPTIONS, LinkPreview, Media

MAX_UNATTACHED = 100
MAX_ALT = 300
FINGERPRINT_BYTES = 256 * 1024


class TooManyUploads(Refusal):
    message = (
        "Vous avez déjà envoyé 100 fichiers qui ne servent encore à rien. "
        "Publiez-en ou retirez-en avant d’en envoyer d’autres."
    )


class AltTooLong(Refusal):
    message = "Cette description dépasse 300 caractères. Une phrase courte suffit."


class NotForCaptions(Refusal):
    message = "Les sous-titres ne s’ajoutent qu’à une vidéo que vous avez envoyée."


def receive_photo(*, viewer: Viewer, file: "File[bytes]", alt: str = "") -> Media:
    """Refuses at once what is no photo; the copies are made in the background."""
    _require_room(viewer)
    pictures.inspect(file, file.size)
    return _keep(_uploaded(viewer, MediaKind.PHOTO, alt), file, prepare_photo)


def receive_video(*, viewer: Viewer, file: "File[bytes]", alt: str = "") -> Media:
    _require_room(viewer)
    videos.sniff(file, file.size)
    return _keep(_uploaded(viewer, MediaKind.VIDEO, alt), file, prepare_video)


def receive_emblem(*, viewer: Viewer, file: "File[bytes]") -> Media:
    """A coat of arms or a logo: its copies are squares, see `pictures.prepare_emblem`."""
    pictures.inspect(file, file.size)
    return _keep(_uploaded(viewer, MediaKind.EMBLEM, ""), file, prepare_photo)


def receive_portrait(*, owner_id: UUID, file: "File[bytes]") -> Media:
    """A person's photo: no commune, shown to whoever is signed in. The caller discards the one before."""
    pictures.inspect(file, file.size)
    media = Media(
        id=new_id(), owner_id=owner_id, kind=MediaKind.PORTRAIT, audience=Audience.MEMBERS, attached_at=now()
    )
    return _keep(media, file, prepare_photo)


@transaction.atomic
def describe(*, viewer: Viewer, media_id: UUID, alt: str) -> Media:
    media = queries.usable_media_for(viewer, media_id)
    media.alt = _clean_alt(alt)
    media.save(update_fields=["alt"])
    media_changed.send(Media, media_id=media.id, commune_id=media.commune_id)
    return media


def add_captions(*, viewer: Viewer, media_id: UUID, file: "File[bytes]") -> Media:
    """Captions for a video file, .srt or .vtt; a second file takes the place of the first."""
    media = queries.usable_media_for(viewer, media_id)
    if media.kind != MediaKind.VIDEO:
        raise NotForCaptions
    if file.size > captions.MAX_BYTES:
        raise captions.CaptionsTooHeavy
    storage.put(media.id, CAPTIONS, captions.to_webvtt(file.read()))
    with transaction.atomic():
        media = Media.objects.select_for_update().get(pk=media.pk)
        media.has_captions = True
        media.version += 1
        media.save(update_fields=["has_captions", "version"])
        media_changed.send(Media, media_id=media.id, commune_id=media.commune_id)
    return media


def _require_room(viewer: Viewer) -> None:
    waiting = Media.objects.filter(owner_id=viewer.person_id, attached_at=None).count()
    waiting += LinkPreview.objects.filter(owner_id=viewer.person_id, attached_at=None).count()
    if waiting >= MAX_UNATTACHED:
        raise TooManyUploads


def _uploaded(viewer: Viewer, kind: MediaKind, alt: str) -> Media:
    return Media(
        id=new_id(),
        commune_id=viewer.commune.id,
        owner_id=viewer.person_id,
        by_town_hall=viewer.is_town_hall,
        kind=kind,
        alt=_clean_alt(alt),
    )


def _clean_alt(alt: str) -> str:
    alt = clean_line(alt)
    if len(alt) > MAX_ALT:
        raise AltTooLong
    return alt


def _keep(media: Media, file: "File[bytes]", prepare: JobFunction[..., None]) -> Media:
    """The file first, outside the transaction: copying half a gigabyte must not hold the database."""
    media.fingerprint = _fingerprint(file)
    try:
        storage.put(media.id, storage.INCOMING, file)
        with transaction.atomic():
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
