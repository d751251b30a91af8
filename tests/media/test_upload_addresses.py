"""Every address that takes files holds the quota of a day, and takes none from who has nothing to publish."""

import pytest
from django.urls import reverse

from civic.media.actions import receiving
from civic.media.models import Media
from tests.architecture.addresses import ADDRESSES
from tests.media.files import photo, upload
from tests.polls.factories import PollFactory
from tests.polls.test_managing import filled
from tests.posts.factories import PostFactory
from tests.posts.test_views import form

FILM = b"\0\0\0\x18ftypmp42" + bytes(64)
# One's own portrait; papers that are asked for, three at most; and what is sent in private, by a measure of its own
# (tests/messaging/test_files.py).
IN_PRIVATE = {"conversation_new", "mayor_write", "private_message_list", "reply_template_insert"}
OF_THE_PERSON = {"account_photo", "proof_send", *IN_PRIVATE}


def _sent() -> dict[str, dict[str, object]]:
    """By address, a form with each sort of file that it takes."""
    post = form() | {"photos": photo(), "video_file": upload(FILM, "film.mp4")}
    poll = filled(file_0=photo())
    return {
        "media_upload": {"kind": "photo", "file": photo()},
        "post_new": post,
        "post_edit": post,
        "post_preview": post,
        "poll_new": poll,
        "poll_edit": poll,
        "poll_preview": poll,
        "commune_presentation": {"presentation": "Un village.", "photos": photo()},
        "emblem_change": {"blason-emblem": photo()},
        "account_photo": {"photo": photo()},
    }


def _address(name: str, commune, mayor) -> str:
    if name == "account_photo":
        return reverse(name)
    if name == "post_edit":
        return reverse(name, args=[commune.slug, PostFactory(commune=commune, author=mayor).pk])
    if name == "poll_edit":
        return reverse(name, args=[commune.slug, PollFactory(commune=commune, author=mayor).pk])
    return reverse(name, args=[commune.slug])


TAKING = sorted(
    address.name
    for address in ADDRESSES
    if getattr(getattr(address.view, "page", None), "uploads", False)
    and address.name not in {"proof_send", *IN_PRIVATE}
)


@pytest.mark.parametrize("name", TAKING)
def test_the_quota_of_a_day_holds(name, mayor, commune, client_of, monkeypatch) -> None:
    monkeypatch.setattr(receiving, "DAY_BYTES", 10)
    response = client_of(mayor).post(_address(name, commune, mayor), _sent()[name])
    assert response.status_code < 500
    assert Media.objects.count() == 0
    if not name.endswith("preview"):  # it takes what was typed, and leaves the files
        assert "en une journée" in response.content.decode()


@pytest.mark.parametrize("name", [name for name in TAKING if name not in OF_THE_PERSON])
def test_a_resident_sends_no_file(name, mayor, resident, commune, client_of) -> None:
    response = client_of(resident).post(_address(name, commune, mayor), _sent()[name])
    assert response.status_code in {403, 404}
    assert Media.objects.count() == 0
