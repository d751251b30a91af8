"""What a publication shows of its media."""

import re

import pytest
from django.template.loader import render_to_string

from civic.core.ids import new_id
from civic.media.enums import MediaKind, MediaStatus
from civic.media.models import LinkPreview, Media
from tests.html import on_one_line
from tests.media.conftest import EZE


def _photo(number: int = 1, **fields: object) -> Media:
    variants = [
        {"name": f"{w}.webp", "width": w, "height": w * 3 // 4, "bytes": 1, "type": "image/webp"}
        for w in (320, 800)
    ]
    given: dict[str, object] = {
        "kind": MediaKind.PHOTO,
        "status": MediaStatus.READY,
        "alt": f"Photo {number}",
        "width": 800,
        "height": 600,
        "variants": variants,
    }
    return Media(id=new_id(), commune_id=1, **(given | fields))


def _render(template: str, **context: object) -> str:
    return on_one_line(render_to_string(f"media/{template}.html", {"commune": EZE, **context}))


@pytest.mark.parametrize(
    ("count", "shape", "links"), [(1, "1", 1), (2, "2", 2), (3, "3", 3), (4, "4", 4), (7, "more", 4)]
)
def test_photos_stand_in_a_mosaic(count: int, shape: str, links: int) -> None:
    page = _render("photos", photos=[_photo(i) for i in range(count)])
    assert f'class="photos photos--{shape}"' in page
    assert page.count("<img ") == page.count('class="photos__item"') == links
    assert ("+3" in page) == (count == 7)
    assert page.count('data-photos-target="link" hidden') == max(0, count - 4)
    assert page.count("/800.webp?v=1") >= count


@pytest.mark.parametrize(("count", "across"), [(1, 1), (2, 0), (3, 1), (4, 0), (7, 0)])
def test_a_photo_that_stands_across_is_asked_for_as_wide_as_it_is_shown(count: int, across: int) -> None:
    """The first of three took the copy of a half: 320 px wide, shown on 606."""
    page = _render("photos", photos=[_photo(i, width=800, height=800) for i in range(count)])
    wanted = ["40rem, 100vw"] * across + ["20rem, 50vw"] * (min(count, 4) - across)
    assert re.findall(r'sizes="\(min-width: 64rem\) ([^"]*)"', page) == wanted


@pytest.mark.parametrize(
    ("width", "height", "sizes"),
    [
        (800, 800, "20rem, 50vw"),
        (600, 800, "20rem, 50vw"),
        (800, 600, "26.67rem, 66.67vw"),
        (3000, 1000, "60rem, 150vw"),
    ],
)
def test_a_picture_that_its_box_cuts_is_asked_for_as_wide_as_it_is_drawn(
    width: int, height: int, sizes: str
) -> None:
    page = _render("photos", photos=[_photo(i, width=width, height=height) for i in range(2)])
    assert page.count(f'sizes="(min-width: 64rem) {sizes}"') == 2


def test_a_photo_says_its_size_and_its_copies() -> None:
    media = _photo(alt='Le "port"')
    page = _render("photo", photo=media, place="half")
    assert f'src="/eze-06/medias/{media.id}/320.webp?v=1"' in page
    assert (
        f'srcset="/eze-06/medias/{media.id}/320.webp?v=1 320w, /eze-06/medias/{media.id}/800.webp?v=1 800w"'
        in page
    )
    for attribute in (
        'sizes="(min-width: 64rem) 20rem, 50vw"',
        'width="800"',
        'height="600"',
        'loading="lazy"',
        'alt="Le &quot;port&quot;"',
    ):
        assert attribute in page


def test_what_moves_stands_still_for_those_who_asked_for_rest() -> None:
    variants = [
        {"name": "partage.jpg", "width": 300, "height": 200, "bytes": 1, "type": "image/jpeg"},
        {"name": "300.webp", "width": 300, "height": 200, "bytes": 1, "type": "image/webp", "moves": True},
    ]
    page = _render("photo", photo=_photo(variants=variants), place="alone")
    assert re.search(
        r'<source media="\(prefers-reduced-motion: reduce\)" srcset="\S+/partage.jpg\?v=1">', page
    )
    assert '/300.webp?v=1 300w"' in page
    assert "<picture>" not in _render("photo", photo=_photo(), place="alone")


def test_photos_that_are_not_ready_leave_no_gap_and_say_that_they_come() -> None:
    page = _render(
        "photos", photos=[_photo(), _photo(status=MediaStatus.WAITING), _photo(status=MediaStatus.FAILED)]
    )
    assert page.count("<img ") == 1
    assert "La photo est en préparation" in page
    two = _render(
        "photos", photos=[_photo(status=MediaStatus.WAITING), _photo(status=MediaStatus.PROCESSING)]
    )
    assert "2 photos sont en préparation" in two
    assert "photos__item" not in two
    assert _render("photos", photos=[_photo(status=MediaStatus.FAILED)]).strip() == ""


def test_a_hosted_video_asks_nothing_of_its_host_before_the_click() -> None:
    media = Media(
        commune_id=1,
        kind=MediaKind.HOSTED_VIDEO,
        status=MediaStatus.READY,
        address="https://www.youtube.com/watch?v=dQw4w9WgXcQ",
    )
    page = _render("video", video=media)
    assert not re.search(r"<(iframe|script|img)", page)
    assert 'href="https://www.youtube.com/watch?v=dQw4w9WgXcQ"' in page
    assert 'data-video-player-value="https://www.youtube-nocookie.com/embed/' in page
    assert "Vidéo de YouTube" in page


def test_a_video_file_has_its_poster_and_captions_and_loads_nothing_by_itself() -> None:
    media = _photo(kind=MediaKind.VIDEO, has_captions=True)
    page = _render("video", video=media)
    assert '<video controls preload="none"' in page
    assert f'poster="/eze-06/medias/{media.id}/affiche.webp?v=1"' in page
    assert '<track kind="captions" srclang="fr"' in page
    assert "<track" not in _render("video", video=_photo(kind=MediaKind.VIDEO))
    assert "en préparation" in _render(
        "video", video=_photo(kind=MediaKind.VIDEO, status=MediaStatus.PROCESSING)
    )


def test_a_video_file_keeps_its_shape() -> None:
    upright = _render("video", video=_photo(kind=MediaKind.VIDEO, width=1080, height=1920))
    assert 'class="video video--own video--upright"' in upright
    assert 'width="1080" height="1920"' in upright
    assert "video--upright" not in _render(
        "video", video=_photo(kind=MediaKind.VIDEO, width=1920, height=1080)
    )


def test_a_link_without_a_card_is_still_a_link() -> None:
    link = LinkPreview(
        commune_id=1, url="https://www.eze-village.com/marche?a=1&b=2", status=MediaStatus.FAILED
    )
    page = _render("link_card", link=link)
    assert 'href="https://www.eze-village.com/marche?a=1&amp;b=2"' in page
    assert "eze-village.com" in page
    assert "<img" not in page


def test_a_card_escapes_what_the_page_said() -> None:
    link = LinkPreview(
        commune_id=1, url="https://eze.fr/", status=MediaStatus.READY, title="<script>x</script>"
    )
    assert "<script" not in _render("link_card", link=link)


def test_a_failed_upload_says_why() -> None:
    page = _render("media_item", media=_photo(status=MediaStatus.FAILED, problem="Cette photo est abîmée."))
    assert "Cette photo est abîmée." in page
    assert "hx-get" not in page


@pytest.mark.parametrize("status", MediaStatus)
@pytest.mark.parametrize("kind", [MediaKind.PHOTO, MediaKind.VIDEO])
def test_the_row_of_a_form_shows_all_of_a_medium_that_its_template_asks_for(
    kind: MediaKind, status: MediaStatus
) -> None:
    variants = {} if status == MediaStatus.READY else {"variants": []}
    media = _photo(kind=kind, status=status, problem="Trop petite", progress=40, version=3, **variants)
    whole = _render("media_item", media=media, position=2)
    assert "alt-hint" in whole
    assert _render("media_item", media=media.form_file, position=2) == whole


def test_the_row_of_a_form_follows_what_was_typed_for_its_picture() -> None:
    photo = _photo()
    rows = []
    for alt in ("La place", "La mairie"):
        photo.alt = alt
        rows.append(_render("photo_rows", photos=[photo]))
    assert [("La place" in row, "La mairie" in row) for row in rows] == [(True, False), (False, True)]
