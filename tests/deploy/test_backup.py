"""What is backed up comes back: the real scripts on a real PostgreSQL."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.postgresql import NoPostgreSQL, find_programs, private_cluster

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"


@pytest.fixture
def url() -> Iterator[str]:
    try:
        find_programs()
    except NoPostgreSQL as reason:
        pytest.skip(str(reason))
    with private_cluster() as cluster, psycopg.connect(cluster, autocommit=True) as connection:
        # A password that a URL has to encode, as real ones do.
        connection.execute("create role civic login superuser password 'é@:/%'")
        connection.execute("create database fresh template template0")
        yield cluster.replace(cluster.split("://")[1].split("@")[0], "civic:%C3%A9%40%3A%2F%25")


def call(
    script: str, argument: Path, url: str, media: Path, **extra: str
) -> subprocess.CompletedProcess[str]:
    path = f"{find_programs()}:{os.environ['PATH']}"
    key = media.parent / "backup-key"
    key.write_text("phrase de passe des sauvegardes")
    env = {"PATH": path, "DATABASE_URL": url, "MEDIA_DIR": str(media), "BACKUP_KEY_FILE": str(key)} | extra
    return subprocess.run([DEPLOY / script, argument], env=env, capture_output=True, text=True)


def test_backup_comes_back_whole_and_never_over_anything(url: str, tmp_path: Path) -> None:
    media = tmp_path / "media"
    (media / "photos").mkdir(parents=True)
    (media / "photos" / "été.webp").write_bytes(b"\x00pixels")
    with psycopg.connect(url) as connection:
        connection.execute("create table notes (words text)")
        connection.execute("insert into notes values ('Fête de la Saint-Laurent')")

    done = call("backup.sh", tmp_path / "backups", url, media)
    assert done.returncode == 0, done.stderr
    backup = Path(done.stdout.strip())
    assert sorted(p.name for p in backup.iterdir()) == ["SHA256SUMS", "database.dump.gpg", "media.tar.gpg"]
    for file in backup.iterdir():
        for words in ("Saint-Laurent", "été.webp", "pixels", "notes"):
            assert words.encode() not in file.read_bytes()

    fresh = url.rsplit("/", 1)[0] + "/fresh"
    restored = tmp_path / "restored"
    done = call("restore.sh", backup, fresh, restored)
    assert done.returncode == 0, done.stderr
    assert (restored / "photos" / "été.webp").read_bytes() == b"\x00pixels"
    with psycopg.connect(fresh) as connection:
        assert connection.execute("select words from notes").fetchall() == [("Fête de la Saint-Laurent",)]

    again = call("restore.sh", backup, fresh, tmp_path / "elsewhere")
    assert again.returncode == 3
    assert "not empty" in again.stderr
    over_files = call("restore.sh", backup, url.rsplit("/", 1)[0] + "/template1", restored)
    assert over_files.returncode == 3
    assert "media folder" in over_files.stderr


def test_damaged_backup_is_refused_before_anything_is_written(url: str, tmp_path: Path) -> None:
    media = tmp_path / "media"
    media.mkdir()
    backup = Path(call("backup.sh", tmp_path / "backups", url, media).stdout.strip())
    with (backup / "media.tar.gpg").open("ab") as file:
        file.write(b"x")
    done = call("restore.sh", backup, url.rsplit("/", 1)[0] + "/fresh", tmp_path / "restored")
    assert done.returncode != 0
    assert not (tmp_path / "restored").exists()


@pytest.mark.parametrize("inside", ["media/secrets", "backups/secrets"])
def test_secrets_of_polls_are_never_backed_up(url: str, tmp_path: Path, inside: str) -> None:
    media, secrets = tmp_path / "media", tmp_path / inside
    for folder in (media, secrets):
        folder.mkdir(parents=True, exist_ok=True)
    done = call("backup.sh", tmp_path / "backups", url, media, POLL_SECRETS_DIR=str(secrets))
    assert done.returncode == 4
    assert "POLL_SECRETS_DIR" in done.stderr
    assert not list((tmp_path / "backups").glob("2*Z"))


def test_failed_backup_leaves_nothing_that_looks_like_one(url: str, tmp_path: Path) -> None:
    done = call("backup.sh", tmp_path / "backups", url, tmp_path / "no-such-media")
    assert done.returncode != 0
    assert list((tmp_path / "backups").iterdir()) == []


def test_only_the_newest_backups_are_kept(url: str, tmp_path: Path) -> None:
    media, folder = tmp_path / "media", tmp_path / "backups"
    media.mkdir()
    for day in ("20260101T024000Z", "20260102T024000Z", "20260103T024000Z"):
        (folder / day).mkdir(parents=True)
    done = call("backup.sh", folder, url, media, BACKUPS_KEPT="2")
    assert done.returncode == 0, done.stderr
    assert sorted(p.name for p in folder.iterdir()) == ["20260103T024000Z", Path(done.stdout.strip()).name]


def test_nothing_is_backed_up_nor_restored_without_the_key(url: str, tmp_path: Path) -> None:
    media = tmp_path / "media"
    media.mkdir()
    (media / "photo").write_bytes(b"pixels")
    without = call("backup.sh", tmp_path / "backups", url, media, BACKUP_KEY_FILE=str(tmp_path / "none"))
    assert without.returncode == 3
    assert not (tmp_path / "backups").exists()
    backup = Path(call("backup.sh", tmp_path / "backups", url, media).stdout.strip())
    (other := tmp_path / "other-key").write_text("une autre phrase")
    fresh, restored = url.rsplit("/", 1)[0] + "/fresh", tmp_path / "restored"
    done = call("restore.sh", backup, fresh, restored, BACKUP_KEY_FILE=str(other))
    assert done.returncode != 0
    assert list(restored.iterdir()) == []
    with psycopg.connect(fresh) as connection:
        assert connection.execute(
            "select count(*) from pg_tables where schemaname = 'public'"
        ).fetchone() == (0,)
