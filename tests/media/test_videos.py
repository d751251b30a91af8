"""Videos, with the real ffmpeg; and a worker process that is really killed."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from civic.core import children
from civic.core.jobs import Lane
from civic.core.viewer import Viewer
from civic.media import storage, videos
from civic.media.actions import receiving as actions
from civic.media.enums import MediaStatus
from civic.media.models import Media
from civic.worker.models import Job
from tests.media.conftest import files_of, needs_ffmpeg
from tests.media.files import upload, video

pytestmark = [pytest.mark.real_time, pytest.mark.django_db(transaction=True), needs_ffmpeg]

MADE = ["affiche.webp", "partage.jpg", "video.mp4"]


def _facts(media: Media, folder: Path) -> dict[str, Any]:
    copy = folder / "copy.mp4"
    with storage.open_file(media.id, "video.mp4") as file:
        copy.write_bytes(file.read())
    command = ["ffprobe", "-v", "error", "-of", "json", "-show_streams", "-show_format", str(copy)]
    return json.loads(subprocess.run(command, capture_output=True, check=True).stdout) | {
        "bytes": copy.read_bytes()
    }


def _sent(viewer: Viewer, path: Path) -> Media:
    return actions.receive_video(viewer=viewer, file=upload(path.read_bytes(), path.name))


@pytest.mark.parametrize("form", ["mp4", "webm", "avi"])
def test_a_video_becomes_what_every_browser_plays(
    form: str, mayor_view: Viewer, work: Callable[..., int], tmp_path: Path
) -> None:
    media = _sent(mayor_view, video(tmp_path / f"film.{form}", size="322x242", form=form))
    assert media.status == MediaStatus.WAITING
    assert work(Lane.MAIL, Lane.PEOPLE, Lane.FILES) == 0  # its own lane: it never stands before the mail
    assert work(Lane.VIDEOS) == 1
    media.refresh_from_db()
    assert (media.status, media.problem, media.progress) == (MediaStatus.READY, "", 100)
    assert (media.width, media.height, media.duration) == (322, 242, 2)
    assert files_of(media) == MADE
    facts = _facts(media, tmp_path)
    assert [stream["codec_name"] for stream in facts["streams"]] == ["h264", "aac"]
    assert facts["bytes"].index(b"moov") < facts["bytes"].index(b"mdat")  # starts before it is whole
    assert b"+43.7277" not in facts["bytes"]
    assert b"chez moi" not in facts["bytes"]
    assert media.content_type("video.mp4") == "video/mp4"


def test_a_large_film_held_upright_is_brought_to_720_wide(
    mayor_view: Viewer, work: Callable[..., int], tmp_path: Path
) -> None:
    media = _sent(mayor_view, video(tmp_path / "film.mp4", seconds=0.4, size="1080x1920", sound=False))
    work(Lane.VIDEOS)
    media.refresh_from_db()
    assert (media.status, media.width, media.height) == (MediaStatus.READY, 720, 1280)


def test_a_video_cut_in_the_middle_is_said(
    mayor_view: Viewer, work: Callable[..., int], tmp_path: Path
) -> None:
    path = video(tmp_path / "film.mp4")
    path.write_bytes(path.read_bytes()[:9000])
    media = _sent(mayor_view, path)
    work(Lane.VIDEOS)
    media.refresh_from_db()
    assert (media.status, media.problem) == (MediaStatus.FAILED, videos.VideoDamaged.message)
    assert files_of(media) == []


def test_a_film_longer_than_a_quarter_of_an_hour_is_refused(
    mayor_view: Viewer, work: Callable[..., int], tmp_path: Path
) -> None:
    path = tmp_path / "long.mp4"
    command = [
        "ffmpeg",
        "-v",
        "error",
        "-f",
        "lavfi",
        "-i",
        "color=size=16x16:rate=1:duration=1000",
        str(path),
    ]
    subprocess.run(command, check=True)
    media = _sent(mayor_view, path)
    work(Lane.VIDEOS)
    media.refresh_from_db()
    assert (media.status, media.problem) == (MediaStatus.FAILED, videos.VideoTooLong.message)


def test_sound_alone_is_no_video(mayor_view: Viewer, work: Callable[..., int], tmp_path: Path) -> None:
    path = tmp_path / "sound.mp4"
    command = ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "sine=duration=1", "-c:a", "aac", str(path)]
    subprocess.run(command, check=True)
    media = _sent(mayor_view, path)
    work(Lane.VIDEOS)
    media.refresh_from_db()
    assert (media.status, media.problem) == (MediaStatus.FAILED, videos.NotAVideo.message)


def test_a_machine_without_ffmpeg_says_so(
    mayor_view: Viewer, work: Callable[..., int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = video(tmp_path / "film.mp4")
    monkeypatch.setenv("PATH", str(tmp_path))
    media = _sent(mayor_view, path)
    work(Lane.VIDEOS)
    media.refresh_from_db()
    assert media.status == MediaStatus.FAILED
    assert "ffmpeg" in media.problem


def test_a_conversion_that_never_ends_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bin").mkdir()
    slow = tmp_path / "bin" / "ffmpeg"
    slow.write_text("#!/bin/sh\nexec sleep 60\n")
    slow.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    start = time.monotonic()
    with pytest.raises(videos.VideoTooSlow), children.start(["ffmpeg"], seconds=60) as process:
        videos._watch(process, allowed=0.5, seconds=2, on_progress=lambda percent: None)
    assert time.monotonic() - start < 5


@pytest.fixture
def other_process(media_folder: Path) -> Iterator[Callable[[], "subprocess.Popen[str]"]]:
    """Starts a worker of the videos in a process of its own, on the same database, with a short lease."""
    name = connection.settings_dict["NAME"]
    given = connection.settings_dict
    address = (
        f"sqlite:///{name}"
        if connection.vendor == "sqlite"
        else f"postgresql://{given['USER']}:{given['PASSWORD']}@{given['HOST']}:{given['PORT']}/{name}"
    )
    script = (
        "import django; from datetime import timedelta; django.setup(); from django.conf import settings;"
        f"settings.MEDIA_ROOT = {str(media_folder)!r};"
        "from civic.worker.runner import Worker;"
        "from civic.core.jobs import Lane;"
        "Worker(Lane.VIDEOS, poll_seconds=0.1, lease=timedelta(seconds=3)).run()"
    )
    environment = os.environ | {
        "DATABASE_URL": address,
        "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "config.settings.test"),
    }
    started: list[subprocess.Popen[str]] = []

    def start() -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [sys.executable, "-c", script],
            env=environment,
            cwd=django_settings.ROOT,
            text=True,
            start_new_session=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()


def _until(condition: Callable[[], bool], seconds: float = 40) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.05)


@pytest.mark.once
def test_a_worker_killed_during_a_transcode_is_followed_by_another_that_finishes(
    mayor_view: Viewer, tmp_path: Path, other_process: Callable[[], "subprocess.Popen[str]"]
) -> None:
    path = video(tmp_path / "film.mp4", seconds=30, size="1280x720")
    with path.open("rb") as file:
        media = actions.receive_video(viewer=mayor_view, file=SimpleUploadedFile("film.mp4", file.read()))

    def now() -> Media:
        return Media.objects.get(pk=media.pk)

    first = other_process()
    _until(lambda: now().progress > 0)
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    assert now().status == MediaStatus.PROCESSING
    assert Job.objects.get().status == "running"
    # The converter dies with the worker that wanted it.
    _until(lambda: not _converters_of(media))
    other_process()
    _until(lambda: now().status == MediaStatus.READY, 120)
    assert (now().duration, files_of(media)) == (30, MADE)
    _until(lambda: Job.objects.get().status == "done")
    assert Job.objects.get().attempts == 2


def _converters_of(media: Media) -> list[str]:
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = entry.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if "ffmpeg" in command and str(media.pk) in command:
            found.append(command)
    return found
