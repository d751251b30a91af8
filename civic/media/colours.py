"""What a picture says of its colours, read in this one place, and how they become those of ordinary screens (sRGB).

A profile comes as it is (ICC), as numbers of H.273 (the `nclx` of AVIF and HEIC, the `cICP` of PNG), as the corners of
its triangle (`cHRM` of PNG), or as a word of the camera (Adobe RGB). The last three are written down as an ICC profile,
so that there is one way from there on.
"""

import contextlib
import io
import math
import struct
from collections.abc import Iterator
from functools import cache
from typing import IO, Any

from PIL import Image, ImageCms

from civic.media.icc import Corners, Light, written

_D65 = (0.3127, 0.3290)
_SRGB = (0.64, 0.33, 0.30, 0.60, 0.15, 0.06, *_D65)
_ADOBE = (0.64, 0.33, 0.21, 0.71, 0.15, 0.06, *_D65)
_CORNERS: dict[int, Corners] = {  # ITU-T H.273, table 2
    1: _SRGB,
    4: (0.67, 0.33, 0.21, 0.71, 0.14, 0.08, 0.310, 0.316),
    5: (0.64, 0.33, 0.29, 0.60, 0.15, 0.06, *_D65),
    6: (0.630, 0.340, 0.310, 0.595, 0.155, 0.070, *_D65),
    7: (0.630, 0.340, 0.310, 0.595, 0.155, 0.070, *_D65),
    9: (0.708, 0.292, 0.170, 0.797, 0.131, 0.046, *_D65),
    11: (0.680, 0.320, 0.265, 0.690, 0.150, 0.060, 0.314, 0.351),
    12: (0.680, 0.320, 0.265, 0.690, 0.150, 0.060, *_D65),
}
_WHITE = 203  # cd/m², of paper in high dynamic range (ITU-R BT.2408)
_PEAK = 1000 / _WHITE


def in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """RGB, or RGBA where something shines through. `profile`: see `profile_of`."""
    if image.mode.startswith("I"):  # 16 bits of grey
        image = Image.frombytes("L", image.size, image.convert("I").convert("I;16").tobytes()[1::2])
    has_alpha = image.has_transparency_data
    if image.mode not in {"RGB", "RGBA", "L", "CMYK"}:
        image = image.convert("RGBA" if has_alpha else "RGB" if image.mode != "1" else "L")
    if profile:
        # A broken profile, or one of another sort of picture: the colours as they are.
        with contextlib.suppress(ImageCms.PyCMSError, OSError, ValueError):
            image = _converted(image, profile)
    return image.convert("RGBA" if has_alpha else "RGB")


def _converted(image: Image.Image, profile: bytes) -> Image.Image:
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    alpha = image.getchannel("A") if image.mode == "RGBA" else None
    space = source.profile.xcolor_space.strip()
    colours = image.convert("RGB") if image.mode == "RGBA" or (image.mode, space) == ("L", "RGB") else image
    if (image.mode, space) in {("RGB", "GRAY"), ("RGBA", "GRAY")}:
        colours = image.convert("L")
    made = ImageCms.profileToProfile(
        colours,
        source,
        ImageCms.createProfile("sRGB"),
        renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
        outputMode="RGB",
        flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )
    assert made is not None
    if alpha:
        made.putalpha(alpha)
    return made


def profile_of(image: Image.Image, file: IO[bytes]) -> bytes | None:
    """`image`: opened from `file`, whose position moves. None: its colours are those of ordinary screens."""
    start = file.tell()
    try:
        code = _code(image, file)
    finally:
        file.seek(start)
    icc: bytes | None = image.info.get("icc_profile")
    if code and image.format == "PNG":  # there it comes before the profile, elsewhere after it
        icc = None
    if icc:
        return icc
    if code:
        return _of_code(*code)
    if image.info.get("chromaticity") and "srgb" not in image.info:
        white, corners = image.info["chromaticity"][:2], image.info["chromaticity"][2:]
        gamma = 1 / (image.info.get("gamma") or 1 / 2.2)
        with contextlib.suppress(ZeroDivisionError):  # corners of no triangle
            return written((*corners, *white), lambda value: value**gamma)
    return _of_code_adobe() if _is_adobe(image) else None


def _code(image: Image.Image, file: IO[bytes]) -> tuple[int, int] | None:
    """Primaries and transfer, as H.273 numbers them."""
    if image.format == "HEIF":
        found = image.info.get("nclx_profile") or {}
        return (found["color_primaries"], found["transfer_characteristics"]) if found else None
    file.seek(0)
    content = file.read() if image.format in {"AVIF", "PNG"} else b""
    if image.format == "PNG":
        data = next((data for kind, data in _chunks(content) if kind == b"cICP"), b"")
        return (data[0], data[1]) if len(data) == 4 else None
    if image.format == "AVIF":
        meta = next((data[4:] for kind, data in _boxes(content) if kind == b"meta"), b"")
        shelf = _box(_box(meta, b"iprp"), b"ipco")
        for kind, data in _boxes(shelf):
            if kind == b"colr" and data[:4] == b"nclx" and len(data) >= 10:
                primaries, transfer = struct.unpack(">HH", data[4:8])
                return primaries, transfer
    return None


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 8
    while at + 12 <= len(content):
        size = int.from_bytes(content[at : at + 4])
        kind = content[at + 4 : at + 8]
        if kind == b"IDAT":
            return
        yield kind, content[at + 8 : at + 8 + size]
        at += 12 + size


def _box(content: bytes, wanted: bytes) -> bytes:
    return next((data for kind, data in _boxes(content) if kind == wanted), b"")


def _boxes(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Of an ISO base media file."""
    at = 0
    while at + 8 <= len(content):
        size, head = int.from_bytes(content[at : at + 4]), 8
        if size == 1:
            size, head = int.from_bytes(content[at + 8 : at + 16]), 16
        elif size == 0:
            size = len(content) - at
        if size < head:
            return
        yield content[at + 4 : at + 8], content[at + head : at + size]
        at += size


def _is_adobe(image: Image.Image) -> bool:
    """As cameras say it: « not sRGB », and the third rule of their file system."""
    exif = image.getexif()
    details: Any = exif.get_ifd(0x8769)
    rules: Any = exif.get_ifd(0xA005) or details.get(0xA005)
    rule = rules.get(1, "") if isinstance(rules, dict) else ""
    return details.get(0xA001) == 2 or (details.get(0xA001) == 0xFFFF and str(rule).startswith("R03"))


@cache
def _of_code(primaries: int, transfer: int) -> bytes | None:
    corners = _CORNERS.get(primaries, _SRGB)
    light: Light = {4: lambda v: v**2.2, 5: lambda v: v**2.8, 8: lambda v: v, 16: _pq, 18: _hlg}.get(
        transfer, _srgb_light
    )
    return None if corners == _SRGB and light is _srgb_light else written(corners, light)


@cache
def _of_code_adobe() -> bytes:
    return written(_ADOBE, lambda value: value ** (563 / 256))


def _srgb_light(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _pq(value: float) -> float:
    power = value ** (32 / 2523)
    return _mapped(
        (max(power - 107 / 128, 0) / (2413 / 128 - 2392 / 128 * power)) ** (8192 / 1305) * 10_000 / _WHITE
    )


def _hlg(value: float) -> float:
    scene = (
        value * value / 3 if value <= 0.5 else (math.exp((value - 0.55991073) / 0.17883277) + 0.28466892) / 12
    )
    return _mapped(scene**1.2 * _PEAK)


def _mapped(light: float, knee: float = 0.3) -> float:
    """Highlights bent into what a screen shows, the rest left alone: the same curve as for films (« mobius »)."""
    if light <= knee:
        return light
    a = -knee * knee * (_PEAK - 1) / (knee * knee - 2 * knee + _PEAK)
    b = (knee * knee - 2 * knee * _PEAK + _PEAK) / (_PEAK - 1)
    return min(1.0, (b * b + 2 * b * knee + knee * knee) / (b - a) * (light + a) / (light + b))
