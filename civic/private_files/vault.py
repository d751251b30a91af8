"""Where the bytes of private files are: in the storage, encrypted as they arrive and decrypted as they are read, piece
by piece (decision 0045).

A copy is `MAGIC`, a prefix drawn for it, then its pieces by AES-256-GCM, of PIECE bytes but for the last, with 16 more.
The nonce of a piece is the prefix, its number (4 bytes) and whether it is the last (1 byte); the file's id and the name
of the copy are authenticated with it. What was cut off, put in another order or under another file does not open.
"""

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Generator, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import IO, Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.files.base import File
from django.core.files.storage import default_storage

from civic.core.encryption import UnreadableValue
from civic.media import storage
from civic.private_files.enums import FileCopy

MAGIC = b"PF01"
PIECE = 64 * 1024
PREFIX, TAG = 7, 16
FOLDER = "prives"


def new_key() -> str:
    """For one file, and all copies of it."""
    return urlsafe_b64encode(AESGCM.generate_key(256)).decode()


def write(file_id: UUID, copy: FileCopy, key: str, content: IO[bytes]) -> None:
    """From where `content` stands to its end. Raises StorageFull; leaves nothing half written."""
    storage.write(_place(file_id, copy), _Sealed(_Cipher(file_id, copy, key), content))


def read(file_id: UUID, copy: FileCopy, key: str) -> Iterator[bytes]:
    """Its pieces. Raises FileNotFoundError or UnreadableValue at once; where a later piece is not what was written,
    after those before it. Nothing stays open where nobody asks for them."""
    first = _opened(_Cipher(file_id, copy, key), _place(file_id, copy))
    next(first)
    first.close()
    return _opened(_Cipher(file_id, copy, key), _place(file_id, copy))


def erase_copy(file_id: UUID, copy: FileCopy) -> None:
    default_storage.delete(_place(file_id, copy))


def erase(file_id: UUID) -> None:
    """All copies. Harmless when there is none."""
    storage.erase_folder(_folder(file_id))


def written_before(moment: datetime) -> Iterator[UUID]:
    """The files that have copies and are older than that; the id itself says when it was made."""
    try:
        folders = default_storage.listdir(FOLDER)[0]
    except FileNotFoundError:
        return
    for folder in folders:
        for name in default_storage.listdir(f"{FOLDER}/{folder}")[0]:
            # What a file system leaves behind must not keep the others from being erased.
            with suppress(ValueError):
                file_id = UUID(name)
                if datetime.fromtimestamp((file_id.int >> 80) / 1000, UTC) < moment:
                    yield file_id


def _folder(file_id: UUID) -> str:
    return f"{FOLDER}/{file_id.hex[-2:]}/{file_id}"


def _place(file_id: UUID, copy: FileCopy) -> str:
    return f"{_folder(file_id)}/{copy.value}"


class _Cipher:
    def __init__(self, file_id: UUID, copy: FileCopy, key: str) -> None:
        self.aes = AESGCM(urlsafe_b64decode(key))
        self.context = file_id.bytes + copy.value.encode()

    def seal(self, prefix: bytes, number: int, piece: bytes, *, is_last: bool) -> bytes:
        return self.aes.encrypt(_nonce(prefix, number, is_last), piece, self.context)

    def open(self, prefix: bytes, number: int, piece: bytes, *, is_last: bool) -> bytes:
        try:
            return self.aes.decrypt(_nonce(prefix, number, is_last), piece, self.context)
        except InvalidTag as error:
            raise UnreadableValue from error


def _nonce(prefix: bytes, number: int, is_last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + bytes([is_last])


class _Sealed(File):  # type: ignore[type-arg]
    """What the storage writes down."""

    def __init__(self, cipher: _Cipher, content: IO[bytes]) -> None:
        super().__init__(content, name="")
        self.cipher = cipher

    def chunks(self, chunk_size: int | None = None) -> Iterator[Any]:
        prefix = os.urandom(PREFIX)
        yield MAGIC + prefix
        for number, (piece, is_last) in enumerate(_pieces(self.file, PIECE)):
            yield self.cipher.seal(prefix, number, piece, is_last=is_last)


def _opened(cipher: _Cipher, place: str) -> Generator[bytes]:
    with default_storage.open(place, "rb") as file:
        beginning = file.read(len(MAGIC) + PREFIX)
        if not beginning.startswith(MAGIC):
            raise UnreadableValue
        prefix = beginning.removeprefix(MAGIC)
        for number, (piece, is_last) in enumerate(_pieces(file, PIECE + TAG)):
            yield cipher.open(prefix, number, piece, is_last=is_last)


def _pieces(file: Any, size: int) -> Iterator[tuple[bytes, bool]]:
    """Each with whether it is the last; one empty piece of an empty file."""
    piece = file.read(size)
    while following := file.read(size):
        yield piece, False
        piece = following
    yield piece, True
