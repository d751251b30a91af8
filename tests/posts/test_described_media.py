"""Alternative texts and captions of a publication change with it: by who may edit it, and when its form is accepted."""

import re

import pytest

from civic.contents.enums import Status
from civic.journal.models import Entry
from civic.media import storage
from civic.media.enums import MediaKind, MediaStatus
from civic.media.models import CAPTIONS, Media
from civic.posts import actions
from civic.posts.actions import PostContent
from civic.posts.enums import PUBLISH
from civic.posts.models import Post
from tests.communes.factories import MembershipFactory
from tests.media import files
from tests.posts.test_views import form

FIRST = "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nBonjour <là>\n"
SECOND = b"1\n00:00:03,000 --> 00:00:04,000\nAu revoir & merci\n"


@pytest.fixture
def browser(mayor, commune, client_of):
    return client_of(mayor)


@pytest.fixture
def publisher(mayor, commune, viewer_of):
    return viewer_of(mayor, commune)


def stored(publisher, kind: MediaKind) -> Media:
    return Media.objects.create(
        commune_id=publisher.commune.id,
        owner_id=publisher.person_id,
        by_town_hall=True,
        kind=kind,
        status=MediaStatus.READY,
        alt="Le bal",
    )


@pytest.fixture
def photo(publisher) -> Media:
    return stored(publisher, MediaKind.PHOTO)


@pytest.fixture
def shown(publisher, photo) -> Post:
    """A publication that shows the photo."""
    content = PostContent(title="Fête", media_ids=[photo.pk])
    return actions.publish_post(viewer=publisher, key="shown", content=content)


@pytest.fixture
def film(publisher) -> Media:
    return stored(publisher, MediaKind.VIDEO)


@pytest.fixture
def film_post(publisher, film) -> Post:
    content = PostContent(title="Film", media_ids=[film.pk], captions={film.pk: FIRST})
    return actions.publish_post(viewer=publisher, key="film", content=content)


def address(post: Post) -> str:
    return f"/{post.commune.slug}/actualites/{post.pk}/modifier/"


def alt_of(media: Media) -> str:
    return Media.objects.get(pk=media.pk).alt


def captions_of(media: Media) -> str:
    with storage.open_file(media.pk, CAPTIONS) as file:
        return file.read().decode()


def with_photo(photo: Media, alt: str, **changes) -> dict:
    return form(photo=f"saved:{photo.pk}", photo_alt=alt, **changes)


def test_who_may_no_longer_publish_changes_no_word_of_what_they_published(
    delegate_with, commune, client_of, viewer_of
):
    delegate = delegate_with(PUBLISH)
    MembershipFactory(commune=commune, person=delegate)
    browser = client_of(delegate)
    new = f"/{commune.slug}/actualites/nouvelle/"
    browser.post(new, form(photos=files.photo(), photo="new:0", photo_alt="Le bal"))
    media = Media.objects.get()
    delegate.delegations.all().delete()
    for at in ("description", "sous-titres"):
        sent = {"alt": "Autre", "file": files.upload(SECOND, "film.srt")}
        assert browser.post(f"/{commune.slug}/medias/{media.pk}/{at}/", sent).status_code == 403
    assert alt_of(media) == "Le bal"


def test_an_edit_changes_the_words_and_says_so(browser, shown, photo):
    before = shown.thread.version
    answer = browser.post(address(shown), with_photo(photo, "  La\nplace ", version=shown.version))
    assert (answer.status_code, alt_of(photo)) == (302, "La place")
    shown.refresh_from_db()
    shown.thread.refresh_from_db()
    assert shown.edited_at is not None
    assert shown.thread.version > before
    assert Entry.objects.filter(kind="posts.PostEdited").count() == 1


@pytest.mark.parametrize(
    ("changes", "status"),
    [({"version": "999"}, 409), ({"title": "x" * 151}, 422), ({"title": "", "content": ""}, 422)],
)
def test_a_refused_edit_changes_no_word_and_keeps_what_was_typed(browser, shown, photo, changes, status):
    sent = with_photo(photo, "Autre", version=shown.version) | changes
    answer = browser.post(address(shown), sent)
    assert (answer.status_code, alt_of(photo)) == (status, "Le bal")
    assert re.search(r'name="photo_alt"\s+value="Autre"', answer.content.decode())


def test_a_form_that_names_the_photo_of_another_publication_leaves_its_words(browser, commune, shown, photo):
    for slug in ("nouvelle", "apercu"):
        browser.post(f"/{commune.slug}/actualites/{slug}/", with_photo(photo, "Autre"))
    assert (alt_of(photo), Post.objects.count()) == ("Le bal", 1)


def test_the_same_form_twice_with_new_words_makes_one_publication(browser, commune, photo):
    new = f"/{commune.slug}/actualites/nouvelle/"
    answers = [browser.post(new, with_photo(photo, alt)).status_code for alt in ("Un", "Un", "Deux")]
    assert answers == [302, 302, 422]
    assert (alt_of(photo), Post.objects.count()) == ("Un", 1)


def test_captions_come_with_an_accepted_form_alone_and_stay_in_a_refused_one(browser, film_post, film):
    sent = form(video=f"saved:{film.pk}", video_alt="Le film", version=film_post.version)
    first = captions_of(film)
    assert "Bonjour" in first
    refused = browser.post(
        address(film_post), sent | {"title": "x" * 151, "captions": files.upload(SECOND, "film.srt")}
    )
    assert (refused.status_code, captions_of(film), alt_of(film)) == (422, first, "Le bal")
    kept = refused.context["form"].captions_text
    assert "Au revoir &amp;amp; merci" in refused.content.decode()
    assert browser.post(address(film_post), sent | {"captions_text": kept}).status_code == 302
    assert "Au revoir &amp; merci" in captions_of(film)
    film.refresh_from_db()
    assert (film.alt, film.version, film.has_captions) == ("Le film", 3, True)


def test_captions_of_a_video_do_not_pass_to_the_next_one(browser, commune, film):
    sent = form(video=f"saved:{film.pk}", captions_text=FIRST, video_url="https://youtu.be/dQw4w9WgXcQ")
    assert browser.post(f"/{commune.slug}/actualites/nouvelle/", sent).status_code == 302
    shown = Post.objects.get(status=Status.PUBLISHED).media_rows.get().media
    assert (shown.kind, shown.has_captions) == (MediaKind.HOSTED_VIDEO, False)


def test_each_file_and_address_has_its_own_sentence(browser, commune, film):
    new = f"/{commune.slug}/actualites/nouvelle/"
    no_film = {"video_file": files.upload(b"Bonjour", "mot.txt")}
    no_address = {"video_url": "https://exemple.fr/film"}
    no_captions = {"video": f"saved:{film.pk}", "captions": files.upload(b"Bonjour", "mot.txt")}
    for sent, field in ((no_film, "video_file"), (no_address, "video_url"), (no_captions, "captions")):
        refused = browser.post(new, form(**sent))
        assert (refused.status_code, list(refused.context["form"].errors)) == (422, [field])
        assert f'id="id_{field}_error"' in refused.content.decode()
