"""Small real files, made on the spot."""

import io
import random
import struct
import subprocess
import zlib
from pathlib import Path

import pillow_heif
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def noise(width: int, height: int) -> Image.Image:
    return Image.frombytes("RGB", (width, height), random.Random(7).randbytes(width * height * 3))


def picture(width: int = 800, height: int = 600, *, mode: str = "RGB") -> Image.Image:
    """Left half red, right half blue: turning it shows."""
    image = Image.new("RGB", (width, height), (200, 30, 30))
    image.paste((20, 40, 200), (width // 2, 0, width, height))
    return image.convert(mode)


def encoded(image: Image.Image, form: str = "JPEG", **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def upload(content: bytes, name: str = "photo.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/octet-stream")


def photo(width: int = 800, height: int = 600, name: str = "photo.jpg") -> SimpleUploadedFile:
    return upload(encoded(picture(width, height)), name)


def with_position(image: Image.Image, orientation: int) -> bytes:
    """A JPEG as a phone makes it: turned by EXIF, with the place where it was taken and a comment."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Téléphone"
    exif.get_ifd(0x8825).update({1: "N", 2: (43.0, 43.0, 40.0), 3: "E", 4: (7.0, 21.0, 43.0)})
    return encoded(image, exif=exif, comment=b"chez moi", quality=90)


def heic(image: Image.Image) -> bytes:
    out = io.BytesIO()
    pillow_heif.from_pillow(image).save(out, quality=80)
    return out.getvalue()


def png_header(width: int, height: int) -> bytes:
    """A few bytes that promise a huge picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


def video(
    path: Path, *, seconds: float = 2, size: str = "320x240", sound: bool = True, form: str = "mp4"
) -> Path:
    """A test card with a tone, and where it was filmed in the metadata."""
    codecs = {
        "mp4": ["-c:v", "libx264"],
        "webm": ["-c:v", "libvpx", "-c:a", "libvorbis"],
        "avi": ["-c:v", "mpeg4"],
    }
    command = [
        "ffmpeg",
        "-v",
        "error",
        "-y",
        "-f",
        "lavfi",
        "-i",
        f"testsrc=size={size}:rate=25:duration={seconds}",
    ]
    if sound:
        command += ["-f", "lavfi", "-i", f"sine=frequency=440:duration={seconds}"]
    command += (
        [*codecs[form], "-pix_fmt", "yuv420p", "-preset", "ultrafast"] if form == "mp4" else codecs[form]
    )
    command += ["-metadata", "location=+43.7277+007.3619/", "-metadata", "title=chez moi", str(path)]
    subprocess.run(command, check=True)
    return path
