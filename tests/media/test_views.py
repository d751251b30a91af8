"""The pages: who gets which bytes, and what a form is answered."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from civic.core import access
from civic.core.ids import new_id
from civic.core.viewer import NOWHERE, VISITOR, Viewer
from civic.media import pictures, storage, videos
from civic.media.actions import keeping, receiving
from civic.media.enums import Audience, MediaKind, MediaStatus
from civic.media.models import Media
from tests.html import on_one_line
from tests.media.conftest import AIGLE, EZE
from tests.media.files import encoded, noise, photo, upload

pytestmark = pytest.mark.django_db(transaction=True)

As = Callable[[Viewer], Client]


@pytest.fixture
def as_(monkeypatch: pytest.MonkeyPatch, client: Client) -> As:
    """A browser whose person is `viewer`, in the commune of the address. `communes` stands above this app."""

    def sign_in(viewer: Viewer) -> Client:
        def build(request: Any, slug: str | None) -> Viewer:
            commune = {"eze-06": EZE, "l-aigle-61": AIGLE}[slug] if slug else NOWHERE
            at_home = viewer.commune == commune
            return (
                replace(viewer, commune=commune)
                if at_home
                else replace(VISITOR, person_id=viewer.person_id, commune=commune)
            )

        monkeypatch.setattr(access, "_build_viewer", lambda: build)
        return client

    return sign_in


@pytest.fixture
def ready(mayor_view: Viewer, work: Callable[..., int]) -> Media:
    media = receiving.receive_photo(viewer=mayor_view, file=photo(), alt="Le port")
    work()
    keeping.attach(commune_id=1, used_by=new_id(), audience=Audience.MEMBERS, media_ids=[media.id])
    media.refresh_from_db()
    return media


def _bytes(media: Media, name: str) -> bytes:
    with storage.open_file(media.id, name) as file:
        return file.read()


def test_a_photo_is_sent_with_its_exact_type_and_nothing_to_guess(
    as_: As, ready: Media, resident_view: Viewer
) -> None:
    response = as_(resident_view).get(ready.url("640.webp", "eze-06"))
    assert response.status_code == 200
    assert b"".join(response.streaming_content) == _bytes(ready, "640.webp")
    assert response["Content-Type"] == "image/webp"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"] == "inline"
    assert response["Cache-Control"] == "private, no-cache"
    assert (
        response["Content-Security-Policy"] == "default-src 'none'; img-src 'self'; media-src 'self'; sandbox"
    )
    again = as_(resident_view).get(
        ready.url("640.webp", "eze-06"), headers={"If-None-Match": response["ETag"]}
    )
    assert (again.status_code, again.content) == (304, b"")


def test_who_may_not_see_it_learns_nothing(
    as_: As, ready: Media, visitor_view: Viewer, resident_view: Viewer
) -> None:
    address = ready.url("640.webp", "eze-06")
    assert as_(visitor_view).get(address).status_code == 404
    assert as_(resident_view).get(address.replace("eze-06", "l-aigle-61")).status_code == 404
    keeping.set_audience(audience=Audience.PUBLIC, media_ids=[ready.id])
    response = as_(visitor_view).get(address)
    assert (response.status_code, response["Cache-Control"]) == (200, "public, no-cache")
    response.close()
    assert as_(visitor_view).get(address.replace("eze-06", "l-aigle-61")).status_code == 404
    keeping.discard(media_ids=[ready.id])
    gone = as_(visitor_view).get(address, headers={"If-None-Match": response["ETag"]})
    assert gone.status_code == 404


@pytest.mark.parametrize("name", ["incoming", "..", "%2e%2e", "1.webp", "640.webp.php"])
def test_only_the_copies_have_an_address(as_: As, mayor_view: Viewer, ready: Media, name: str) -> None:
    assert as_(mayor_view).get(f"/eze-06/medias/{ready.id}/{name}").status_code == 404


def test_a_photo_that_waits_or_whose_file_is_lost_is_not_there(
    as_: As, mayor_view: Viewer, ready: Media
) -> None:
    storage.remove(ready.id, "640.webp")
    assert as_(mayor_view).get(ready.url("640.webp", "eze-06")).status_code == 404
    waiting = receiving.receive_photo(viewer=mayor_view, file=photo())
    assert as_(mayor_view).get(waiting.url("640.webp", "eze-06")).status_code == 404


def test_portraits_are_for_who_is_signed_in(as_: As, resident_view: Viewer, work: Callable[..., int]) -> None:
    assert resident_view.person_id
    portrait = receiving.receive_portrait(owner_id=resident_view.person_id, file=photo())
    work()
    portrait.refresh_from_db()
    response = as_(resident_view).get(portrait.portrait_url)
    assert (response.status_code, b"".join(response.streaming_content)) == (200, _bytes(portrait, "96.webp"))


@pytest.mark.parametrize("known", [True, False])
def test_a_stranger_gets_transparency_instead_of_a_portrait(
    as_: As, visitor_view: Viewer, resident_view: Viewer, work: Callable[..., int], known: bool
) -> None:
    """The same for a portrait that exists or not; a page kept for strangers then shows the initials beneath."""
    assert resident_view.person_id
    portrait = receiving.receive_portrait(owner_id=resident_view.person_id, file=photo())
    work()
    response = as_(visitor_view).get(f"/portraits/{portrait.id if known else new_id()}/96.webp")
    assert (response.status_code, response["Content-Type"]) == (200, "image/svg+xml")
    assert response.content.startswith(b"<svg")
    assert response["Cache-Control"] == "private, no-store"


PARTS = [
    ("bytes=0-99", 206, slice(0, 100)),
    ("bytes=100-", 206, slice(100, None)),
    ("bytes=-50", 206, slice(-50, None)),
    ("bytes=990-5000", 206, slice(990, None)),
    ("bytes=5000-", 416, None),
    ("bytes=-0", 416, None),
    ("bytes=0-1,4-5", 200, slice(None)),
    ("bytes=9-3", 200, slice(None)),
    ("octets=0-1", 200, slice(None)),
]


@pytest.mark.parametrize(("header", "status", "part"), PARTS)
def test_a_player_may_ask_for_a_part(
    as_: As, mayor_view: Viewer, header: str, status: int, part: slice | None
) -> None:
    content = bytes(range(250)) * 4
    video = Media.objects.create(
        commune_id=1,
        kind=MediaKind.VIDEO,
        status=MediaStatus.READY,
        variants=[{"name": "video.mp4", "width": 2, "height": 2, "bytes": 1000, "type": "video/mp4"}],
    )
    storage.put(video.id, "video.mp4", content)
    response = as_(mayor_view).get(video.url("video.mp4", "eze-06"), headers={"Range": header})
    assert (response.status_code, response["Accept-Ranges"]) == (status, "bytes")
    if part is None:
        assert response["Content-Range"] == "bytes */1000"
        return
    expected = content[part]
    assert b"".join(response.streaming_content) == expected
    assert response["Content-Length"] == str(len(expected))
    if status == 206:
        start = part.indices(1000)[0]
        assert response["Content-Range"] == f"bytes {start}-{start + len(expected) - 1}/1000"
    stale = as_(mayor_view).get(
        video.url("video.mp4", "eze-06"), headers={"Range": header, "If-Range": '"other"'}
    )
    assert stale.status_code == 200
    stale.close()


def test_the_reverse_proxy_sends_the_bytes_where_there_is_one(
    as_: As, mayor_view: Viewer, ready: Media, settings: Any
) -> None:
    settings.MEDIA_ACCEL_PREFIX = "/interne/"
    response = as_(mayor_view).get(ready.url("640.webp", "eze-06"))
    assert response.content == b""
    assert response["X-Accel-Redirect"] == f"/interne/{ready.id.hex[-2:]}/{ready.id}/640.webp"
    assert response["Content-Type"] == "image/webp"


def test_an_upload_is_answered_with_its_row(as_: As, mayor_view: Viewer, work: Callable[..., int]) -> None:
    browser = as_(mayor_view)
    response = browser.post("/eze-06/medias/", {"kind": "photo", "file": photo(), "alt": "Le <b>port</b>"})
    media = Media.objects.get()
    page = response.content.decode()
    assert (response.status_code, media.alt) == (200, "Le <b>port</b>")
    assert f'<input type="hidden" name="photo" value="saved:{media.id}">' in page
    assert "Le &lt;b&gt;port&lt;/b&gt;" in page
    assert "Photo en préparation" in page
    state = f"/eze-06/medias/{media.id}/etat/"
    assert f'hx-get="{state}"' in page
    assert f'hx-get="{state}"' in browser.get(state).content.decode()
    work()
    finished = on_one_line(browser.get(state).content.decode())
    assert "hx-get" not in finished
    assert re.search(
        rf'<img id="thumbnail-{media.id}" src="/eze-06/medias/{media.id}/320.webp\?v=1"[^>]*hx-swap-oob',
        finished,
    )


def test_each_file_of_an_upload_is_taken_or_refused_by_itself(as_: As, mayor_view: Viewer) -> None:
    browser = as_(mayor_view)
    files = [photo(name="bon.jpg"), upload(b"MZ\x90", "faux.jpg")]
    response = browser.post("/eze-06/medias/", {"file": files}, headers={"Accept": "application/json"})
    assert response.status_code == 200
    assert [item["status"] for item in response.json()["media"]] == ["waiting"]
    assert response.json()["refused"] == [{"name": "faux.jpg", "problem": pictures.NotAPhoto.message}]
    page = browser.post("/eze-06/medias/", {"file": [upload(b"MZ\x90", "<faux>.jpg")]})
    assert page.status_code == 422
    assert f"&lt;faux&gt;.jpg\u00a0: {pictures.NotAPhoto.message}" in page.content.decode()
    empty = browser.post("/eze-06/medias/", {"kind": "video"}, headers={"HX-Request": "true"})
    assert (empty.status_code, "Aucun fichier" in empty.content.decode()) == (422, True)
    nothing = browser.post("/eze-06/medias/", {"kind": "video", "file": upload(b"", "film.mp4")})
    assert videos.VideoEmpty.message in nothing.content.decode()
    assert browser.get("/eze-06/medias/").status_code == 405
    assert Media.objects.count() == 1


def test_a_disk_full_of_uploads_is_said_and_the_form_s_text_arrives(
    as_: As, mayor_view: Viewer, full_disk: Callable[[int], None]
) -> None:
    browser = as_(mayor_view)
    content = encoded(noise(10, 10)) + bytes(16_000_000)
    full_disk(8_000_000)
    response = browser.post("/eze-06/medias/", {"file": upload(content)}, headers={"HX-Request": "true"})
    assert response.status_code == 422
    assert storage.StorageFull.message in response.content.decode()
    assert Media.objects.count() == 0


def test_a_stranger_cannot_send_or_change_anything(as_: As, ready: Media, resident_view: Viewer) -> None:
    browser = as_(resident_view)
    assert browser.post("/l-aigle-61/medias/", {"file": photo()}).status_code == 404
    for address in (f"{ready.id}/description/", f"{ready.id}/sous-titres/", f"{ready.id}/etat/"):
        sent = {"alt": "à moi", "file": photo()}
        page = f"/eze-06/medias/{address}"
        answer = browser.get(page) if address.endswith("etat/") else browser.post(page, sent)
        assert answer.status_code == 403
    ready.refresh_from_db()
    assert ready.alt == "Le port"


@pytest.mark.parametrize("address", ["description", "sous-titres"])
def test_what_a_content_shows_is_not_described_by_its_own_address(
    as_: As, ready: Media, mayor_view: Viewer, address: str
) -> None:
    sent = {"alt": "Autre", "file": upload(b"1\n00:00:01,000 --> 00:00:02,000\nAutre\n", "film.srt")}
    response = as_(mayor_view).post(f"/eze-06/medias/{ready.id}/{address}/", sent)
    assert (response.status_code, Media.objects.get().alt) == (404, ready.alt)


def test_describing_and_linking_answer_fragments(as_: As, mayor_view: Viewer) -> None:
    browser = as_(mayor_view)
    sent = receiving.receive_photo(viewer=mayor_view, file=photo())
    page = browser.post(f"/eze-06/medias/{sent.id}/description/", {"alt": "La plage"}).content.decode()
    assert 'value="La plage"' in page
    page = browser.post("/eze-06/medias/lien/", {"url": "www.example.org/marche"}).content.decode()
    assert 'href="https://www.example.org/marche"' in page
    assert "hx-get" in page
    refused = browser.post(
        "/eze-06/medias/lien/", {"url": "javascript:alert(1)"}, headers={"HX-Request": "true"}
    )
    assert (refused.status_code, "javascript" in refused.content.decode()) == (422, False)
    page = browser.post(
        "/eze-06/medias/video-en-ligne/", {"url": "https://youtu.be/dQw4w9WgXcQ"}
    ).content.decode()
    assert 'name="video"' in page
