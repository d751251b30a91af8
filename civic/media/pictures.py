"""Photos: what is accepted, decided by content and never by name, and the clean copies made of it."""

import io
import math
import warnings
from dataclasses import dataclass
from typing import IO, Any

import pillow_heif
from PIL import Image, ImageOps, UnidentifiedImageError

from civic.core.refusals import Refusal
from civic.media.colours import in_srgb, profile_of

pillow_heif.register_heif_opener()

MAX_BYTES = 30 * 1024 * 1024
MAX_PIXELS = 60_000_000
FORMATS = ["JPEG", "PNG", "WEBP", "GIF", "HEIF", "AVIF"]  # an MPO, the JPEG of many phones, opens as JPEG
WIDTHS = (320, 640, 960, 1600)
PORTRAIT_SIDES = (96, 320)
EMBLEM_SIDES = (96, 320)
SHARED_WIDTH = 1200
SCAN_WIDTH = 2000
SMALL_SIDE = 480
WEBP_SIDE = 16_383
JPEG_SIDE = 65_500
SHARED_HEIGHT = 4800
LEGIBLE_HEIGHT = 100  # narrower copies of a panorama would be lines
PANORAMA_PIXELS = (
    1_280_000  # what is wider than twice its height may be wider than the widest copy, up to so much
)
OPENED_PIXELS = 24_000_000  # more, and phones show nothing at all
# What moves: of WebP, whose frames are all in memory while it is written.
ANIMATED_FORMATS = {"GIF", "PNG", "WEBP", "AVIF"}
ANIMATED_WIDTH = 640
ANIMATED_WIDTH_AT_LEAST = 200
ANIMATED_PIXELS = 48_000_000
ANIMATED_BYTES = 8 * 1024 * 1024
ANIMATED_MS = 5_000
MAX_FRAMES = 600
MAX_FRAME_PIXELS = 600_000_000  # of all frames, as they came

# Beyond it Pillow itself refuses, so that no decoder is ever given more than we want.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS
warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)


class PhotoEmpty(Refusal):
    message = "Ce fichier est vide. Choisissez une autre photo, ou renvoyez celle-ci."


class PhotoTooHeavy(Refusal):
    message = "Cette photo pèse plus de 30 Mo. Choisissez-en une plus légère."


class PhotoTooLarge(Refusal):
    message = "Cette photo dépasse 60 millions de pixels. Réduisez-la, puis envoyez-la de nouveau."


class NotAPhoto(Refusal):
    message = "Ce fichier n’est pas une photo. Les formats acceptés sont JPEG, PNG, WebP, GIF, HEIC et AVIF."


class VectorDrawing(NotAPhoto):
    message = "Ce fichier est un dessin SVG. Enregistrez-le en PNG ou en JPEG, puis envoyez cette image."


class PhotoDamaged(Refusal):
    message = "Cette photo est incomplète ou abîmée. Envoyez-la de nouveau depuis l’appareil d’origine."


class PortraitTooSmall(Refusal):
    message = (
        f"Cette photo fait moins de {PORTRAIT_SIDES[0]} pixels de côté\u00a0: elle serait floue. "
        "Choisissez-en une plus grande."
    )


class PictureIsAnimated(Refusal):
    message = "Cette image est animée. Ici, il faut une image fixe\u00a0: choisissez-en une autre."


class AnimationTooLong(Refusal):
    message = (
        "Cette animation est trop longue pour être montrée telle quelle. Raccourcissez-la, "
        "ou envoyez-la comme une vidéo (MP4)."
    )


@dataclass(frozen=True, slots=True)
class Variant:
    name: str
    width: int
    height: int
    type: str
    content: bytes
    is_animated: bool = False

    def as_data(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "width": self.width,
            "height": self.height,
            "bytes": len(self.content),
            "type": self.type,
            **({"moves": True} if self.is_animated else {}),
        }


@dataclass(frozen=True, slots=True)
class Prepared:
    variants: list[Variant]  # narrowest first
    width: int
    height: int
    colour: str


def inspect(file: IO[bytes], size: int) -> tuple[int, int]:
    """Refuse what cannot become a photo, from the header and a cheap look. Returns (width, height) in pixels.

    Runs in the request that uploads: nothing is decoded in full here. Leaves the file at its start.
    """
    if size == 0:
        raise PhotoEmpty
    if size > MAX_BYTES:
        raise PhotoTooHeavy
    image = _open(file)
    dimensions = image.size
    try:
        if image.format in {"JPEG", "MPO"}:
            # An eighth of the size, for a fraction of the work, finds the cut all the same.
            image.draft("RGB", (max(1, image.width // 8), max(1, image.height // 8)))
            image.load()
        elif image.format == "PNG":
            image.verify()
    except Exception as error:  # a decoder given hostile bytes may raise anything
        raise PhotoDamaged from error
    finally:
        file.seek(0)
    return dimensions


def inspect_still(file: IO[bytes], size: int) -> tuple[int, int]:
    """As `inspect`, for what is shown as one picture that keeps still: it would lose all frames but the first."""
    dimensions = inspect(file, size)
    image = _open(file)
    try:
        is_animated = image.format in ANIMATED_FORMATS and getattr(image, "is_animated", False)
    except Exception as error:  # a decoder given hostile bytes may raise anything
        raise PhotoDamaged from error
    finally:
        file.seek(0)
    if is_animated:
        raise PictureIsAnimated
    return dimensions


def inspect_portrait(file: IO[bytes], size: int) -> None:
    if min(inspect_still(file, size)) < PORTRAIT_SIDES[0]:
        raise PortraitTooSmall


def prepare(file: IO[bytes], *, moving: bool = True) -> Prepared:
    """The clean copies of a photo: upright, sRGB, without any metadata, never larger than the original. What moves has
    one copy that does, unless `moving` is false, and a still one for those who want rest."""
    image = _clean(file)
    animation = _animation(file) if moving else None
    variants = [animation] if animation else [_copy(image, width) for width in _widths(image)]
    return Prepared(
        [_shared(image), *variants], variants[-1].width, variants[-1].height, _dominant_colour(image)
    )


def prepare_portrait(file: IO[bytes]) -> Prepared:
    """Square copies, cut around the middle, a little above it where faces are."""
    image = _clean(file)
    variants = []
    for side in PORTRAIT_SIDES:
        square = ImageOps.fit(image, (side, side), Image.Resampling.LANCZOS, centering=(0.5, 0.4))
        variants.append(_webp(square, name=f"{side}.webp"))
    return Prepared(variants, PORTRAIT_SIDES[-1], PORTRAIT_SIDES[-1], _dominant_colour(image))


def prepare_emblem(file: IO[bytes]) -> Prepared:
    """A coat of arms whole, on a square that lets the page shine through."""
    image = _clean(file).convert("RGBA")
    variants = []
    for side in EMBLEM_SIDES:
        drawing = image.copy()
        drawing.thumbnail((side, side), Image.Resampling.LANCZOS)
        square = Image.new("RGBA", (side, side), (255, 255, 255, 0))
        square.paste(drawing, ((side - drawing.width) // 2, (side - drawing.height) // 2))
        variants.append(_webp(square, name=f"{side}.webp"))
    return Prepared(variants, EMBLEM_SIDES[-1], EMBLEM_SIDES[-1], _dominant_colour(image))


def prepare_poster(file: IO[bytes], *, name: str) -> Prepared:
    """The still picture of a video, and the one for social networks."""
    image = _clean(file)
    poster = _webp(_fit(image, 1280, WEBP_SIDE), name=name)
    return Prepared([_shared(image), poster], poster.width, poster.height, _dominant_colour(image))


def prepare_scan(file: IO[bytes]) -> bytes:
    """One clean copy of a photographed page, wide enough for its small print."""
    image = _clean(file)
    return _webp(_fit(image, SCAN_WIDTH, WEBP_SIDE), name="").content


def prepare_private(file: IO[bytes]) -> tuple[Variant, Variant]:
    """For a few readers: a small copy beside the words, and one wide enough for the small print of a letter."""
    image = _clean(file)
    small = _webp(_fit(image, SMALL_SIDE, SMALL_SIDE), name="")
    return small, _webp(_fit(image, SCAN_WIDTH, WEBP_SIDE), name="")


def _open(file: IO[bytes]) -> Image.Image:
    file.seek(0)
    try:
        image = Image.open(file, formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PhotoTooLarge from error
    except UnidentifiedImageError as error:
        file.seek(0)
        raise (VectorDrawing if b"<svg" in file.read(4096).lower() else NotAPhoto) from error
    except Exception as error:  # a decoder given hostile bytes may raise anything
        raise PhotoDamaged from error
    _require_small(image.size)
    return image


def _clean(file: IO[bytes]) -> Image.Image:
    image = _open(file)
    try:
        if image.format in {"JPEG", "MPO"}:
            # Decodes at a half or a quarter where that is still larger than the largest copy.
            image.draft("RGB", (WIDTHS[-1] * 2, WIDTHS[-1] * 2))
        image.load()
        _require_small(image.size)  # a frame may be larger than its file says
        return _cleaned(image, profile_of(image, file))
    except Refusal:
        raise
    except Exception as error:
        raise PhotoDamaged from error


def _cleaned(image: Image.Image, profile: bytes | None) -> Image.Image:
    image = in_srgb(ImageOps.exif_transpose(image), profile)
    image.info.clear()  # profiles, comments, XMP: encoders copy what they find there
    return image


def _require_small(size: tuple[int, int]) -> None:
    if size[0] * size[1] > MAX_PIXELS:
        raise PhotoTooLarge


def _animation(file: IO[bytes]) -> Variant | None:
    """None when nothing moves. A HEIC of several pictures is a burst, and a JPEG has two eyes."""
    image: Any = _open(file)
    if image.format not in ANIMATED_FORMATS:
        return None
    try:
        count = getattr(image, "n_frames", 1)
        first = 1 if image.info.get("default_image") else 0  # shown by those who do not know that it moves
        if count - first < 2:
            return None
        if count > MAX_FRAMES or count * image.width * image.height > MAX_FRAME_PIXELS:
            raise AnimationTooLong
        profile = profile_of(image, file)
        frames, lengths = [], []
        for index in range(first, count):
            image.seek(index)
            image.load()
            _require_small(image.size)
            lengths.append(_length(image.info.get("duration")))
            frame = _cleaned(image.copy(), profile)
            frames.append(_fit(frame, _moving_width(frame, count)))
        return _moving(frames, lengths, loop=_rounds(image, sum(lengths)))
    except Refusal:
        raise
    except Exception as error:
        raise PhotoDamaged from error


def _rounds(image: Any, milliseconds: int) -> int:
    """As the file says; a GIF that says nothing plays once. What moves beside a text stops by itself (WCAG 2.2.2)."""
    asked = int(image.info.get("loop", image.format == "GIF"))  # 0: for ever
    most = max(1, ANIMATED_MS // milliseconds)
    return min(asked, most) if asked else most


def _length(milliseconds: float | None) -> int:
    """Browsers all take what lasts no time for a tenth of a second."""
    return round(milliseconds) if milliseconds and milliseconds > 10 else 100


def _moving_width(frame: Image.Image, count: int) -> int:
    fitting = int(math.sqrt(ANIMATED_PIXELS / count * frame.width / frame.height))
    if fitting < min(ANIMATED_WIDTH_AT_LEAST, frame.width):
        raise AnimationTooLong
    return min(ANIMATED_WIDTH, fitting)


def _moving(frames: list[Image.Image], lengths: list[int], *, loop: int) -> Variant:
    out = io.BytesIO()
    first, *others = frames
    first.save(
        out, "WEBP", save_all=True, append_images=others, duration=lengths, loop=loop, quality=75, method=2
    )
    if out.tell() > ANIMATED_BYTES:
        raise AnimationTooLong
    return Variant(
        f"{first.width}.webp", first.width, first.height, "image/webp", out.getvalue(), is_animated=True
    )


def _widths(image: Image.Image) -> list[int]:
    """By width, never by the longest side: a tall picture is read from top to bottom, a panorama from end to end."""
    proportion = image.width / image.height
    opened = min(
        image.width,
        max(WIDTHS[-1], math.sqrt(PANORAMA_PIXELS * proportion)),
        math.sqrt(OPENED_PIXELS * proportion),
        JPEG_SIDE,
        JPEG_SIDE * proportion,
    )
    legible = min(image.height, LEGIBLE_HEIGHT) * proportion
    return [*(width for width in WIDTHS if legible <= width < int(opened)), max(1, int(opened))]


def _fit(image: Image.Image, width: int, max_height: int = JPEG_SIDE) -> Image.Image:
    """At most so wide and so high."""
    width = min(width, image.width)
    height = max(1, round(image.height * width / image.width))
    if height > max_height:
        width, height = max(1, round(width * max_height / height)), max_height
    return image if (width, height) == image.size else image.resize((width, height), Image.Resampling.LANCZOS)


def _copy(image: Image.Image, width: int) -> Variant:
    image = _fit(image, width)
    if max(image.size) <= WEBP_SIDE:
        return _webp(image, name=f"{width}.webp")
    return _jpeg(image, name=f"{width}.jpg")


def _webp(image: Image.Image, *, name: str) -> Variant:
    out = io.BytesIO()
    image.save(out, "WEBP", quality=80, method=4)
    return Variant(name, image.width, image.height, "image/webp", out.getvalue())


def _shared(image: Image.Image) -> Variant:
    return _jpeg(_fit(image, SHARED_WIDTH, SHARED_HEIGHT), name="partage.jpg")


def _jpeg(image: Image.Image, *, name: str) -> Variant:
    if image.mode == "RGBA":
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("RGB")
    out = io.BytesIO()
    image.save(out, "JPEG", quality=82, progressive=True, optimize=True)
    return Variant(name, image.width, image.height, "image/jpeg", out.getvalue())


def _dominant_colour(image: Image.Image) -> str:
    pixel = image.convert("RGB").resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
    assert isinstance(pixel, tuple)
    return "#{:02x}{:02x}{:02x}".format(*(int(value) for value in pixel))
