"""Small films of every kind, made on the spot with ffmpeg."""

import json
import struct
import subprocess
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from civic.media import videos
from civic.media.streams import Facts

X264 = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"]


def ffmpeg(*arguments: object) -> None:
    subprocess.run(["ffmpeg", "-v", "error", "-y", *map(str, arguments)], check=True)


def card(size: str = "320x240", seconds: float = 0.6, rate: str = "25") -> list[str]:
    """The input of a test card."""
    return ["-f", "lavfi", "-i", f"testsrc=size={size}:rate={rate}:duration={seconds}"]


def halves(size: str = "320x240", seconds: float = 0.4) -> list[str]:
    """Red above, blue below: turning it shows."""
    width, height = size.split("x")
    bottom = f"drawbox=y={int(height) // 2}:w={width}:h={height}:color=blue:t=fill"
    return ["-f", "lavfi", "-i", f"color=red:size={size}:duration={seconds},{bottom}"]


def tone(frequency: int = 440, seconds: float = 0.6) -> list[str]:
    return ["-f", "lavfi", "-i", f"sine=frequency={frequency}:duration={seconds}"]


def turned(path: Path, degrees: int, target: Path) -> Path:
    """As a phone writes it: the pictures as they were filmed, and in the track's header how to show them."""
    a, b = {0: (1, 0), 90: (0, 1), 180: (-1, 0), 270: (0, -1)}[degrees]
    content = bytearray(path.read_bytes())
    at = content.index(b"tkhd") + 4 + 40
    content[at : at + 36] = struct.pack(">9i", a << 16, b << 16, 0, -b << 16, a << 16, 0, 0, 0, 1 << 30)
    target.write_bytes(content)
    return target


def cover_first(path: Path) -> Path:
    """The same film as a shop writes it: what is said of it, cover included, stands before its tracks."""
    content = path.read_bytes()
    at = content.index(b"moov") - 4
    end = at + int.from_bytes(content[at : at + 4])
    boxes, start = [], at + 8
    while start < end:
        size = int.from_bytes(content[start : start + 4])
        boxes.append(content[start : start + size])
        start += size
    boxes.sort(key=lambda box: {b"mvhd": 0, b"udta": 1}.get(box[4:8], 2))
    target = path.with_name(f"{path.stem}-first.mp4")
    target.write_bytes(content[: at + 8] + b"".join(boxes) + content[end:])
    return target


def converted(path: Path, demuxer: str = "mov") -> tuple[Path, Facts]:
    facts = videos.probe(path, demuxer)
    target = path.with_name(f"{path.stem}-made.mp4")
    videos.convert(path, demuxer, target, facts, lambda percent: None)
    made = videos.probe(target, "mov")
    videos.require_whole(facts, made)
    return target, made


def described(path: Path) -> list[dict[str, Any]]:
    command = ["ffprobe", "-v", "error", "-of", "json", "-show_streams", str(path)]
    streams: list[dict[str, Any]] = json.loads(
        subprocess.run(command, capture_output=True, check=True).stdout
    )["streams"]
    return streams


def pixels(path: Path, *points: tuple[float, float]) -> Sequence[tuple[int, int, int]]:
    """Colours of the first picture, at these parts of its width and height."""
    command = [
        "ffmpeg",
        "-v",
        "error",
        "-i",
        str(path),
        "-frames:v",
        "1",
        "-f",
        "rawvideo",
        "-pix_fmt",
        "rgb24",
        "-",
    ]
    data = subprocess.run(command, capture_output=True, check=True).stdout
    stream = next(one for one in described(path) if one["codec_type"] == "video")
    width, height = stream["width"], stream["height"]
    found = []
    for x, y in points:
        at = (int(y * (height - 1)) * width + int(x * (width - 1))) * 3
        found.append((data[at], data[at + 1], data[at + 2]))
    return found


def rate(path: Path) -> Fraction:
    return Fraction(described(path)[0]["avg_frame_rate"])
