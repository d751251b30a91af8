"""A picture becomes clean copies of itself, without what the phone wrote into it. Twice does it once."""

import io
from uuid import UUID

from django.db import transaction

from civic.core.jobs import Lane, job
from civic.core.refusals import Refusal
from civic.media import pictures
from civic.private_files import vault
from civic.private_files.actions.keeping import erase_without_row
from civic.private_files.enums import FileCopy, FileStatus
from civic.private_files.events import file_changed
from civic.private_files.models import PrivateFile


def _waiting(file_id: UUID) -> PrivateFile | None:
    return PrivateFile.objects.filter(pk=file_id, status=FileStatus.WAITING).first()


def _record_unprepared(*, file_id: UUID) -> None:
    if file := _waiting(file_id):
        _finish(file, FileStatus.FAILED)


@job(lane=Lane.FILES, otherwise=_record_unprepared)
def prepare_file(*, file_id: UUID) -> None:
    file = _waiting(file_id)
    if file is None:
        vault.erase_copy(file_id, FileCopy.SENT)  # of a worker that stopped just before
        return
    try:
        sent = io.BytesIO(b"".join(vault.read(file.pk, FileCopy.SENT, file.key)))
        small, whole = pictures.prepare_private(sent)
    except (FileNotFoundError, Refusal):
        _finish(file, FileStatus.FAILED)
        return
    vault.write(file.pk, FileCopy.SMALL, file.key, io.BytesIO(small.content))
    vault.write(file.pk, FileCopy.WHOLE, file.key, io.BytesIO(whole.content))
    file.size, file.width, file.height = len(whole.content), small.width, small.height
    _finish(file, FileStatus.READY)


@transaction.atomic
def _finish(file: PrivateFile, status: FileStatus) -> None:
    file.status = status
    fields = {name: getattr(file, name) for name in ("status", "size", "width", "height")}
    is_there = PrivateFile.objects.filter(pk=file.pk, status=FileStatus.WAITING).update(**fields)
    if not is_there:  # erased meanwhile, or prepared by a second worker
        transaction.on_commit(lambda: erase_without_row(file_ids=[file.pk]), robust=True)
        return
    file_changed.send(PrivateFile, file=file)
    transaction.on_commit(lambda: vault.erase_copy(file.pk, FileCopy.SENT), robust=True)
