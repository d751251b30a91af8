"""Video files: recognised by content, looked at with ffprobe, made with ffmpeg into what every browser plays."""

import errno
import json
import selectors
import shutil
import time
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import IO

from civic.core import children
from civic.core.refusals import Refusal
from civic.core.text import whole_number
from civic.media import streams
from civic.media.streams import Facts

MAX_BYTES = 500 * 1024 * 1024
MAX_SECONDS = 15 * 60
SHORT_SIDE = 720
LONG_SIDE = 4096  # the chips of phones play nothing larger
MAX_RATE = 30
PROBE_SECONDS = 60
_PADDING = 5  # seconds by which a conversion may be longer than what was filmed
_QUIET = ["-v", "error", "-protocol_whitelist", "file"]
_MATRICES = {
    "bt709": "bt709",
    "fcc": "fcc",
    "bt470bg": "bt470",
    "smpte170m": "smpte170m",
    "smpte240m": "smpte240m",
    "bt2020nc": "bt2020",
    "bt2020c": "bt2020",
}


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


class VideoUnreadable(Refusal):
    message = (
        "Cette vidéo est dans un format que nous ne savons pas lire. Enregistrez-la en MP4 (H.264), "
        "puis envoyez-la de nouveau."
    )


class VideoTooSlow(Refusal):
    message = (
        "La préparation de cette vidéo a pris trop de temps. Envoyez une version plus courte ou plus légère."
    )


class ConverterMissing(Refusal):
    message = (
        "Ce serveur ne sait pas encore préparer les vidéos : le programme « ffmpeg » n’y est pas installé. "
        "Vous pouvez coller l’adresse d’une vidéo déjà en ligne."
    )


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
    """Raises NotAVideo, VideoDamaged, VideoUnreadable, VideoTooLong or VideoTooSlow."""
    command = ["ffprobe", *_QUIET, "-f", demuxer, "-of", "json", "-show_streams", "-show_format", str(path)]
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
    try:
        facts = streams.read(found)
    except streams.NoMovingPicture as error:
        raise NotAVideo from error
    except streams.UnknownCodec as error:
        raise VideoUnreadable from error
    if facts.seconds > MAX_SECONDS + _PADDING:
        raise VideoTooLong
    return facts


def convert(
    source: Path, demuxer: str, target: Path, facts: Facts, on_progress: Callable[[int], None]
) -> None:
    """H.264 and AAC in an MP4 that starts before it is whole, at most 720p, in the colours of ordinary screens,
    without metadata.

    Reports 0 to 99 %. Raises VideoDamaged, VideoTooSlow, or OSError when the disk is full.
    """
    tone_maps = facts.is_hdr and can_map_tones()
    sound = [] if facts.sound is None else ["-map", f"0:{facts.sound}"]
    command = [
        *["ffmpeg", *_QUIET, "-nostdin", "-y", "-f", demuxer, "-i", str(source)],
        *["-map", f"0:{facts.video}", *sound, "-sn", "-dn", "-map_metadata", "-1", "-map_chapters", "-1"],
        # A little more than is allowed: what lies about its length is found by `probe` afterwards.
        *["-t", str(MAX_SECONDS + 2 * _PADDING), "-vf", _filters(facts, tone_maps=tone_maps)],
        *["-c:v", "libx264", "-preset", "veryfast", "-crf", "25", "-pix_fmt", "yuv420p", "-threads", "2"],
        *["-color_range", "tv", "-colorspace", "bt709"],
        *["-color_primaries", "bt709" if tone_maps else facts.primaries or "bt709"],
        *["-color_trc", "bt709" if tone_maps else facts.transfer or "bt709"],
        *["-c:a", "aac", "-b:a", "128k", "-ac", "2", "-movflags", "+faststart+write_colr"],
        *["-progress", "pipe:1", "-f", "mp4", str(target)],
    ]
    allowed = max(180.0, (facts.seconds or MAX_SECONDS) * 10)
    with children.start(command, reads=[source], writes=[target.parent], seconds=allowed) as process:
        _watch(process, allowed=allowed, seconds=facts.seconds, on_progress=on_progress)


def _filters(facts: Facts, *, tone_maps: bool) -> str:
    """ffmpeg itself has set upright what comes in."""
    width, height = fitted(facts.width, facts.height)
    rate = min(Fraction(MAX_RATE), max(Fraction(1), facts.rate or Fraction(25)))
    matrix = _MATRICES.get(facts.matrix) or ("bt709" if facts.height >= SHORT_SIDE else "smpte170m")
    steps = [f"fps={rate}"]
    if facts.is_interlaced:
        steps.append("bwdif=mode=send_frame:deint=interlaced")
    if tone_maps:
        primaries, matrix = facts.primaries or "bt2020", facts.matrix or "bt2020nc"
        steps += [
            f"zscale=w={width}:h={height}:tin={facts.transfer}:pin={primaries}:min={matrix}:t=linear:npl=203",
            "format=gbrpf32le",
            "zscale=p=bt709",
            "tonemap=mobius:desat=0",
            "zscale=t=bt709:m=bt709:r=tv",
        ]
    else:
        steps.append(f"scale={width}:{height}:in_color_matrix={matrix}:out_color_matrix=bt709:out_range=tv")
    return ",".join([*steps, "format=yuv420p", "setsar=1"])


def fitted(width: int, height: int) -> tuple[int, int]:
    """Even numbers, within SHORT_SIDE and LONG_SIDE, in the same proportion."""
    shrunk = min(1.0, SHORT_SIDE / min(width, height), LONG_SIDE / max(width, height))
    return max(2, round(width * shrunk / 2) * 2), max(2, round(height * shrunk / 2) * 2)


@cache
def can_map_tones() -> bool:
    """Bring the light of HDR films into that of ordinary screens. Without it, browsers are told the truth by the
    tags, and do it themselves as well as they can."""
    try:
        with children.start(["ffmpeg", "-hide_banner", "-filters"], seconds=30) as process:
            try:
                found, _ = process.communicate(timeout=30)
            finally:
                process.kill()
    except (FileNotFoundError, children.TimeoutExpired):
        return False
    return {b"zscale", b"tonemap"} <= set(found.split())


def require_whole(source: Facts, made: Facts) -> None:
    """A file that was cut converts up to the cut: what is missing is said rather than left out."""
    if made.seconds < source.seconds * 0.9 - 1:
        raise VideoDamaged


def still(source: Path, target: Path, at: float) -> None:
    """One picture of the converted video as a PNG, `at` seconds from its start, or its first where none is so late."""
    for moment in (at, 0.0):
        command = [
            "ffmpeg",
            *_QUIET,
            "-nostdin",
            "-y",
            "-f",
            "mov",
            "-ss",
            f"{moment:.2f}",
            "-i",
            str(source),
        ]
        command += ["-frames:v", "1", "-f", "image2", "-c:v", "png", str(target)]
        with children.start(command, reads=[source], writes=[target.parent], seconds=120) as process:
            _watch(process, allowed=120, seconds=0, on_progress=lambda percent: None)
        if target.exists():
            return
    raise VideoDamaged


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
        if name == b"out_time_us" and (done := whole_number(value.decode(errors="replace"), figures=18)):
            return done / 1_000_000
    return None
