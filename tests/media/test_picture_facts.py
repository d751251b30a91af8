"""What a picture says of itself (colours, shape, movement, which way up), and what becomes of it."""

import io
import struct
import zlib
from collections.abc import Callable

import pillow_heif
import pytest
from PIL import Image, ImageOps

from civic.media import pictures
from civic.media.icc import written
from tests.media.files import encoded, picture

P3 = (0.68, 0.32, 0.265, 0.69, 0.15, 0.06, 0.3127, 0.329)
ADOBE = (0.64, 0.33, 0.21, 0.71, 0.15, 0.06, 0.3127, 0.329)
# A green of Display-P3 and one of Adobe RGB, and what they are in sRGB, worked out by hand.
P3_GREEN, GREEN = (120, 180, 90), (101, 182, 76)
ADOBE_GREEN, PRINTED_GREEN = (130, 180, 100), (103, 182, 94)


def _prepare(content: bytes) -> pictures.Prepared:
    return pictures.prepare(io.BytesIO(content))


def _colour(content: bytes, at: tuple[int, int] = (20, 20)) -> tuple[int, ...]:
    copy = Image.open(io.BytesIO(_prepare(content).variants[-1].content))
    return tuple(copy.convert("RGB").getpixel(at))


def _plain(colour: tuple[int, ...]) -> Image.Image:
    return Image.new("RGB", (64, 64), colour)


def _p3(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _with_chunk(png: bytes, kind: bytes, data: bytes) -> bytes:
    return png[:33] + _chunk(kind, data) + png[33:]


def _avif_in(primaries: int, transfer: int) -> bytes:
    content = bytearray(encoded(_plain(P3_GREEN), "AVIF", quality=95))
    at = content.index(b"nclx") + 4
    content[at : at + 4] = struct.pack(">HH", primaries, transfer)
    return bytes(content)


def _heic_in(primaries: int, transfer: int) -> bytes:
    out = io.BytesIO()
    pillow_heif.from_pillow(_plain(P3_GREEN)).save(
        out,
        quality=95,
        color_primaries=primaries,
        transfer_characteristics=transfer,
        matrix_coefficients=6,
        full_range_flag=1,
    )
    return out.getvalue()


@pytest.mark.parametrize(
    "make",
    [
        lambda: encoded(_plain(P3_GREEN), "JPEG", icc_profile=written(P3, _p3), quality=95),
        lambda: encoded(_plain(P3_GREEN), "PNG", icc_profile=written(P3, _p3)),
        lambda: encoded(_plain(P3_GREEN), "WEBP", icc_profile=written(P3, _p3), quality=95),
        lambda: encoded(_plain(P3_GREEN).quantize(4), "PNG", icc_profile=written(P3, _p3)),
        lambda: encoded(_plain(P3_GREEN).convert("RGBA"), "PNG", icc_profile=written(P3, _p3)),
        lambda: _with_chunk(encoded(_plain(P3_GREEN), "PNG"), b"cICP", bytes([12, 13, 0, 1])),
        lambda: _avif_in(12, 13),
        lambda: _heic_in(12, 13),
    ],
    ids=["jpeg", "png", "webp", "palette", "transparent", "cicp", "avif", "heic"],
)
def test_wide_colours_become_those_of_ordinary_screens(make: Callable[[], bytes]) -> None:
    assert _colour(make()) == pytest.approx(GREEN, abs=3)


def test_adobe_colours_are_known_by_profile_and_by_the_word_of_a_camera() -> None:
    by_profile = _colour(
        encoded(_plain(ADOBE_GREEN), icc_profile=written(ADOBE, lambda v: v ** (563 / 256)), quality=95)
    )
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0xA001] = 0xFFFF
    exif.get_ifd(0x8769)[0xA005] = {1: "R03"}
    assert _colour(encoded(_plain(ADOBE_GREEN), exif=exif, quality=95)) == by_profile
    assert by_profile == pytest.approx(PRINTED_GREEN, abs=2)


def test_corners_and_gamma_of_a_png_count_unless_it_says_that_it_is_ordinary() -> None:
    corners = struct.pack(">8I", 31270, 32900, 68000, 32000, 26500, 69000, 15000, 6000)
    content = _with_chunk(encoded(_plain(P3_GREEN), "PNG"), b"cHRM", corners)
    assert _colour(_with_chunk(content, b"gAMA", struct.pack(">I", 45455))) == pytest.approx(GREEN, abs=4)
    assert _colour(_with_chunk(content, b"sRGB", b"\0")) == pytest.approx(P3_GREEN, abs=3)
    lying = _with_chunk(encoded(_plain(P3_GREEN), "PNG"), b"cHRM", bytes(32))
    assert _colour(lying) == pytest.approx(P3_GREEN, abs=3)


@pytest.mark.parametrize(("transfer", "white"), [(16, 0x94), (18, 191)])
def test_white_of_paper_in_high_dynamic_range_stays_bright(transfer: int, white: int) -> None:
    content = bytearray(encoded(_plain((white,) * 3), "AVIF", quality=95))
    at = content.index(b"nclx") + 4
    content[at : at + 4] = struct.pack(">HH", 9, transfer)
    red, green, blue = _colour(bytes(content))
    assert 190 < green < 245
    assert max(red, blue) - min(red, blue) < 4


def test_ordinary_colours_stay_what_they_are() -> None:
    for form in ("JPEG", "PNG", "WEBP", "AVIF"):
        assert _colour(encoded(_plain((200, 60, 40)), form)) == pytest.approx((200, 60, 40), abs=4)


def test_sixteen_bits_of_grey_keep_their_light() -> None:
    grey = Image.frombytes("I;16", (64, 64), struct.pack("<H", 0xB45A) * 4096)
    assert _colour(encoded(grey, "PNG")) == pytest.approx((0xB4,) * 3, abs=2)


def test_a_palette_keeps_what_shines_through() -> None:
    image = Image.new("P", (64, 64), 1)
    image.putpalette([0, 0, 0, 200, 60, 40])
    image.paste(0, (0, 0, 32, 64))
    for form in ("PNG", "GIF"):
        copy = Image.open(io.BytesIO(_prepare(encoded(image, form, transparency=0)).variants[-1].content))
        assert copy.mode == "RGBA"
        assert copy.getpixel((5, 5))[3] == 0
        assert copy.getpixel((50, 5)) == pytest.approx((200, 60, 40, 255), abs=4)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF"])
def test_all_eight_ways_to_hold_a_camera(orientation: int, form: str) -> None:
    upright = picture(64, 48)
    upright.paste((30, 200, 60), (0, 0, 16, 16))  # green above, on the left
    turning = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # what undoes it
    held = upright if orientation == 1 else upright.transpose(Image.Transpose(turning[orientation]))
    exif = Image.Exif()
    exif[0x0112] = orientation
    content = encoded(held, form, exif=exif.tobytes(), quality=95)
    prepared = _prepare(content)
    assert (prepared.width, prepared.height) == (64, 48)
    red, green, _ = _colour(content, (6, 6))
    assert green > 150 > red
    assert ImageOps.exif_transpose(Image.open(io.BytesIO(content))).size == (64, 48)


def _animated(form: str, count: int = 3, size: tuple[int, int] = (300, 200), **options: object) -> bytes:
    frames = [
        Image.new("RGB", size, (40 * (index % 6), 200 - 30 * (index % 6), 90)) for index in range(count)
    ]
    return encoded(frames[0], form, save_all=True, append_images=frames[1:], duration=200, **options)


@pytest.mark.parametrize("form", ["GIF", "PNG", "WEBP", "AVIF"])
def test_what_moves_still_moves(form: str) -> None:
    prepared = _prepare(_animated(form))
    shared, moving = prepared.variants
    assert (shared.name, moving.name, moving.is_animated) == ("partage.jpg", "300.webp", True)
    assert moving.as_data()["moves"] is True
    copy = Image.open(io.BytesIO(moving.content))
    assert (copy.n_frames, copy.size) == (3, (300, 200))
    copy.seek(1)
    copy.load()
    assert copy.info["duration"] == 200
    assert copy.convert("RGB").getpixel((9, 9)) == pytest.approx((40, 170, 90), abs=12)


def test_a_burst_of_two_eyes_does_not_move() -> None:
    prepared = _prepare(encoded(picture(), "MPO", save_all=True, append_images=[picture()]))
    assert not any(variant.is_animated for variant in prepared.variants)


def test_frames_that_last_no_time_last_a_tenth_of_a_second() -> None:
    frames = [Image.new("RGB", (40, 30), (60 * index, 0, 0)) for index in range(3)]
    content = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=0, loop=2)
    copy = Image.open(io.BytesIO(_prepare(content).variants[-1].content))
    copy.seek(1)
    copy.load()
    assert copy.info["duration"] == 100
    assert copy.info["loop"] == 2


@pytest.mark.parametrize(
    ("loop", "milliseconds", "rounds"), [(0, 500, 3), (0, 4000, 1), (2, 500, 2), (9, 500, 3)]
)
def test_what_moves_stops_after_five_seconds_at_the_end_of_a_round(
    loop: int, milliseconds: int, rounds: int
) -> None:
    frames = [Image.new("RGB", (40, 30), (60 * index, 0, 0)) for index in range(3)]
    timing = {"duration": milliseconds, "loop": loop}
    content = encoded(frames[0], "WEBP", save_all=True, append_images=frames[1:], **timing)
    assert Image.open(io.BytesIO(_prepare(content).variants[-1].content)).info["loop"] == rounds


def test_an_animation_without_end_is_refused_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MAX_FRAMES", 5)
    with pytest.raises(pictures.AnimationTooLong, match="MP4"):
        _prepare(_animated("GIF", 6, (40, 30)))
    monkeypatch.setattr(pictures, "ANIMATED_BYTES", 100)
    with pytest.raises(pictures.AnimationTooLong):
        _prepare(_animated("GIF", 4, (40, 30)))
    monkeypatch.setattr(pictures, "ANIMATED_PIXELS", 50_000)
    with pytest.raises(pictures.AnimationTooLong):
        _prepare(_animated("GIF", 5))


@pytest.mark.parametrize(
    ("size", "opened"),
    [
        ((1080, 16_000), (1080, 16_000)),
        ((300, 20_000), (300, 20_000)),
        ((30_000, 40), (30_000, 40)),
        ((40, 30_000), (40, 30_000)),
        ((8000, 800), (3577, 358)),
        ((4000, 3000), (1600, 1200)),
        ((1, 9000), (1, 9000)),
        ((9000, 1), (9000, 1)),
    ],
)
def test_every_shape_is_legible_when_it_is_opened(size: tuple[int, int], opened: tuple[int, int]) -> None:
    prepared = _prepare(encoded(Image.new("RGB", size, (9, 90, 9)), "PNG"))
    assert (prepared.width, prepared.height) == opened
    largest = prepared.variants[-1]
    assert Image.open(io.BytesIO(largest.content)).size == opened
    assert largest.type == ("image/webp" if max(opened) <= 16_383 else "image/jpeg")
    assert all(v.height >= min(size[1], 100) for v in prepared.variants[1:])


@pytest.mark.parametrize("size", [(30_000, 40), (40, 30_000), (1, 9000), (9000, 1)])
def test_every_shape_becomes_a_portrait_a_coat_of_arms_a_poster_and_a_scan(size: tuple[int, int]) -> None:
    content = encoded(Image.new("RGB", size, (9, 90, 9)), "PNG")
    for prepare in (pictures.prepare_portrait, pictures.prepare_emblem):
        assert prepare(io.BytesIO(content)).width == 320
    assert pictures.prepare_poster(io.BytesIO(content), name="affiche.webp").variants
    assert pictures.prepare_scan(io.BytesIO(content))
