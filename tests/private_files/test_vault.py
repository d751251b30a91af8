"""What lies in the storage: it opens whole, in bounded memory, and only as what it was written as."""

import io
import tracemalloc
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage

from civic.core.clock import now
from civic.core.encryption import UnreadableValue
from civic.core.ids import new_id
from civic.media.storage import StorageFull
from civic.private_files import vault
from civic.private_files.enums import FileCopy
from civic.private_files.vault import MAGIC, PIECE, PREFIX, TAG

HEAD = len(MAGIC) + PREFIX


@pytest.fixture
def key():
    return vault.new_key()


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def written(content: bytes, key: str):
    file_id = new_id()
    vault.write(file_id, FileCopy.WHOLE, key, io.BytesIO(content))
    return file_id, Path(default_storage.path(f"prives/{file_id.hex[-2:]}/{file_id}/entier"))


def opened(file_id, key: str) -> bytes:
    return b"".join(vault.read(file_id, FileCopy.WHOLE, key))


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE])
def test_what_was_written_is_read(key, size):
    content = bytes(range(256)) * (size // 256) + b"x" * (size % 256)
    file_id, path = written(content, key)
    assert opened(file_id, key) == content
    assert size < 16 or content[:64] not in path.read_bytes()  # of a single byte, chance writes one as well


def test_the_same_bytes_never_look_the_same(key):
    (_, one), (_, other) = written(b"pareil", key), written(b"pareil", key)
    assert one.read_bytes()[HEAD:] != other.read_bytes()[HEAD:]


BREAKS = {
    "a bit": lambda raw: raw[:-1] + bytes([raw[-1] ^ 1]),
    "the last piece is gone": lambda raw: raw[: HEAD + 2 * (PIECE + TAG)],
    "cut within a piece": lambda raw: raw[:-10],
    "two pieces change places": lambda raw: (
        raw[:HEAD]
        + raw[HEAD + PIECE + TAG : HEAD + 2 * (PIECE + TAG)]
        + raw[HEAD : HEAD + PIECE + TAG]
        + raw[HEAD + 2 * (PIECE + TAG) :]
    ),
    "something after it": lambda raw: raw + b"more",
    "nothing of ours": lambda raw: b"%PDF-1.7",
    "empty": lambda raw: b"",
}


@pytest.mark.parametrize("broken", BREAKS.values(), ids=BREAKS)
def test_what_was_changed_does_not_open(key, broken):
    file_id, path = written(bytes(2 * PIECE + 100), key)
    path.write_bytes(broken(path.read_bytes()))
    with pytest.raises(UnreadableValue):
        opened(file_id, key)


def test_it_opens_by_its_own_key_alone_and_as_itself_alone(key):
    file_id, path = written(b"secret", key)
    with pytest.raises(UnreadableValue):
        opened(file_id, vault.new_key())
    other_id, other_path = written(b"autre", key)
    other_path.write_bytes(path.read_bytes())
    with pytest.raises(UnreadableValue):
        opened(other_id, key)
    with pytest.raises(FileNotFoundError):
        next(vault.read(file_id, FileCopy.SMALL, key))


def test_neither_way_holds_the_whole_in_memory(key, tmp_path):
    big = tmp_path / "big"
    with big.open("wb") as file:
        file.truncate(30 * 1024**2)
    file_id = new_id()
    tracemalloc.start()
    with big.open("rb") as file:
        vault.write(file_id, FileCopy.WHOLE, key, file)
    assert sum(len(piece) for piece in vault.read(file_id, FileCopy.WHOLE, key)) == 30 * 1024**2
    assert tracemalloc.get_traced_memory()[1] < 2 * 1024**2
    tracemalloc.stop()


def test_a_full_disk_leaves_nothing(key, monkeypatch):
    class Full(io.BytesIO):
        def read(self, size=-1):
            raise OSError(28, "No space left on device")

    with pytest.raises(StorageFull):
        vault.write(new_id(), FileCopy.WHOLE, key, Full())
    assert not [path for path in Path(default_storage.location).rglob("*") if path.is_file()]


def test_erased_it_is_gone_with_its_folder_and_again_without_harm(key):
    file_id, path = written(b"secret", key)
    for _ in range(2):
        vault.erase(file_id)
    assert not path.parent.exists()


def test_old_ones_are_known_by_their_id(key):
    file_id, _ = written(b"secret", key)
    assert list(vault.written_before(now() - timedelta(hours=1))) == []
    assert list(vault.written_before(now() + timedelta(hours=1))) == [file_id]


def test_a_foreign_folder_keeps_none_from_being_known(key):
    file_id, path = written(b"secret", key)
    (path.parent.parent / "lost+found").mkdir()
    assert list(vault.written_before(now() + timedelta(hours=1))) == [file_id]
