"""Video files: recognised by content, looked at with ffprobe, made with ffmpeg into what every browser plays."""

import errno
import json
import selectors
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from civic.core import children
from civic.core.refusals import Refusal

MAX_BYTES = 500 * 1024 * 1024
MAX_SECONDS = 15 * 60
SHORT_SIDE = 720
PROBE_SECONDS = 60


class VideoEmpty(Refusal):
    message = "Cette vidéo est vide : l’envoi a peut-être été interrompu. Choisissez-la de nouveau."


class VideoTooHeavy(Refusal):
    message = (
        "Cette vidéo pèse plus de 500 Mo. Raccourcissez-la, ou collez son adresse si elle est déjà en ligne."
    )


class VideoTooLong(Refusal):
    message = "Cette vidéo dure plus de 15 minutes. Raccourcissez-la, ou collez son adresse si elle est déjà en ligne."


class NotAVideo(Refusal):
    message = "Ce fichier n’est pas une vidéo. Les formats acceptés sont MP4, MOV, WebM, MKV, AVI et 3GP."


class VideoDamaged(Refusal):
    message = "Cette vidéo est incomplète ou abîmée : nous n’avons pas pu la lire. Envoyez-la de nouveau."


class VideoTooSlow(Refusal):
    message = (
        "La préparation de cette vidéo a pris trop de temps. Envoyez une version plus courte ou plus légère."
    )


class ConverterMissing(Refusal):
    message = (
        "Ce serveur ne sait pas encore préparer les vidéos : le programme « ffmpeg » n’y est pas installé. "
        "Vous pouvez coller l’adresse d’une vidéo déjà en ligne."
    )


@dataclass(frozen=True, slots=True)
class Facts:
    width: int
    height: int
    seconds: float


def sniff(file: IO[bytes], size: int) -> str:
    """The ffmpeg demuxer for this file, by its first bytes. Refuses everything that is not a video container."""
    if size == 0:
        raise VideoEmpty
    if size > MAX_BYTES:
        raise VideoTooHeavy
    file.seek(0)
    head = file.read(16)
    file.seek(0)
    if head[4:8] in {b"moov", b"mdat", b"wide", b"free", b"skip"}:  # QuickTime without a declared brand
        return "mov"
    if head[4:8] == b"ftyp" and head[8:12] not in {
        b"heic",
        b"heix",
        b"mif1",
        b"msf1",
        b"avif",
        b"avis",
        b"M4A ",
    }:
        return "mov"
    if head[:4] == b"\x1aE\xdf\xa3":
        return "matroska"
    if head[:4] == b"RIFF" and head[8:12] == b"AVI ":
        return "avi"
    raise NotAVideo


def require_converter() -> None:
    if not (shutil.which("ffmpeg") and shutil.which("ffprobe")):
        raise ConverterMissing


def probe(path: Path, demuxer: str) -> Facts:
    """Size as shown and length. Raises NotAVideo, VideoDamaged, VideoTooLong or VideoTooSlow."""
    command = [
        *["ffprobe", "-v", "error", "-protocol_whitelist", "file", "-f", demuxer, "-of", "json"],
        *["-show_streams", "-show_format", str(path)],
    ]
    with children.start(command, reads=[path], seconds=PROBE_SECONDS) as process:
        try:
            report, _ = process.communicate(timeout=PROBE_SECONDS)
            found = json.loads(report or b"{}")
        except children.TimeoutExpired as error:
            raise VideoTooSlow from error
        except ValueError as error:
            raise VideoDamaged from error
        finally:
            process.kill()
    if process.returncode or not found.get("streams"):
        raise VideoDamaged
    pictures = [
        stream
        for stream in found["streams"]
        if stream.get("codec_type") == "video" and not stream.get("disposition", {}).get("attached_pic")
    ]
    if not pictures:
        raise NotAVideo
    seconds = float(found.get("format", {}).get("duration") or pictures[0].get("duration") or 0)
    if seconds > MAX_SECONDS:
        raise VideoTooLong
    return Facts(int(pictures[0].get("width") or 0), int(pictures[0].get("height") or 0), seconds)


def convert(
    source: Path, demuxer: str, target: Path, seconds: float, on_progress: Callable[[int], None]
) -> None:
    """H.264 and AAC in an MP4 that starts before it is whole, at most 720p, without metadata.

    Reports 0 to 99 %. Raises VideoDamaged, VideoTooSlow, or OSError when the disk is full.
    """
    scale = f"scale=w='if(gt(iw,ih),-2,min({SHORT_SIDE},iw))':h='if(gt(iw,ih),min({SHORT_SIDE},ih),-2)'"
    command = [
        *[
            "ffmpeg",
            "-v",
            "error",
            "-nostdin",
            "-y",
            "-protocol_whitelist",
            "file",
            "-f",
            demuxer,
            "-i",
            str(source),
        ],
        *["-map", "0:v:0", "-map", "0:a:0?", "-sn", "-dn", "-map_metadata", "-1", "-map_chapters", "-1"],
        *[
            "-t",
            str(MAX_SECONDS),
            "-vf",
            f"{scale},setsar=1,fps=fps='min(30,source_fps)',pad=ceil(iw/2)*2:ceil(ih/2)*2",
        ],
        *["-c:v", "libx264", "-preset", "veryfast", "-crf", "25", "-pix_fmt", "yuv420p", "-threads", "2"],
        *["-c:a", "aac", "-b:a", "128k", "-ac", "2", "-movflags", "+faststart"],
        *["-progress", "pipe:1", "-f", "mp4", str(target)],
    ]
    allowed = max(180.0, seconds * 10)
    with children.start(command, reads=[source], writes=[target.parent], seconds=allowed) as process:
        _watch(process, allowed=allowed, seconds=seconds, on_progress=on_progress)


def still(source: Path, target: Path, at: float) -> None:
    """One picture of the converted video as a PNG, `at` seconds from its start."""
    command = ["ffmpeg", "-v", "error", "-nostdin", "-y", "-protocol_whitelist", "file", "-f", "mov"]
    command += [
        "-ss",
        f"{at:.2f}",
        "-i",
        str(source),
        "-frames:v",
        "1",
        "-f",
        "image2",
        "-c:v",
        "png",
        str(target),
    ]
    with children.start(command, reads=[source], writes=[target.parent], seconds=120) as process:
        _watch(process, allowed=120, seconds=0, on_progress=lambda percent: None)


def _watch(
    process: children.Child, *, allowed: float, seconds: float, on_progress: Callable[[int], None]
) -> None:
    """`allowed`: seconds of wall time; also bounds a program that says nothing any more."""
    deadline = time.monotonic() + allowed
    try:
        complaint = _listen(process, deadline, seconds, on_progress)
        process.wait(timeout=max(1.0, deadline - time.monotonic()))
    except children.TimeoutExpired as error:
        raise VideoTooSlow from error
    finally:
        process.kill()
    if b"No space left" in complaint or b"File too large" in complaint:
        raise OSError(errno.ENOSPC, "no space left while converting")
    if process.returncode:
        raise VideoDamaged


def _listen(
    process: children.Child, deadline: float, seconds: float, on_progress: Callable[[int], None]
) -> bytes:
    """Reads both outputs until they close. Returns the last words of the error output."""
    assert process.stdout is not None
    assert process.stderr is not None
    complaint = b""
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        selector.register(process.stderr, selectors.EVENT_READ)
        while selector.get_map():
            left = deadline - time.monotonic()
            if left <= 0:
                raise VideoTooSlow
            for ready, _ in selector.select(timeout=min(left, 5)):
                data = ready.fileobj.read1(65536)  # type: ignore[union-attr]
                if not data:
                    selector.unregister(ready.fileobj)
                elif ready.fileobj is process.stderr:
                    complaint = (complaint + data)[-4000:]
                elif seconds and (done := _last_time(data)) is not None:
                    on_progress(max(0, min(99, int(done / seconds * 100))))
    return complaint


def _last_time(report: bytes) -> float | None:
    for line in reversed(report.splitlines()):
        name, _, value = line.partition(b"=")
        if name == b"out_time_us" and value.lstrip(b"-").isdigit():
            return int(value) / 1_000_000
    return None
