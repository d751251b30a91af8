"""Files are copied with what somebody reports: they can be judged once the message that they came with is gone."""

from collections.abc import Collection
from contextlib import suppress
from tempfile import SpooledTemporaryFile
from uuid import UUID

from civic.core.encryption import UnreadableValue
from civic.core.ids import new_id
from civic.private_files import vault
from civic.private_files.enums import FileCopy, FileStatus
from civic.private_files.models import PrivateFile

_IN_MEMORY = 1024**2  # bytes; beyond, on the disk


def copy_files(*, held_by: Collection[UUID], to: UUID) -> None:
    """In the caller's transaction: those that open, each under a key of its own. Bytes without a row, where that
    transaction fails, go with the sweep of the night."""
    if held_by:
        rows = PrivateFile.objects.filter(held_by__in=held_by, status=FileStatus.READY)
        for position, file in enumerate(rows.order_by("held_by", "position")):
            with suppress(UnreadableValue, FileNotFoundError):
                _copy(file, to, position)


def _copy(file: PrivateFile, to: UUID, position: int) -> None:
    pieces = vault.read(file.pk, FileCopy.WHOLE, file.key)
    copied = PrivateFile(
        id=new_id(),
        held_by=to,
        position=position,
        commune_id=file.commune_id,
        sender_id=file.sender_id,
        kind=file.kind,
        status=FileStatus.READY,
        name=file.name,
        key=vault.new_key(),
        size=file.size,
        added_at=file.added_at,
    )
    with SpooledTemporaryFile(max_size=_IN_MEMORY) as content:
        content.writelines(pieces)
        content.seek(0)
        vault.write(copied.pk, FileCopy.WHOLE, copied.key, content)
    copied.save()
