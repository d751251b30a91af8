"""Files arrive: judged, looked at by the scanner, put aside encrypted; then held by what they come with."""

import hashlib
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from django.core.files.base import File

from civic.core.clock import now
from civic.core.ids import new_id
from civic.core.refusals import Refusal
from civic.core.text import clean_line
from civic.core.viewer import Viewer
from civic.media import documents, uploads
from civic.media.actions import receiving
from civic.private_files import queries, rules, scanner, vault
from civic.private_files.actions.keeping import erase_without_row
from civic.private_files.actions.preparing import prepare_file
from civic.private_files.enums import FileCopy, FileKind, FileStatus
from civic.private_files.models import LONGEST_NAME, PrivateFile
from civic.private_files.refusals import FilesRefused, ScannerSilent


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """`row`: not saved yet. `digest`: of its bytes, by which a form that is sent twice is known."""

    row: PrivateFile
    digest: str


@contextmanager
def received(*, viewer: Viewer, files: "Sequence[File[bytes]]") -> Iterator[list[ReceivedFile]]:
    """Around the transaction: writing files must not hold the database. What nothing holds in the end is erased, and
    counts in the sender's day all the same: it was read, scanned and written.

    Raises FilesRefused, whose sentences are for the field that they were chosen in."""
    taken: list[ReceivedFile] = []
    try:
        if files:
            _count(viewer, files)
            _take(viewer, files, taken)
        yield taken
    finally:
        erase_without_row(file_ids=[one.row.pk for one in taken])


def hold(*, files: Sequence[ReceivedFile], held_by: UUID) -> None:
    """In the transaction of what they come with: from now on it is theirs to say who reads them."""
    for one in files:
        one.row.held_by = held_by
    for row in PrivateFile.objects.bulk_create([one.row for one in files]):
        if not row.is_ready:
            prepare_file.enqueue(file_id=row.pk)


def _count(viewer: Viewer, files: "Sequence[File[bytes]]") -> None:
    """Two at once may both find room in the commune's day: it is there against floods, not to the byte. The town hall's
    own room is not taken by residents."""
    size = sum(file.size for file in files)
    if len(files) > rules.MOST_FILES:
        raise FilesRefused(
            f"Vous avez choisi {len(files)} fichiers\u00a0: {rules.MOST_FILES} au plus par message."
        )
    if size > rules.MOST_BYTES:
        raise FilesRefused(uploads.FilesTooHeavy(rules.MOST_BYTES).message)
    of_residents = 0 if viewer.is_town_hall else queries.residents_bytes_of_day(viewer.commune.id) + size
    if of_residents > rules.COMMUNE_DAY_BYTES:
        raise FilesRefused(
            "Trop de fichiers ont été échangés dans cette commune en une journée. "
            "Réessayez demain, ou envoyez votre message sans fichier."
        )
    try:
        receiving.count_bytes(person_id=viewer.own_id, size=size, most=_day_bytes(viewer))
    except receiving.TooManyBytes as refusal:
        raise _day_is_full(viewer) from refusal


def _day_bytes(viewer: Viewer) -> int:
    """Whoever acts for a town hall has the measure of publications."""
    return receiving.DAY_BYTES if viewer.is_town_hall else rules.RESIDENT_DAY_BYTES


def _day_is_full(viewer: Viewer) -> FilesRefused:
    most = _day_bytes(viewer) // rules.MEGABYTE
    return FilesRefused(
        f"Vous avez envoyé {most}\u00a0Mo de fichiers en une journée, c’est le maximum. "
        "Réessayez demain, ou envoyez votre message sans fichier."
    )


def _take(viewer: Viewer, files: "Sequence[File[bytes]]", taken: list[ReceivedFile]) -> None:
    faults, deadline = [], time.monotonic() + scanner.SECONDS
    for position, file in enumerate(files):
        name = clean_line(file.name or "")
        try:
            taken.append(_taken(viewer, file, name, position, deadline))
        except ScannerSilent as refusal:  # nor would it answer for the others
            raise FilesRefused(refusal.message) from refusal
        except Refusal as refusal:
            faults.append(f"«\u00a0{name[:60]}\u00a0»\u00a0: {refusal.message}")
    if faults:
        raise FilesRefused(*faults)


def _taken(viewer: Viewer, file: "File[bytes]", name: str, position: int, deadline: float) -> ReceivedFile:
    is_pdf = documents.inspect(file, file.size, most=rules.MOST_BYTES) == documents.PDF
    scanner.require_clean(file, deadline=deadline)
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    row = PrivateFile(
        id=new_id(),
        position=position,
        commune_id=viewer.commune.id,
        sender_id=viewer.own_id,
        by_town_hall=viewer.is_town_hall,
        kind=FileKind.PDF if is_pdf else FileKind.PICTURE,
        status=FileStatus.READY if is_pdf else FileStatus.WAITING,
        name=_named(name, ".pdf" if is_pdf else ".webp"),
        key=vault.new_key(),
        size=file.size,
        added_at=now(),
    )
    file.seek(0)
    vault.write(row.pk, FileCopy.WHOLE if is_pdf else FileCopy.SENT, row.key, file)
    return ReceivedFile(row, digest)


def _named(name: str, ending: str) -> str:
    """As what it is: « facture.exe » that is a PDF is saved as one."""
    stem = name.rpartition(".")[0] or name or "document"
    return stem[: LONGEST_NAME - len(ending)] + ending
