"""What a video's file says of its streams, and what becomes of it, with the real ffmpeg."""

from fractions import Fraction
from pathlib import Path

import pytest

from civic.media import streams, videos
from civic.media.apps import check_converter
from tests.media.conftest import needs_ffmpeg
from tests.media.films import (
    X264,
    card,
    converted,
    cover_first,
    described,
    ffmpeg,
    halves,
    pixels,
    rate,
    tone,
    turned,
)

pytestmark = [pytest.mark.real_time, needs_ffmpeg]


def _stream(index: int, **what: object) -> dict[str, object]:
    usual = {"index": index, "codec_type": "video", "codec_name": "h264", "width": 640, "height": 360}
    return usual | {"avg_frame_rate": "25/1"} | what


def test_a_cover_picture_that_comes_first_is_not_the_film(tmp_path: Path) -> None:
    cover, film, path = tmp_path / "cover.jpg", tmp_path / "film.mp4", tmp_path / "both.mp4"
    ffmpeg(*card("64x64"), "-frames:v", "1", cover)
    ffmpeg(*card("640x360"), *X264, film)
    ffmpeg(
        *["-i", cover, "-i", film, "-map", "1", "-map", "0", "-c", "copy"],
        *["-disposition:v:1", "attached_pic", path],
    )
    first = cover_first(path)
    assert [one["codec_name"] for one in described(first)] == ["mjpeg", "h264"]
    assert videos.probe(first, "mov").video == 1
    target, made = converted(first)
    assert (made.width, made.height) == (640, 360)
    assert len(described(target)) == 1


def test_a_still_picture_that_nothing_marks_as_a_cover_is_not_the_film_either(tmp_path: Path) -> None:
    cover, film, path = tmp_path / "cover.jpg", tmp_path / "film.mp4", tmp_path / "both.mkv"
    ffmpeg(*card("64x64"), "-frames:v", "1", cover)
    ffmpeg(*card("640x360"), *X264, film)
    ffmpeg("-i", cover, "-i", film, "-map", "0", "-map", "1", "-c", "copy", "-disposition", "0", path)
    _, made = converted(path, "matroska")
    assert (made.width, made.height) == (640, 360)


@pytest.mark.parametrize(
    ("size", "sample", "shown"),
    [
        ("720x576", "64/45", (1024, 576)),
        ("720x576", "16/15", (768, 576)),
        ("720x480", "8/9", (720, 540)),
        ("640x480", "4/3", (852, 480)),
        ("320x240", "1/1000", (320, 240)),  # a lie
    ],
)
def test_pixels_that_are_not_square_are_made_so(
    size: str, sample: str, shown: tuple[int, int], tmp_path: Path
) -> None:
    path = tmp_path / "film.mp4"
    ffmpeg(*card(size, 0.2), "-vf", f"setsar={sample}", *X264, path)
    target, made = converted(path)
    assert (made.width, made.height) == shown
    assert described(target)[0]["sample_aspect_ratio"] == "1:1"


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
@pytest.mark.parametrize("sample", ["1", "2"])
def test_a_film_is_set_upright(degrees: int, sample: str, tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    ffmpeg(*halves("160x120"), "-vf", f"setsar={sample}", *X264, path)
    target, made = converted(turned(path, degrees, tmp_path / "turned.mp4"))
    upright = (320 if sample == "2" else 160, 120)
    assert (made.width, made.height) == (upright[::-1] if degrees % 180 else upright)
    # Clockwise: what was above is on the right, below, on the left.
    where = {0: (0.5, 0.1), 90: (0.9, 0.5), 180: (0.5, 0.9), 270: (0.1, 0.5)}[degrees]
    red, _, blue = pixels(target, where)[0]
    assert red > 200 > 80 > blue


@pytest.mark.parametrize("transfer", ["smpte2084", "arib-std-b67"])
@pytest.mark.parametrize("maps", [True, False])
def test_films_in_high_dynamic_range_have_colours_of_ordinary_screens_or_say_theirs(
    transfer: str, maps: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if maps and not videos.can_map_tones():
        pytest.skip("this machine's ffmpeg has no zscale")
    monkeypatch.setattr(videos, "can_map_tones", lambda: maps)
    path = tmp_path / "hdr.mp4"
    made_of = ["-c:v", "libx265", "-preset", "ultrafast", "-pix_fmt", "yuv420p10le", "-tag:v", "hvc1"]
    colours = f"colorprim=bt2020:transfer={transfer}:colormatrix=bt2020nc:log-level=none"
    ffmpeg(*card("320x180", 0.2), *made_of, "-x265-params", colours, path)
    facts = videos.probe(path, "mov")
    assert (facts.is_hdr, facts.transfer) == (True, transfer)
    target, made = converted(path)
    assert (made.matrix, made.primaries, made.transfer) == (
        ("bt709", "bt709", "bt709") if maps else ("bt709", "bt2020", transfer)
    )
    assert described(target)[0]["pix_fmt"] == "yuv420p"


def test_a_machine_that_cannot_map_tones_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(videos, "can_map_tones", lambda: False)
    assert [found.id for found in check_converter(None)] == ["media.W001"]
    monkeypatch.setattr(videos, "can_map_tones", lambda: True)
    assert check_converter(None) == []


def test_white_of_paper_in_high_dynamic_range_is_not_grey_afterwards(tmp_path: Path) -> None:
    """203 cd/m², where graphics put their white, is about 58 % of PQ."""
    if not videos.can_map_tones():
        pytest.skip("this machine's ffmpeg has no zscale")
    path = tmp_path / "hdr.mp4"
    ffmpeg(
        *["-f", "lavfi", "-i", "color=0x949494:size=64x64:duration=0.2", "-c:v", "libx265"],
        *["-pix_fmt", "yuv420p10le", "-tag:v", "hvc1", "-x265-params"],
        *["colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc:log-level=none", path],
    )
    target, _ = converted(path)
    colour = pixels(target, (0.5, 0.5))[0]
    assert min(colour) > 170
    assert max(colour) - min(colour) < 6


def test_colours_of_television_and_of_computers_stay_the_same(tmp_path: Path) -> None:
    for name, matrix in (("bt709", "bt709"), ("bt601", "smpte170m")):
        path = tmp_path / f"{name}.mp4"
        filters = f"scale=out_color_matrix={name}:out_range=tv,format=yuv420p"
        ffmpeg(
            *["-f", "lavfi", "-i", "color=0xC83C28:size=64x64:duration=0.2", "-vf", filters],
            *[*X264, "-colorspace", matrix, path],
        )
        target, made = converted(path)
        assert made.matrix == "bt709"
        assert pixels(target, (0.5, 0.5))[0] == pytest.approx((200, 60, 40), abs=6)


def test_data_texts_and_second_sounds_are_left_out(tmp_path: Path) -> None:
    path, texts = tmp_path / "film.mkv", tmp_path / "texts.srt"
    texts.write_text("1\n00:00:00,000 --> 00:09:00,000\nBonjour\n")
    ffmpeg(
        *[*card(), *tone(440), *tone(880), "-i", texts, "-map", "0", "-map", "1", "-map", "2", "-map", "3"],
        *["-disposition:a:0", "0", "-disposition:a:1", "default", *X264, "-c:a", "aac", "-c:s", "srt", path],
    )
    assert videos.probe(path, "matroska").sound == 2
    path = tmp_path / "film.mov"
    ffmpeg(*card(), *tone(), *X264, "-c:a", "aac", "-timecode", "01:00:00:00", path)
    assert [one["codec_type"] for one in described(path)][-1] == "data"
    target, _ = converted(path)
    assert [one["codec_type"] for one in described(target)] == ["video", "audio"]


@pytest.mark.parametrize(
    ("size", "shown"),
    [
        ("321x241", (320, 240)),
        ("2x2", (2, 2)),
        ("16x16", (16, 16)),
        ("3000x30", (3000, 30)),
        ("30x3000", (30, 3000)),
        ("6000x60", (4096, 40)),
        ("1920x1080", (1280, 720)),
    ],
)
def test_odd_and_extreme_shapes(size: str, shown: tuple[int, int], tmp_path: Path) -> None:
    path = tmp_path / "film.mkv"
    ffmpeg(*card(size, 0.12), "-c:v", "ffv1", path)
    _, made = converted(path, "matroska")
    assert made.width == pytest.approx(shown[0], abs=2)
    assert made.height == pytest.approx(shown[1], abs=2)
    assert made.width % 2 == made.height % 2 == 0


@pytest.mark.parametrize(
    ("filmed", "made"), [("240", 30), ("25", 25), ("30000/1001", Fraction(30000, 1001)), ("5", 5)]
)
def test_pictures_a_second(filmed: str, made: Fraction, tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    ffmpeg(*card("64x64", 1, filmed), *X264, path)
    target, _ = converted(path)
    assert rate(target) == made


def test_a_rate_that_varies_keeps_the_length(tmp_path: Path) -> None:
    path = tmp_path / "film.mkv"
    ffmpeg(*card("64x64", 2, "50"), "-vf", "select='lt(t,1)+not(mod(n,10))'", "-vsync", "vfr", *X264, path)
    _, made = converted(path, "matroska")
    assert made.seconds == pytest.approx(2, abs=0.2)


@pytest.mark.parametrize("stored", ["yuv420p10le", "yuv422p10le", "yuv444p", "gbrp"])
def test_every_depth_becomes_what_browsers_play(stored: str, tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    codec = "libx264rgb" if stored == "gbrp" else "libx264"
    ffmpeg(*card("64x64"), "-c:v", codec, "-pix_fmt", "rgb24" if stored == "gbrp" else stored, path)
    target, _ = converted(path)
    assert described(target)[0]["pix_fmt"] == "yuv420p"


def test_a_film_cut_after_its_index_is_said_rather_than_shortened(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    ffmpeg(*card("320x240", 8), *X264, "-movflags", "+faststart", path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 3])
    with pytest.raises(videos.VideoDamaged):
        converted(path)


def test_what_cannot_be_read_is_said() -> None:
    for locked in (
        {"codec_name": "unknown"},
        {"codec_tag_string": "encv"},
        {"side_data_list": [{"side_data_type": "DOVI configuration record", "dv_profile": 5}]},
        {"width": 0},
    ):
        with pytest.raises(streams.UnknownCodec):
            streams.read({"streams": [_stream(0, **locked)]})
    assert streams.read({"streams": [_stream(0, codec_tag_string="encv"), _stream(1)]}).video == 1


def test_a_second_sound_that_nobody_can_read_is_passed_over() -> None:
    rooms = {"index": 1, "codec_type": "audio", "disposition": {"default": 1}}
    sound = {"index": 2, "codec_type": "audio", "codec_name": "aac"}
    assert streams.read({"streams": [_stream(0), rooms, sound]}).sound == 2
