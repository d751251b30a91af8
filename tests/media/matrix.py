"""Media files of every make, whole, cut, bent and lying: each is converted right, or refused with a sentence.

    .venv/bin/python -m tests.media.matrix      # all of them, and their number

The suite tries one in so many (`test_matrix.py`).
"""

import io
import random
import struct
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from PIL import Image

from civic.core.refusals import Refusal
from civic.media import pictures, videos
from civic.media.icc import written
from tests.media.files import encoded
from tests.media.films import X264, card, ffmpeg, tone, turned

SLOW = 20  # seconds, after which a person would think that nothing happens any more
COLOUR = (200, 60, 40)
P3 = (0.68, 0.32, 0.265, 0.69, 0.15, 0.06, 0.3127, 0.329)

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "HEIF", "AVIF")
SHAPES = ((64, 48), (49, 65), (1, 1), (2600, 17), (17, 2600))
MODES = {
    "JPEG": ("RGB", "L", "CMYK", "p3"),
    "PNG": ("RGB", "L", "P", "RGBA", "I;16", "1", "LA", "p3"),
    "WEBP": ("RGB", "RGBA", "p3", "moving"),
    "GIF": ("RGB", "P", "L", "moving"),
    "HEIF": ("RGB", "RGBA", "L", "p3"),
    "AVIF": ("RGB", "RGBA", "p3", "moving"),
}
TURNED = ("JPEG", "PNG", "WEBP", "HEIF", "AVIF")
CUTS = tuple(range(0, 100, 4))
BENDS = range(70)

CONTAINERS = {
    "mp4": ("mov", X264),
    "mov": ("mov", X264),
    "mkv": ("matroska", X264),
    "webm": ("matroska", ["-c:v", "libvpx"]),
    "avi": ("avi", ["-c:v", "mjpeg", "-pix_fmt", "yuvj420p"]),
}


@dataclass(frozen=True)
class Case:
    name: str
    make: Callable[[Path], bytes]
    shown: tuple[int, int] | None = None  # size that it must have; None: damaged, it may also be refused
    is_film: bool = False


def cases() -> Iterator[Case]:
    yield from _whole_pictures()
    for form in FORMATS:
        for cut in CUTS:
            yield Case(
                f"{form} cut at {cut} %", lambda _, f=form, c=cut: _noise(f)[: len(_noise(f)) * c // 100]
            )
        for seed in BENDS:
            yield Case(f"{form} bent {seed}", lambda _, f=form, s=seed: _bent(_noise(f), s))
        for other in FORMATS:
            yield Case(
                f"{form} under the head of {other}",
                lambda _, f=form, o=other: _noise(o)[:16] + _noise(f)[16:],
            )
        yield Case(f"{form} and more after its end", lambda _, f=form: _noise(f) + bytes(5000), (90, 60))
        yield Case(f"{form} that says it is larger", lambda _, f=form: _larger(_noise(f)))
    yield from _films()


def _whole_pictures() -> Iterator[Case]:
    for form in FORMATS:
        for shape, mode in product(SHAPES, MODES[form]):
            for orientation in (
                range(1, 9) if form in TURNED and shape != (1, 1) and mode != "moving" else (1,)
            ):
                upright = shape[::-1] if orientation > 4 else shape
                yield Case(
                    f"{form} {mode} {shape} held {orientation}",
                    lambda _, f=form, m=mode, s=shape, o=orientation: _picture(f, m, s, o),
                    (0, 0) if mode == "moving" else upright,
                )


def _picture(form: str, mode: str, shape: tuple[int, int], orientation: int) -> bytes:
    image = Image.new("RGB", shape, COLOUR)
    options: dict[str, object] = {}
    if mode == "p3":
        options["icc_profile"] = written(P3, lambda value: value**2.2)
    elif mode == "moving":
        options |= {"save_all": True, "append_images": [Image.new("RGB", shape, "navy")], "duration": 90}
    elif mode == "I;16":
        image = Image.frombytes(mode, shape, struct.pack("<H", 40_000) * (shape[0] * shape[1]))
    else:
        image = image.convert(mode)
    if orientation > 1:
        exif = Image.Exif()
        exif[0x0112] = orientation
        options["exif"] = exif.tobytes()
    return encoded(image, form, **options)


def _noise(form: str) -> bytes:
    if form not in _NOISE:
        pixels = random.Random(3).randbytes(90 * 60 * 3)
        _NOISE[form] = encoded(Image.frombytes("RGB", (90, 60), pixels), form)
    return _NOISE[form]


_NOISE: dict[str, bytes] = {}


def _bent(content: bytes, seed: int) -> bytes:
    """Some bytes are others: near the beginning, where the sizes stand, or anywhere."""
    chance, bent = random.Random(seed), bytearray(content)
    reach = 200 if seed % 2 else len(bent)
    for _ in range(1 + seed % 7):
        bent[chance.randrange(min(reach, len(bent)))] = chance.randrange(256)
    return bytes(bent)


def _larger(content: bytes) -> bytes:
    """Wherever a size of 90 by 60 is written, it is 60,000 by 60,000."""
    for pack in (">II", "<HH", ">HH"):
        for pair in ((90, 60), (60, 90), (89, 59)):
            great = 60_000
            content = content.replace(struct.pack(pack, *pair), struct.pack(pack, great, great))
    return content


def _films() -> Iterator[Case]:
    for form, size, sample, sound in product(CONTAINERS, ((64, 48), (66, 34), (400, 16)), ("1", "2"), (0, 1)):
        shown = (size[0] * int(sample), size[1]) if form not in {"avi"} else (0, 0)
        yield Case(
            f"{form} {size} sample {sample} sound {sound}",
            lambda folder, f=form, z=size, a=sample, s=sound: _film(folder, f, z, a, bool(s)),
            shown,
            is_film=True,
        )
    for degrees, size in product((90, 180, 270), ((64, 48), (400, 16))):
        yield Case(
            f"mp4 {size} turned by {degrees}",
            lambda folder, d=degrees, z=size: _turned(folder, z, d),
            size[::-1] if degrees % 180 else size,
            is_film=True,
        )
    for form in CONTAINERS:
        for cut in range(0, 100, 10):
            yield Case(
                f"{form} film cut at {cut} %",
                lambda folder, f=form, c=cut: _cut(_film(folder, f, (64, 48), "1", True), c),
                is_film=True,
            )
        for seed in range(10):
            yield Case(
                f"{form} film bent {seed}",
                lambda folder, f=form, s=seed: _bent(_film(folder, f, (64, 48), "1", True), s),
                is_film=True,
            )


def _film(folder: Path, form: str, size: tuple[int, int], sample: str, sound: bool) -> bytes:
    path = folder / f"film.{form}"
    codec = CONTAINERS[form][1]
    heard = ["-c:a", "libvorbis" if form == "webm" else "aac"] if sound else []
    source = [*card(f"{size[0]}x{size[1]}", 0.4), *(tone(440, 0.4) if sound else [])]
    ffmpeg(*source, "-vf", f"setsar={sample}", *codec, *heard, path)
    return path.read_bytes()


def _turned(folder: Path, size: tuple[int, int], degrees: int) -> bytes:
    path = folder / "film.mp4"
    path.write_bytes(_film(folder, "mp4", size, "1", False))
    return turned(path, degrees, folder / "turned.mp4").read_bytes()


def _cut(content: bytes, percent: int) -> bytes:
    return content[: len(content) * percent // 100]


def fault(case: Case) -> tuple[str, str]:
    """What became of it (« converted », or the name of the refusal), and what is wrong with that, or ""."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        content = case.make(folder)
        start = time.monotonic()
        try:
            made = _converted_film(content, folder) if case.is_film else _converted_picture(content)
        except Refusal as refusal:
            outcome, wrong = type(refusal).__name__, "" if case.shown is None else "refused, and it is whole"
        except Exception as error:
            outcome, wrong = "crashed", repr(error)
        else:
            outcome = "converted"
            wrong = "" if not case.shown or case.shown == (0, 0) else _difference(case.shown, made)
        if time.monotonic() - start > SLOW:
            wrong = f"took {time.monotonic() - start:.0f} s"
    return outcome, wrong


def _difference(shown: tuple[int, int], made: tuple[int, int]) -> str:
    near = all(abs(a - b) <= 2 for a, b in zip(shown, made, strict=True))
    return "" if near else f"{made} in place of {shown}"


def _converted_picture(content: bytes) -> tuple[int, int]:
    pictures.inspect(io.BytesIO(content), len(content))
    prepared = pictures.prepare(io.BytesIO(content))
    for variant in prepared.variants:
        image = Image.open(io.BytesIO(variant.content))
        image.load()
        if image.size != (variant.width, variant.height):
            raise ValueError(f"{variant.name} is {image.size}")
    return prepared.width, prepared.height


def _converted_film(content: bytes, folder: Path) -> tuple[int, int]:
    source, target, still = folder / "source", folder / "made.mp4", folder / "still.png"
    source.write_bytes(content)
    demuxer = videos.sniff(io.BytesIO(content), len(content))
    facts = videos.probe(source, demuxer)
    videos.convert(source, demuxer, target, facts, lambda percent: None)
    made = videos.probe(target, "mov")
    videos.require_whole(facts, made)
    videos.still(target, still, at=made.seconds / 2)
    with still.open("rb") as picture:
        pictures.prepare_poster(picture, name="affiche.webp")
    return made.width, made.height


def main() -> int:
    start, outcomes, wrong = time.monotonic(), Counter[str](), []
    everything = list(cases())
    with ThreadPoolExecutor(2) as threads:
        for case, (outcome, complaint) in zip(everything, threads.map(fault, everything), strict=True):
            outcomes[outcome] += 1
            if complaint:
                wrong.append(f"{case.name}: {outcome}, {complaint}")
    print(*wrong, sep="\n")
    print(
        f"{len(everything)} media files in {time.monotonic() - start:.0f} s: {dict(outcomes.most_common())}"
    )
    print(f"{len(wrong)} neither converted right nor refused with a sentence")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
