"""From the day a file is used to the day it is gone."""

import shutil
import tempfile
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet

from civic.core.clock import now
from civic.core.jobs import Lane, job
from civic.core.refusals import Refusal
from civic.media import storage
from civic.media.actions.preparing import WORK_PREFIX
from civic.media.enums import Audience, MediaStatus
from civic.media.events import media_changed
from civic.media.models import LinkPreview, Media, UploadedBytes

UNUSED_FOR = timedelta(hours=24)


class AlreadyUsed(Refusal):
    message = (
        "Une photo, une vidéo ou un lien de ce formulaire sert déjà ailleurs. "
        "Retirez-le, puis ajoutez-le de nouveau depuis votre appareil."
    )


@transaction.atomic
def attach(
    *,
    commune_id: int,
    used_by: UUID,
    audience: Audience,
    media_ids: Collection[UUID] = (),
    link_ids: Collection[UUID] = (),
) -> None:
    """The content `used_by` shows them now: they stay, for it alone, so that erasing it takes from nothing else.

    Call in the transaction that writes the use, after `usable_media`. Raises AlreadyUsed when another content was
    first; of two at once, the second waits for the first one's row and finds it taken.
    """
    media = Media.objects.filter(commune_id=commune_id, pk__in=media_ids)
    links = LinkPreview.objects.filter(commune_id=commune_id, pk__in=link_ids)
    moment = now()
    for things in (media, links):
        new = things.filter(used_by=None)
        failed = list(new.filter(status=MediaStatus.FAILED).values_list("pk", flat=True))
        new.update(used_by=used_by, attached_at=moment)
        for failed_id in failed:  # before it was used: nobody could be told where it is missing
            media_changed.send(things.model, media_id=failed_id, commune_id=commune_id)
        if things.exclude(used_by=used_by).exists():
            raise AlreadyUsed
    _show_to(audience, media, links)


@transaction.atomic
def set_audience(
    *, audience: Audience, media_ids: Collection[UUID] = (), link_ids: Collection[UUID] = ()
) -> None:
    """What uses them changed hands: they follow, at the next request."""
    _show_to(audience, Media.objects.filter(pk__in=media_ids), LinkPreview.objects.filter(pk__in=link_ids))


def _show_to(audience: Audience, media: QuerySet[Media], links: QuerySet[LinkPreview]) -> None:
    media.update(audience=audience)
    links.update(audience=audience)
    Media.objects.filter(pk__in=links.values("picture")).update(audience=audience)


@transaction.atomic
def discard(*, media_ids: Collection[UUID] = (), link_ids: Collection[UUID] = ()) -> None:
    """Rows now, files as soon as the transaction holds: their addresses answer 404 from then on."""
    links = LinkPreview.objects.filter(pk__in=link_ids)
    gone = set(media_ids) | set(links.exclude(picture=None).values_list("picture_id", flat=True))
    links.delete()
    Media.objects.filter(pk__in=gone).delete()
    if gone:
        # In the same transaction, so that a crash right after it still leaves no file behind.
        erase_files.enqueue(media_ids=list(gone))
        transaction.on_commit(lambda: erase_files(media_ids=list(gone)), robust=True)


@job(lane=Lane.UPKEEP)
def erase_files(*, media_ids: list[UUID]) -> None:
    """Of media whose rows are gone."""
    existing = set(Media.objects.filter(pk__in=media_ids).values_list("pk", flat=True))
    for media_id in set(media_ids) - existing:
        storage.erase(media_id)


@job(lane=Lane.UPKEEP)
def purge_abandoned_uploads() -> int:
    """What nothing uses after a day: uploads, link cards, stray files; and how much was sent two days ago. Returns how
    many uploads and cards went."""
    before = now() - UNUSED_FOR
    UploadedBytes.objects.filter(hour__lt=before - UNUSED_FOR).delete()
    discarded = discard_unused(created_at__lt=before)
    _erase_strays(before)
    _sweep_work_folders(before)
    return discarded


def discard_unused(**which: Any) -> int:
    """Those uploads and link cards that nothing uses. Returns how many."""
    media_ids, link_ids = (
        list(model.objects.filter(attached_at=None, **which).values_list("pk", flat=True))
        for model in (Media, LinkPreview)
    )
    discard(media_ids=media_ids, link_ids=link_ids)
    return len(media_ids) + len(link_ids)


def _erase_strays(before: datetime) -> None:
    """Files whose row was never written: the machine stopped in between. The id itself says when that was."""
    try:
        folders = default_storage.listdir("")[0]
    except FileNotFoundError:
        return
    for folder in folders:
        old = [
            media_id
            for name in default_storage.listdir(folder)[0]
            if (media_id := _dated_before(name, before))
        ]
        erase_files(media_ids=old)


def _dated_before(name: str, before: datetime) -> UUID | None:
    try:
        media_id = UUID(name)
    except ValueError:
        return None
    made_at = datetime.fromtimestamp((media_id.int >> 80) / 1000, UTC)
    return media_id if made_at < before else None


def _sweep_work_folders(before: datetime) -> None:
    """Of workers that were killed on this machine."""
    for folder in Path(settings.FILE_UPLOAD_TEMP_DIR or tempfile.gettempdir()).glob(f"{WORK_PREFIX}*"):
        if folder.stat().st_mtime < before.timestamp():
            shutil.rmtree(folder, ignore_errors=True)
