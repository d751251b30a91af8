"""Where the files are: Django's storage, a folder of this machine or a bucket.

Beside the media stand sealed files: encrypted, without a row of their own here, read by few and for a short time. The
app whose documents they are says who may read one, and until when. They lie in a folder: what writes or erases one
takes turns with the rotation of keys.
"""

import contextlib
import errno
import fcntl
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from civic.core.encryption import decrypt_bytes, encrypt_bytes, renewed
from civic.core.refusals import Refusal

INCOMING = "incoming"  # the file as it was sent: never served, deleted once its variants exist
SEALED = "scelles"
_LOCK, _UNFINISHED = ".lock", ".unfinished"  # beside the folders of the sealed files

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class StorageFull(Refusal):
    message = (
        "Le serveur manque de place et n’a pas pu garder votre fichier. Nous sommes prévenus : "
        "votre texte est intact, réessayez un peu plus tard."
    )


def is_full(error: OSError) -> bool:
    return error.errno in _FULL


def folder(media_id: UUID) -> str:
    # The last two digits spread the folders; the first ones are the clock and would put everything in one.
    return f"{media_id.hex[-2:]}/{media_id}"


def key(media_id: UUID, name: str) -> str:
    return f"{folder(media_id)}/{name}"


def put(media_id: UUID, name: str, content: Any) -> int:
    """Write bytes or a Django file, over an older one of the same name. Returns the size in bytes.

    Leaves nothing half written. Raises StorageFull when the disk or the quota is.
    """
    file = ContentFile(content) if isinstance(content, bytes) else content
    return write(key(media_id, name), file)


def write(path: str, file: Any) -> int:
    """As `put`, wherever it is."""
    if default_storage.exists(path):
        default_storage.delete(path)
    try:
        written = default_storage.save(path, file)
        if written != path:  # somebody else writes the same name now: let one of the two win
            default_storage.delete(written)
            raise FileExistsError(path)
        return default_storage.size(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            if not isinstance(error, FileExistsError):
                default_storage.delete(path)
        if is_full(error):
            raise StorageFull from error
        raise


def open_file(media_id: UUID, name: str) -> Any:
    """An open Django file. Raises FileNotFoundError."""
    return default_storage.open(key(media_id, name), "rb")


def remove(media_id: UUID, name: str) -> None:
    default_storage.delete(key(media_id, name))


def erase(media_id: UUID) -> None:
    """Every file of a media, whatever its name. Harmless when there is none."""
    erase_folder(folder(media_id))


def erase_folder(path: str) -> None:
    try:
        _, names = default_storage.listdir(path)
    except FileNotFoundError:
        return
    for name in names:
        default_storage.delete(f"{path}/{name}")
    with contextlib.suppress(OSError):  # a folder of a disk; a bucket has none
        default_storage.delete(path)


def _sealed_key(file_id: UUID) -> str:
    return f"{SEALED}/{file_id.hex[-2:]}/{file_id}"


@contextlib.contextmanager
def _alone() -> Iterator[Path]:
    """The folder of the sealed files, where nobody else writes meanwhile, on this machine or another that shares it."""
    folder = Path(default_storage.path(SEALED))
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / _LOCK).open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder


def seal(file_id: UUID, content: bytes) -> None:
    """Keep the bytes encrypted, over older ones. Raises StorageFull as `put` does."""
    sealed = ContentFile(encrypt_bytes(content))
    with _alone():
        write(_sealed_key(file_id), sealed)


def unseal(file_id: UUID) -> bytes:
    """Raises FileNotFoundError."""
    with default_storage.open(_sealed_key(file_id), "rb") as file:
        return decrypt_bytes(file.read())


def renew_sealed(file_id: UUID) -> bool:
    """By the first key; whether there was something to write. Who reads meanwhile finds the one or the other, what was
    written or erased since it was read stays so. Raises UnreadableValue."""
    path = Path(default_storage.path(_sealed_key(file_id)))
    try:
        token = path.read_bytes()
        if (again := renewed(token)) is None:
            return False
        with _alone() as folder:
            if path.read_bytes() != token:
                return True  # somebody wrote it meanwhile: the next pass looks again
            unfinished = folder / _UNFINISHED
            with unfinished.open("wb") as file:
                file.write(again)
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(path)
    except FileNotFoundError:  # erased meanwhile
        return False
    return True


def erase_sealed(file_id: UUID) -> None:
    """With what a rotation that was killed may have left of it. Harmless when there is none."""
    with _alone() as folder:
        default_storage.delete(_sealed_key(file_id))
        (folder / _UNFINISHED).unlink(missing_ok=True)


def sealed_files() -> Iterator[UUID]:
    """Keys of all sealed files."""
    try:
        folders = default_storage.listdir(SEALED)[0]
    except FileNotFoundError:
        return
    for folder in folders:
        for name in default_storage.listdir(f"{SEALED}/{folder}")[1]:
            # What a file system leaves behind must not keep the others from being erased.
            with contextlib.suppress(ValueError):
                yield UUID(name)


def sealed_before(moment: datetime) -> Iterator[UUID]:
    """Keys of those that are older than that; the id itself says when it was made."""
    for file_id in sealed_files():
        if datetime.fromtimestamp((file_id.int >> 80) / 1000, UTC) < moment:
            yield file_id
