"""What ffprobe found in a video, read in this one place: which streams count, their shape as shown, their colours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

_STILLS = {"mjpeg", "png", "bmp", "gif", "webp", "jpeg2000", "tiff"}
_HDR = {"smpte2084", "arib-std-b67"}  # PQ, HLG
_INTERLACED = {"tt", "bb", "tb", "bt"}
_WIDEST_SAMPLE = 5  # a sample five times as wide as high is a lie, or no picture for people


class NoMovingPicture(ValueError):
    """Sound alone, or a cover picture with it."""


class UnknownCodec(ValueError):
    """A stream that ffmpeg has no name for, one that is locked, or colours that it cannot bring into ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    video: int  # index of the stream
    sound: int | None
    width: int  # as shown: square pixels, upright
    height: int
    seconds: float  # 0: not known
    rate: Fraction  # pictures a second; 0: not known
    is_interlaced: bool
    matrix: str  # as ffmpeg calls them; "" where the file says nothing
    primaries: str
    transfer: str

    @property
    def is_hdr(self) -> bool:
        return self.transfer in _HDR


def read(report: Mapping[str, Any]) -> Facts:
    """`report`: of `ffprobe -show_streams -show_format`. Raises NoMovingPicture or UnknownCodec."""
    streams = report.get("streams", [])
    video = _main_picture(streams)
    sound = _main_sound(streams)
    width, height = _display_size(video)
    if min(width, height) <= 0:
        raise UnknownCodec
    return Facts(
        video=video["index"],
        sound=sound["index"] if sound else None,
        width=width,
        height=height,
        seconds=_seconds(report, video, sound),
        rate=max(_fraction(video.get("r_frame_rate")), _fraction(video.get("avg_frame_rate"))),
        is_interlaced=video.get("field_order") in _INTERLACED,
        matrix=_tag(video, "color_space"),
        primaries=_tag(video, "color_primaries"),
        transfer=_tag(video, "color_transfer"),
    )


def _main_picture(streams: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """Covers, miniatures and single pictures come after what moves, wherever they stand in the file."""
    pictures = [one for one in streams if one.get("codec_type") == "video" and not _is(one, "attached_pic")]
    if not pictures:
        raise NoMovingPicture
    readable = [one for one in pictures if _is_readable(one)]
    if not readable:
        raise UnknownCodec
    return min(readable, key=lambda one: (*_stillness(one), not _is(one, "default"), one["index"]))


def _main_sound(streams: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """Phones add a second track, of the room around, that few programs can read."""
    sounds = [one for one in streams if one.get("codec_type") == "audio" and _is_readable(one)]
    return min(sounds, key=lambda one: (not _is(one, "default"), one["index"]), default=None)


def _is(stream: Mapping[str, Any], disposition: str) -> bool:
    return bool(stream.get("disposition", {}).get(disposition))


def _stillness(stream: Mapping[str, Any]) -> tuple[bool, bool, bool]:
    """False before True. Old cameras film in JPEG: beside a stream of any other sort, it is a picture all the same."""
    return (
        _is(stream, "still_image") or _is(stream, "timed_thumbnails"),
        stream.get("codec_name") in _STILLS,
        stream.get("nb_frames") == "1" or not _fraction(stream.get("avg_frame_rate")),
    )


def _is_readable(stream: Mapping[str, Any]) -> bool:
    if stream.get("codec_tag_string") in {"encv", "enca", "drmi", "drms"}:
        return False
    # The fifth profile of Dolby Vision has colours of its own, without a version for ordinary screens.
    return stream.get("codec_name", "unknown") != "unknown" and not any(
        data.get("dv_profile") == 5 for data in stream.get("side_data_list", ())
    )


def _display_size(video: Mapping[str, Any]) -> tuple[int, int]:
    """Never smaller than stored: where pixels are not square, the shorter way is drawn out, as browsers do."""
    width, height = int(video.get("width") or 0), int(video.get("height") or 0)
    sample = _fraction(video.get("sample_aspect_ratio"))
    if Fraction(1, _WIDEST_SAMPLE) <= sample <= _WIDEST_SAMPLE:
        width, height = (round(width * sample), height) if sample >= 1 else (width, round(height / sample))
    turned = next((float(d["rotation"]) for d in video.get("side_data_list", ()) if "rotation" in d), 0.0)
    on_its_side = abs(abs(turned) % 180 - 90) < 1  # ffmpeg sets upright what is so within a degree
    return (height, width) if on_its_side else (width, height)


def _seconds(report: Mapping[str, Any], video: Mapping[str, Any], sound: Mapping[str, Any] | None) -> float:
    """Of what is shown and heard: a track of texts or data may be longer."""
    own = [float(stream["duration"]) for stream in (video, sound) if stream and stream.get("duration")]
    return max(own) if own else float(report.get("format", {}).get("duration") or 0)


def _tag(video: Mapping[str, Any], field: str) -> str:
    value = str(video.get(field, ""))
    return "" if value in {"unknown", "reserved", "unspecified"} else value


def _fraction(text: object) -> Fraction:
    """Of « 64:45 » or « 30000/1001 »; 0 for what is none."""
    try:
        return Fraction(str(text).replace(":", "/"))
    except (ValueError, ZeroDivisionError):
        return Fraction(0)
