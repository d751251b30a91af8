"""Photos: what is accepted, decided by content and never by name, and the clean copies made of it."""

import io
import warnings
from dataclasses import dataclass
from typing import IO, Any

import pillow_heif
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from civic.core.refusals import Refusal

pillow_heif.register_heif_opener()

MAX_BYTES = 30 * 1024 * 1024
MAX_PIXELS = 60_000_000
FORMATS = ["JPEG", "PNG", "WEBP", "GIF", "HEIF", "AVIF"]  # an MPO, the JPEG of many phones, opens as JPEG
WIDTHS = (320, 640, 960, 1600)
PORTRAIT_SIDES = (96, 320)
EMBLEM_SIDES = (96, 320)
SHARED_WIDTH = 1200
SCAN_WIDTH = 2000
MAX_HEIGHT = 4800  # of a variant: WebP ends at 16,383

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


@dataclass(frozen=True, slots=True)
class Variant:
    name: str
    width: int
    height: int
    type: str
    content: bytes

    def as_data(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "width": self.width,
            "height": self.height,
            "bytes": len(self.content),
            "type": self.type,
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
            image.draft("RGB", (image.width // 8, image.height // 8))
            image.load()
        elif image.format == "PNG":
            image.verify()
    except Exception as error:  # a decoder given hostile bytes may raise anything
        raise PhotoDamaged from error
    finally:
        file.seek(0)
    return dimensions


def prepare(file: IO[bytes]) -> Prepared:
    """The clean copies of a photo: upright, sRGB, without any metadata, never larger than the original."""
    image = _clean(file)
    widths = sorted({min(width, image.width) for width in WIDTHS})
    variants = [_webp(_fit(image, width), name=f"{width}.webp") for width in widths]
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
        drawing = ImageOps.contain(image, (side, side), Image.Resampling.LANCZOS)
        square = Image.new("RGBA", (side, side), (255, 255, 255, 0))
        square.paste(drawing, ((side - drawing.width) // 2, (side - drawing.height) // 2))
        variants.append(_webp(square, name=f"{side}.webp"))
    return Prepared(variants, EMBLEM_SIDES[-1], EMBLEM_SIDES[-1], _dominant_colour(image))


def prepare_poster(file: IO[bytes], *, name: str) -> Prepared:
    """The still picture of a video, and the one for social networks."""
    image = _clean(file)
    poster = _webp(_fit(image, min(1280, image.width)), name=name)
    return Prepared([_shared(image), poster], poster.width, poster.height, _dominant_colour(image))


def prepare_scan(file: IO[bytes]) -> bytes:
    """One clean copy of a photographed page, wide enough for its small print."""
    image = _clean(file)
    return _webp(_fit(image, min(SCAN_WIDTH, image.width)), name="").content


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
    if image.width * image.height > MAX_PIXELS:
        raise PhotoTooLarge
    return image


def _clean(file: IO[bytes]) -> Image.Image:
    image = _open(file)
    try:
        if image.format in {"JPEG", "MPO"}:
            # Decodes at a half or a quarter where that is still larger than the largest copy.
            image.draft("RGB", (WIDTHS[-1] * 2, WIDTHS[-1] * 2))
        image.load()
        image = ImageOps.exif_transpose(image)
        image = _to_srgb(image)
    except Exception as error:
        raise PhotoDamaged from error
    image.info.clear()  # profiles, comments, XMP: encoders copy what they find there
    return image


def _to_srgb(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):  # 16 bits of grey
        image = image.point(lambda value: value / 256).convert("L")
    transparent = image.has_transparency_data
    profile = image.info.get("icc_profile")
    if profile and image.mode in {"RGB", "CMYK", "L", "RGBA"}:
        try:
            alpha = image.getchannel("A") if image.mode == "RGBA" else None
            source = image.convert("RGB") if image.mode == "RGBA" else image
            converted = ImageCms.profileToProfile(
                source,
                ImageCms.ImageCmsProfile(io.BytesIO(profile)),
                ImageCms.createProfile("sRGB"),
                outputMode="RGB",
            )
            assert converted is not None
            if alpha:
                converted.putalpha(alpha)
            return converted
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # a broken profile: the colours as they are
    return image.convert("RGBA" if transparent else "RGB")


def _fit(image: Image.Image, width: int) -> Image.Image:
    height = max(1, round(image.height * width / image.width))
    if height > MAX_HEIGHT:
        width, height = max(1, round(width * MAX_HEIGHT / height)), MAX_HEIGHT
    return image if (width, height) == image.size else image.resize((width, height), Image.Resampling.LANCZOS)


def _webp(image: Image.Image, *, name: str) -> Variant:
    out = io.BytesIO()
    image.save(out, "WEBP", quality=80, method=4)
    return Variant(name, image.width, image.height, "image/webp", out.getvalue())


def _shared(image: Image.Image) -> Variant:
    image = _fit(image, min(SHARED_WIDTH, image.width))
    if image.mode == "RGBA":
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("RGB")
    out = io.BytesIO()
    image.save(out, "JPEG", quality=82, progressive=True, optimize=True)
    return Variant("partage.jpg", image.width, image.height, "image/jpeg", out.getvalue())


def _dominant_colour(image: Image.Image) -> str:
    pixel = image.convert("RGB").resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
    assert isinstance(pixel, tuple)
    return "#{:02x}{:02x}{:02x}".format(*(int(value) for value in pixel))
