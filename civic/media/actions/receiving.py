"""A file arrives: it is looked at, put aside as it is, and the work on it is queued with its row."""

from datetime import timedelta
from hashlib import sha256
from uuid import UUID

from django.contrib.auth import get_user_model
from django.core.files.base import File
from django.db import transaction
from django.db.models import Sum

from civic.core.clock import now
from civic.core.ids import new_id
from civic.core.jobs import JobFunction
from civic.core.refusals import Refusal, require
from civic.core.viewer import Viewer
from civic.media import pictures, rules, storage, videos
from civic.media.actions.describing import clean_alt
from civic.media.actions.preparing import prepare_photo, prepare_video
from civic.media.enums import UNFINISHED, Audience, MediaKind
from civic.media.models import LinkPreview, Media

MAX_UNATTACHED = 100
FINGERPRINT_BYTES = 256 * 1024
DAY_BYTES = 4 * 1024**3
MAX_VIDEOS_WAITING = 3


class TooManyUploads(Refusal):
    message = (
        "Vous avez déjà envoyé 100 fichiers qui ne servent encore à rien. "
        "Publiez-en ou retirez-en avant d’en envoyer d’autres."
    )


class TooManyBytes(Refusal):
    message = (
        f"Vous avez envoyé {DAY_BYTES // 1024**3} Go de photos et de vidéos en une journée, c’est le maximum. "
        "Réessayez demain, ou collez l’adresse d’une vidéo déjà en ligne."
    )


class TooManyVideos(Refusal):
    message = (
        "Trois de vos vidéos sont encore en préparation. Attendez que l’une d’elles soit prête, "
        "puis envoyez la suivante."
    )


def receive_photo(*, viewer: Viewer, file: "File[bytes]", alt: str = "") -> Media:
    """Refuses at once what is no photo; the copies are made in the background."""
    require_room(viewer=viewer, size=file.size)
    pictures.inspect(file, file.size)
    return _store(
        uploaded(viewer=viewer, kind=MediaKind.PHOTO, alt=alt), file, prepare_photo, limited_to=viewer
    )


def receive_video(*, viewer: Viewer, file: "File[bytes]", alt: str = "") -> Media:
    require_room(viewer=viewer, size=file.size)
    videos.sniff(file, file.size)
    return _store(
        uploaded(viewer=viewer, kind=MediaKind.VIDEO, alt=alt), file, prepare_video, limited_to=viewer
    )


def receive_emblem(*, viewer: Viewer, file: "File[bytes]") -> Media:
    """A coat of arms or a logo: its copies are squares, see `pictures.prepare_emblem`."""
    pictures.inspect_still(file, file.size)
    return _store(uploaded(viewer=viewer, kind=MediaKind.EMBLEM, alt=""), file, prepare_photo)


def receive_portrait(*, owner_id: UUID, file: "File[bytes]") -> Media:
    """A person's photo: no commune, shown to whoever is signed in. The caller discards the one before."""
    pictures.inspect_portrait(file, file.size)
    media = Media(
        id=new_id(), owner_id=owner_id, kind=MediaKind.PORTRAIT, audience=Audience.MEMBERS, attached_at=now()
    )
    return _store(media, file, prepare_photo)


@transaction.atomic
def require_room(*, viewer: Viewer, size: int = 0) -> None:
    """`size`: bytes to come. Call in the transaction that adds a row, too: of two at once, the second waits for the row
    of their person and counts what the first one added. An account that was closed meanwhile receives nothing more."""
    require(rules.may_send(viewer))
    people = get_user_model()._default_manager.select_for_update(no_key=True)
    require(bool(people.filter(pk=viewer.own_id, is_active=True).values_list("pk")))
    own = Media.objects.filter(owner_id=viewer.person_id)
    waiting = own.filter(attached_at=None).count()
    waiting += LinkPreview.objects.filter(owner_id=viewer.person_id, attached_at=None).count()
    if waiting >= MAX_UNATTACHED:
        raise TooManyUploads
    _require_bytes(viewer.own_id, size)


def _require_bytes(person_id: UUID, size: int) -> None:
    of_today = Media.objects.filter(owner_id=person_id, created_at__gt=now() - timedelta(days=1))
    if of_today.aggregate(bytes=Sum("size", default=0))["bytes"] + size > DAY_BYTES:
        raise TooManyBytes


def _require_few_videos_waiting(viewer: Viewer) -> None:
    """A video takes minutes: nobody's stand in a row before everybody else's."""
    waiting = Media.objects.filter(owner_id=viewer.person_id, kind=MediaKind.VIDEO, status__in=UNFINISHED)
    if waiting.count() >= MAX_VIDEOS_WAITING:
        raise TooManyVideos


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
    media.fingerprint, media.size = _fingerprint(file), file.size
    try:
        storage.put(media.id, storage.INCOMING, file)
        with transaction.atomic():
            if limited_to:
                require_room(viewer=limited_to, size=file.size)
                if media.kind == MediaKind.VIDEO:
                    _require_few_videos_waiting(limited_to)
            elif media.owner_id:
                _require_bytes(media.owner_id, file.size)
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
