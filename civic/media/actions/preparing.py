"""What the worker makes of a file that arrived. Everything here may be cut short at any point and run again."""

import contextlib
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any
from uuid import UUID

import structlog
from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction

from civic.core.jobs import Lane, job
from civic.core.refusals import Refusal
from civic.media import pictures, storage, videos
from civic.media.enums import UNFINISHED, MediaKind, MediaStatus
from civic.media.events import media_changed
from civic.media.models import POSTER, VIDEO, Media

WORK_PREFIX = "civic-media-"

_PREPARE: dict[str, Callable[[IO[bytes]], pictures.Prepared]] = {
    MediaKind.PORTRAIT: pictures.prepare_portrait,
    MediaKind.EMBLEM: pictures.prepare_emblem,
}

log = structlog.get_logger("civic.media")


class FileLost(Refusal):
    message = "Le fichier n’est plus sur le serveur. Envoyez-le de nouveau."


class TriedTooOften(Refusal):
    message = "Malgré plusieurs essais, ce fichier n’a pas pu être préparé. Envoyez-le de nouveau."


class Discarded(Exception):
    """Its row disappeared while we worked: there is nobody to notify."""


def _record_unprepared(*, media_id: UUID) -> None:
    media = Media.objects.filter(pk=media_id, status__in=UNFINISHED).first()
    if media is not None:
        _fail(media_id, TriedTooOften(media.problem or None))


@job(lane=Lane.FILES, otherwise=_record_unprepared)
def prepare_photo(*, media_id: UUID) -> None:
    """Photo or portrait. Does nothing if already done; leaves a sentence if it cannot be."""
    _prepare(media_id, _copies_of_photo)


@job(lane=Lane.VIDEOS, otherwise=_record_unprepared)
def prepare_video(*, media_id: UUID) -> None:
    _prepare(media_id, _copies_of_video)


def _prepare(media_id: UUID, make: Callable[[Media], dict[str, Any]]) -> None:
    media = _begin(media_id)
    if media is None:
        return
    try:
        fields = make(media)
    except Discarded:
        storage.erase(media_id)
    except storage.StorageFull as refusal:
        _set_aside(media, refusal)
        raise
    except Refusal as refusal:
        _fail(media_id, refusal)
    except FileNotFoundError:
        _fail(media_id, FileLost())
    except OSError as error:
        if storage.is_full(error):
            _set_aside(media, storage.StorageFull())
        raise
    else:
        _finish(media_id, fields)


@transaction.atomic
def _begin(media_id: UUID) -> Media | None:
    media = Media.objects.select_for_update().filter(pk=media_id, status__in=UNFINISHED).first()
    if media is None:
        return None
    media.status = MediaStatus.PROCESSING
    media.save(update_fields=["status"])
    return media


def _set_aside(media: Media, refusal: Refusal) -> None:
    """To be tried again. The reason is kept: it is what is said if nothing helps."""
    Media.objects.filter(pk=media.pk).update(status=MediaStatus.WAITING, problem=refusal.message)


@transaction.atomic
def _fail(media_id: UUID, refusal: Refusal) -> None:
    log.warning("media_failed", media=str(media_id), reason=type(refusal).__name__)
    media = Media.objects.select_for_update().filter(pk=media_id).first()
    if media is None:
        return
    media.status, media.problem = MediaStatus.FAILED, refusal.message
    media.save(update_fields=["status", "problem"])
    media_changed.send(Media, media_id=media_id, commune_id=media.commune_id)
    transaction.on_commit(lambda: storage.remove(media_id, storage.INCOMING))


def _finish(media_id: UUID, fields: dict[str, Any]) -> None:
    with transaction.atomic():
        media = Media.objects.select_for_update().filter(pk=media_id).first()
        if media is not None:
            for name, value in fields.items():
                setattr(media, name, value)
            media.status, media.problem, media.progress = MediaStatus.READY, "", 100
            media.save(update_fields=[*fields, "status", "problem", "progress"])
            media_changed.send(Media, media_id=media_id, commune_id=media.commune_id)
    if media is None:
        storage.erase(media_id)
    else:
        storage.remove(media_id, storage.INCOMING)


def _copies_of_photo(media: Media) -> dict[str, Any]:
    with storage.open_file(media.id, storage.INCOMING) as file:
        prepared = _PREPARE.get(media.kind, pictures.prepare)(file)
    return store(media_id=media.id, prepared=prepared)


def store(*, media_id: UUID, prepared: pictures.Prepared) -> dict[str, Any]:
    """Write the copies. Returns the fields of the row that describe them."""
    for variant in prepared.variants:
        storage.put(media_id, variant.name, variant.content)
    return {
        "variants": [variant.as_data() for variant in prepared.variants],
        "width": prepared.width,
        "height": prepared.height,
        "colour": prepared.colour,
    }


def _copies_of_video(media: Media) -> dict[str, Any]:
    videos.require_converter()
    with _work_folder() as folder:
        source = _local_copy(media.id, folder)
        with source.open("rb") as file:
            demuxer = videos.sniff(file, source.stat().st_size)
        facts = videos.probe(source, demuxer)
        target = folder / VIDEO
        videos.convert(source, demuxer, target, facts, _reporter(media.id))
        made = videos.probe(target, "mov")
        videos.require_whole(facts, made)
        still = folder / "still.png"
        videos.still(target, still, at=min(1.0, made.seconds / 2))
        with still.open("rb") as picture:
            fields = store(media_id=media.id, prepared=pictures.prepare_poster(picture, name=POSTER))
        with target.open("rb") as video:
            size = storage.put(media.id, VIDEO, File(video))
    fields["variants"].append(
        {"name": VIDEO, "width": made.width, "height": made.height, "bytes": size, "type": "video/mp4"}
    )
    return fields | {"width": made.width, "height": made.height, "duration": round(made.seconds)}


@contextlib.contextmanager
def _work_folder() -> Iterator[Path]:
    """Outside the storage: a worker that is killed leaves nothing there: `purge_abandoned_uploads` sweeps it."""
    with tempfile.TemporaryDirectory(prefix=WORK_PREFIX, dir=settings.FILE_UPLOAD_TEMP_DIR) as name:
        yield Path(name)


def _local_copy(media_id: UUID, folder: Path) -> Path:
    """ffmpeg reads files: the stored one where the storage is a disk, else a copy."""
    try:
        path = Path(default_storage.path(storage.key(media_id, storage.INCOMING)))
    except NotImplementedError:
        path = folder / "source"
        with storage.open_file(media_id, storage.INCOMING) as stored, path.open("wb") as copy:
            shutil.copyfileobj(stored, copy)
    if not path.exists():
        raise FileNotFoundError(path.name)
    return path


def _reporter(media_id: UUID) -> Callable[[int], None]:
    """Writes the progress every two seconds at most, and stops the work on something discarded meanwhile."""
    last = 0.0

    def report(percent: int) -> None:
        nonlocal last
        if time.monotonic() - last < 2:
            return
        last = time.monotonic()
        if not Media.objects.filter(pk=media_id).update(progress=percent):
            raise Discarded

    return report
