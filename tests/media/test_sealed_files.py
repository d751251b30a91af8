"""Sealed files, while the keys are rotated."""

from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage

from civic.media import storage
from tests.core.keys import NEW, OLD


@pytest.fixture
def sealed(settings):
    file_id = uuid4()
    settings.ENCRYPTION_KEYS = [OLD]
    storage.seal(file_id, b"as it was sent")
    settings.ENCRYPTION_KEYS = [NEW, OLD]
    return file_id


@pytest.fixture
def before_writing(monkeypatch):
    """Does this once what a file says was read."""

    def arrange(action):
        renewed = storage.renewed

        def interrupted(token):
            again = renewed(token)
            action()
            return again

        monkeypatch.setattr(storage, "renewed", interrupted)

    return arrange


def test_a_file_written_meanwhile_stays(sealed, before_writing):
    before_writing(lambda: storage.seal(sealed, b"drawn again"))
    assert storage.renew_sealed(sealed)
    assert storage.unseal(sealed) == b"drawn again"


def test_a_file_erased_meanwhile_stays_erased(sealed, before_writing):
    before_writing(lambda: storage.erase_sealed(sealed))
    assert not storage.renew_sealed(sealed)
    assert list(storage.sealed_files()) == []


def test_a_rotation_that_was_killed_leaves_the_file_and_no_copy(sealed, monkeypatch):
    def killed(descriptor):
        raise SystemExit

    monkeypatch.setattr(storage.os, "fsync", killed)
    with pytest.raises(SystemExit):
        storage.renew_sealed(sealed)
    assert storage.unseal(sealed) == b"as it was sent"
    assert len(_files()) == 2
    storage.erase_sealed(sealed)
    assert _files() == []
    assert list(storage.sealed_files()) == []


def _files():
    return [
        path for path in Path(default_storage.location).rglob("*") if path.is_file() and path.name != ".lock"
    ]
