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
from civic.media.models import LinkPreview, Media, UploadedBytes

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
    require_room(viewer=viewer)
    require_bytes(person_id=viewer.own_id, size=file.size, most=DAY_BYTES)
    pictures.inspect(file, file.size)
    return _store(
        uploaded(viewer=viewer, kind=MediaKind.PHOTO, alt=alt), file, prepare_photo, limited_to=viewer
    )


def receive_video(*, viewer: Viewer, file: "File[bytes]", alt: str = "") -> Media:
    require_room(viewer=viewer)
    require_bytes(person_id=viewer.own_id, size=file.size, most=DAY_BYTES)
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
def require_room(*, viewer: Viewer) -> None:
    """Call in the transaction that adds a row, too: of two at once, the second waits for the row of their person and
    counts what the first one added."""
    require(rules.may_send(viewer))
    _lock_person(viewer.own_id)
    own = Media.objects.filter(owner_id=viewer.person_id)
    waiting = own.filter(attached_at=None).count()
    waiting += LinkPreview.objects.filter(owner_id=viewer.person_id, attached_at=None).count()
    if waiting >= MAX_UNATTACHED:
        raise TooManyUploads


def _lock_person(person_id: UUID) -> None:
    """An account that was closed meanwhile receives nothing more."""
    people = get_user_model()._default_manager.select_for_update(no_key=True)
    require(bool(people.filter(pk=person_id, is_active=True).values_list("pk")))


def require_bytes(*, person_id: UUID, size: int, most: int) -> None:
    """An hour more than a day: what was sent in the course of one counts until a day after its end."""
    of_today = UploadedBytes.objects.filter(owner_id=person_id, hour__gt=now() - timedelta(hours=25))
    if of_today.aggregate(all=Sum("bytes", default=0))["all"] + size > most:
        raise TooManyBytes


@transaction.atomic
def count_bytes(*, person_id: UUID, size: int, most: int | None = None) -> None:
    """What is removed afterwards was sent all the same. `most`: in a day, where it is another measure than that of
    publications."""
    _lock_person(person_id)
    require_bytes(person_id=person_id, size=size, most=DAY_BYTES if most is None else most)
    hour = now().replace(minute=0, second=0, microsecond=0)
    count, _ = UploadedBytes.objects.get_or_create(owner_id=person_id, hour=hour)
    count.bytes += size
    count.save(update_fields=["bytes"])


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
                require_room(viewer=limited_to)
                if media.kind == MediaKind.VIDEO:
                    _require_few_videos_waiting(limited_to)
            if media.owner_id:
                count_bytes(person_id=media.owner_id, size=file.size)
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
