"""The secrets of open polls: files in a directory of their own, on no backup and in no table.

Each is written twice, and either copy will do: without it no ballot of its poll can be opened, by anybody. It is on
the disk before the opening of the poll is committed, and overwritten once its close is.
"""

import os
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from secrets import token_bytes
from uuid import UUID

from django.conf import settings

_SIZE = 32
_COPIES = (".1", ".2")
_UNFINISHED = ".new"
_HEX = re.compile("[0-9a-f]{32}")


class SecretLost(Exception):
    """Neither copy is there, or whole."""


def create(poll_id: UUID) -> bytes:
    """A new one, instead of what an opening that was not committed left."""
    secret = token_bytes(_SIZE)
    folder = _folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for copy in _copies(poll_id):
        unfinished = copy.with_name(copy.name + _UNFINISHED)
        _write(unfinished, secret + _digest(poll_id, secret), os.O_CREAT | os.O_TRUNC)
        unfinished.replace(copy)
    _sync(folder)
    _sync(folder.parent)
    return secret


def read(poll_id: UUID) -> bytes:
    for copy in _copies(poll_id):
        try:
            content = copy.read_bytes()
        except OSError:
            continue
        secret, digest = content[:_SIZE], content[_SIZE:]
        if digest == _digest(poll_id, secret):
            return secret
    raise SecretLost


def erase(poll_id: UUID) -> None:
    """Overwritten, then unlinked. Nothing is left to do the second time."""
    for copy in _copies(poll_id):
        for path in (copy, copy.with_name(copy.name + _UNFINISHED)):
            if path.exists():
                _write(path, token_bytes(2 * _SIZE), 0)
                path.unlink(missing_ok=True)
    if _folder().exists():
        _sync(_folder())


def written_before(moment: datetime) -> Iterator[UUID]:
    """The polls of all files that are older. What else lies in the folder is none."""
    seen = set()
    for path in _folder().glob("*.*"):
        name = path.name.partition(".")[0]
        if _HEX.fullmatch(name) and name not in seen and _age(path, moment) > timedelta(0):
            seen.add(name)
            yield UUID(hex=name)


def _age(path: Path, moment: datetime) -> timedelta:
    return moment - datetime.fromtimestamp(path.stat().st_mtime, moment.tzinfo)


def _folder() -> Path:
    return Path(settings.POLL_SECRETS_DIR)


def _copies(poll_id: UUID) -> list[Path]:
    return [_folder() / f"{poll_id.hex}{ending}" for ending in _COPIES]


def _digest(poll_id: UUID, secret: bytes) -> bytes:
    """A file that was cut, damaged, or is another poll's is none."""
    return sha256(poll_id.bytes + secret).digest()


def _write(path: Path, content: bytes, flags: int) -> None:
    descriptor = os.open(path, os.O_WRONLY | flags, 0o600)
    with open(descriptor, "wb", buffering=0) as file:
        file.write(content)
        os.fsync(descriptor)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
