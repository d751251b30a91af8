import io
import time

import pytest
from PIL import Image, ImageCms

from civic.media import pictures
from tests.media.files import encoded, heic, noise, picture, png_header, with_position


def _inspect(content: bytes) -> tuple[int, int]:
    return pictures.inspect(io.BytesIO(content), len(content))


def _prepare(content: bytes) -> pictures.Prepared:
    return pictures.prepare(io.BytesIO(content))


def _opened(variant: pictures.Variant) -> Image.Image:
    return Image.open(io.BytesIO(variant.content))


def test_copies_have_the_widths_of_screens_and_never_more_than_the_original() -> None:
    prepared = _prepare(encoded(picture(1200, 900)))
    assert [(v.name, v.width, v.height, v.type) for v in prepared.variants] == [
        ("partage.jpg", 1200, 900, "image/jpeg"),
        ("320.webp", 320, 240, "image/webp"),
        ("640.webp", 640, 480, "image/webp"),
        ("960.webp", 960, 720, "image/webp"),
        ("1200.webp", 1200, 900, "image/webp"),
    ]
    assert (prepared.width, prepared.height) == (1200, 900)
    assert all(_opened(v).size == (v.width, v.height) for v in prepared.variants)
    small = _prepare(encoded(picture(100, 80)))
    assert [(v.name, v.width) for v in small.variants] == [("partage.jpg", 100), ("100.webp", 100)]


def test_a_photo_is_turned_upright_and_loses_the_place_where_it_was_taken() -> None:
    content = with_position(picture(800, 600), orientation=6)
    assert b"Exif" in content
    assert Image.open(io.BytesIO(content)).getexif().get_ifd(0x8825)
    prepared = _prepare(content)
    assert (prepared.width, prepared.height) == (600, 800)
    for variant in prepared.variants:
        image = _opened(variant)
        assert dict(image.getexif()) == {}
        assert not {"exif", "xmp", "comment", "icc_profile"} & set(image.info)
        assert b"chez moi" not in variant.content
        top, bottom = (
            image.convert("RGB").getpixel((5, 5)),
            image.convert("RGB").getpixel((5, image.height - 5)),
        )
        assert top[0] > 150 > top[2]  # orientation 6: what was left comes on top
        assert bottom[2] > 150 > bottom[0]


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_every_usual_format_is_read(form: str) -> None:
    content = encoded(picture(400, 300), form)
    assert _inspect(content) == (400, 300)
    assert _prepare(content).width == 400


def test_heic_of_phones_is_read() -> None:
    content = heic(picture(400, 300))
    assert _inspect(content) == (400, 300)
    prepared = _prepare(content)
    assert (prepared.width, prepared.height) == (400, 300)
    assert _opened(prepared.variants[-1]).convert("RGB").getpixel((20, 150))[0] > 150


def test_colours_of_another_profile_become_srgb() -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    content = encoded(picture(400, 300, mode="CMYK"))
    red = _opened(_prepare(content).variants[-1]).convert("RGB").getpixel((20, 150))
    assert red[0] > 150 > red[1]
    broken = encoded(picture(400, 300), icc_profile=lab.tobytes())  # a profile that does not fit the picture
    assert _prepare(broken).width == 400


@pytest.mark.parametrize("mode", ["L", "LA", "P", "RGBA", "1", "I;16"])
def test_every_mode_of_png_becomes_a_picture(mode: str) -> None:
    image = picture(400, 300, mode="L").convert("I;16") if mode == "I;16" else picture(400, 300, mode=mode)
    assert _prepare(encoded(image, "PNG")).width == 400


def test_transparency_is_kept_and_white_where_it_cannot_be() -> None:
    prepared = _prepare(encoded(Image.new("RGBA", (400, 300), (0, 0, 0, 0)), "PNG"))
    shared, largest = _opened(prepared.variants[0]), _opened(prepared.variants[-1])
    assert largest.mode == "RGBA"
    assert shared.getpixel((9, 9)) == (255, 255, 255)


def test_a_portrait_is_square() -> None:
    prepared = pictures.prepare_portrait(io.BytesIO(encoded(picture(800, 600))))
    assert [(v.name, v.width, v.height) for v in prepared.variants] == [
        ("96.webp", 96, 96),
        ("320.webp", 320, 320),
    ]


def test_the_colour_shown_meanwhile_is_the_picture_s_own() -> None:
    assert _prepare(encoded(Image.new("RGB", (64, 64), (16, 32, 48)), "PNG")).colour == "#102030"


def test_a_hundred_megapixels_are_refused_from_the_header_alone() -> None:
    start = time.perf_counter()
    with pytest.raises(pictures.PhotoTooLarge):
        _inspect(png_header(10_000, 10_000))
    assert time.perf_counter() - start < 1
    with pytest.raises(pictures.PhotoTooLarge):
        _inspect(png_header(60_000, 60_000))
    with pytest.raises(pictures.PhotoTooLarge):  # the worker does not trust the request that let it in
        _prepare(png_header(10_000, 10_000))


@pytest.mark.parametrize(
    "content",
    [
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"<!doctype html><script>alert(1)</script>",
        b"MZ\x90\x00" + b"\x00" * 200,
        b"\x7fELF" + b"\x00" * 200,
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n",
        b"%PDF-1.7\n",
        b"GIF89a",
        encoded(picture(40, 30), "BMP"),
    ],
)
def test_what_is_no_photo_is_refused_whatever_its_name(content: bytes) -> None:
    with pytest.raises(pictures.NotAPhoto):
        _inspect(content)


def test_an_empty_file_and_a_heavy_one_are_refused() -> None:
    with pytest.raises(pictures.PhotoEmpty):
        _inspect(b"")
    with pytest.raises(pictures.PhotoTooHeavy):
        pictures.inspect(io.BytesIO(b"x"), 30 * 1024 * 1024 + 1)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_photo_cut_in_the_middle_is_refused_at_once(form: str) -> None:
    content = encoded(noise(300, 200), form)
    with pytest.raises(pictures.PhotoDamaged):
        _inspect(content[: len(content) // 2])


@pytest.mark.parametrize("form", ["HEIC", "AVIF", "GIF"])
def test_a_cut_that_the_header_hides_is_found_by_the_worker(form: str) -> None:
    content = heic(noise(300, 200)) if form == "HEIC" else encoded(noise(300, 200), form)
    with pytest.raises((pictures.PhotoDamaged, pictures.NotAPhoto)):
        _prepare(content[: len(content) // 2])
