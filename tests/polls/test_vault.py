"""The secrets of open polls: on the disk before a poll is open, in two copies, and gone with its close."""

import os
import stat
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection, transaction

from civic.contents import actions as contents
from civic.contents.enums import Status
from civic.core.clock import UNDO_FOR, now
from civic.polls import vault
from civic.polls.actions import counting, erasing, managing
from civic.polls.models import BallotBox, Poll
from tests.polls.factories import PollFactory, vote


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.POLL_SECRETS_DIR = tmp_path / "volume" / "secrets"
    return settings.POLL_SECRETS_DIR


def names(folder):
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_it_is_written_twice_for_its_owner_alone(folder):
    poll_id = uuid4()
    secret = vault.create(poll_id)
    assert len(secret) == 32
    assert names(folder) == [f"{poll_id.hex}.1", f"{poll_id.hex}.2"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    "harm", [Path.unlink, lambda path: path.write_bytes(b""), lambda path: path.write_bytes(b"x" * 64)]
)
@pytest.mark.parametrize("copy", ["1", "2"])
def test_either_copy_will_do(folder, harm, copy):
    poll_id = uuid4()
    secret = vault.create(poll_id)
    harm(folder / f"{poll_id.hex}.{copy}")
    assert vault.read(poll_id) == secret
    harm(folder / f"{poll_id.hex}.{3 - int(copy)}")
    with pytest.raises(vault.SecretLost):
        vault.read(poll_id)


def test_that_of_another_poll_is_none(folder):
    poll_id, other_id = uuid4(), uuid4()
    vault.create(poll_id)
    for copy in ("1", "2"):
        (folder / f"{poll_id.hex}.{copy}").rename(folder / f"{other_id.hex}.{copy}")
    with pytest.raises(vault.SecretLost):
        vault.read(other_id)


def test_bytes_and_names_are_on_the_disk_before_it_is_used(folder, monkeypatch):
    """Every file, then the folder that names them, as the last thing."""
    synced = []
    real = os.fsync

    def fsync(descriptor):
        synced.append(Path(os.readlink(f"/proc/self/fd/{descriptor}")).name)
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    poll_id = uuid4()
    vault.create(poll_id)
    assert synced == [f"{poll_id.hex}.1.new", f"{poll_id.hex}.2.new", folder.name, folder.parent.name]
    synced.clear()
    vault.erase(poll_id)
    assert synced == [f"{poll_id.hex}.1", f"{poll_id.hex}.2", folder.name]


def test_it_is_overwritten_before_it_is_unlinked(folder, monkeypatch):
    poll_id = uuid4()
    secret = vault.create(poll_id)
    unlinked = []
    real = Path.unlink

    def unlink(path, **options):
        unlinked.append(path.read_bytes())
        real(path, **options)

    monkeypatch.setattr(Path, "unlink", unlink)
    vault.erase(poll_id)
    assert len(unlinked) == 2
    assert not any(secret[at : at + 4] in content for content in unlinked for at in range(29))
    assert names(folder) == []
    vault.erase(poll_id)


def full(descriptor):
    raise OSError("full")


@pytest.mark.django_db
def test_a_poll_opens_with_its_secret_and_not_without(folder, commune, mayor, monkeypatch):
    planned = PollFactory(commune=commune, author=mayor, status=Status.SCHEDULED)
    assert names(folder) == []
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="full"):
            contents.publish_due(label="polls.poll", content_id=planned.pk)
    planned.refresh_from_db()
    assert planned.is_scheduled
    contents.publish_due(label="polls.poll", content_id=planned.pk)
    planned.refresh_from_db()
    assert planned.is_open
    assert vault.read(planned.pk)


@pytest.mark.django_db(transaction=True)
def test_what_an_opening_that_was_not_committed_left_is_swept(folder, poll):
    """After a day, by its own: that of an open poll stays whatever its age."""
    orphan = uuid4()
    vault.create(orphan)
    (folder / f"{orphan.hex}.1.new").write_bytes(b"half")
    erasing.erase_all_traces()
    assert vault.read(orphan)
    old = (now() - timedelta(days=1, minutes=1)).timestamp()
    for path in folder.iterdir():
        os.utime(path, (old, old))
    erasing.erase_all_traces()
    assert names(folder) == [f"{poll.pk.hex}.1", f"{poll.pk.hex}.2"]


@transaction.atomic
def close_and_take_it_back(poll, run_jobs):
    counting.close_poll(poll_id=poll.pk)
    run_jobs()
    transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_it_goes_once_the_close_is_committed(folder, poll, residents_of, commune, clock, run_jobs):
    for person in residents_of(commune, 5):
        vote(poll, person, 1)
    clock.at(poll.closes_at)
    close_and_take_it_back(poll, run_jobs)
    assert vault.read(poll.pk)
    assert BallotBox.objects.exists()
    counting.close_poll(poll_id=poll.pk)
    run_jobs()
    assert Poll.objects.get().ballots == 5
    assert names(folder) == []


@pytest.mark.django_db(transaction=True)
def test_that_of_an_open_poll_is_never_erased(poll):
    erasing.erase_traces(poll_id=poll.pk)
    assert vault.read(poll.pk)


@pytest.mark.django_db(transaction=True)
def test_it_goes_with_a_poll_that_is_removed(folder, poll, mayor, viewer_of, clock, run_jobs):
    managing.remove_poll(viewer=viewer_of(mayor, poll.commune), poll_id=poll.pk)
    run_jobs()
    assert vault.read(poll.pk)  # it can still be restored
    clock.at(now() + UNDO_FOR + timedelta(minutes=1))
    run_jobs()
    assert not Poll.objects.exists()
    assert names(folder) == []


@pytest.mark.django_db(transaction=True)
def test_the_engine_lets_go_of_what_was_deleted_and_says_when_it_cannot(poll, clock):
    """A reader that holds what was there before: the job fails, and is tried again."""
    clock.at(poll.closes_at)
    counting.close_poll(poll_id=poll.pk)
    other = connection.copy()
    if connection.vendor == "sqlite":
        other.settings_dict["OPTIONS"] = connection.settings_dict["OPTIONS"] | {"timeout": 0}
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA secure_delete")
            assert cursor.fetchone() == (1,)
            cursor.execute("PRAGMA busy_timeout = 50")
    BallotBox.objects.create(poll=poll, tally=b"")
    try:
        with other.cursor() as reader:
            reader.execute(
                "BEGIN ISOLATION LEVEL REPEATABLE READ" if other.vendor == "postgresql" else "BEGIN"
            )
            reader.execute("SELECT count(*) FROM polls_ballotbox")
            BallotBox.objects.all().delete()
            with pytest.raises(erasing.TracesInUse):
                erasing.erase_traces(poll_id=poll.pk)
            reader.execute("COMMIT")
    finally:
        other.close()
    erasing.erase_traces(poll_id=poll.pk)


def test_what_else_lies_in_the_folder_is_the_secret_of_no_poll(folder):
    poll_id = uuid4()
    vault.create(poll_id)
    for stray in ("README.txt", ".nfs0001.x", ".gitkeep"):
        (folder / stray).write_text("x")
    assert list(vault.written_before(now() + timedelta(days=3650))) == [poll_id]
