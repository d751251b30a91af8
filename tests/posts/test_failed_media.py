"""What fails in the background is told to who sent it, where it can be replaced, and to no reader."""

import json

import pytest

from civic.accounts.models import WorkFailure
from civic.core.jobs import Lane
from civic.journal.models import Entry
from civic.media.actions import linking, preparing, receiving
from civic.media.enums import MediaKind, MediaStatus
from civic.media.models import LinkPreview, Media
from civic.media.pictures import PhotoDamaged
from civic.notifications.models import Notification
from civic.polls.models import Poll, PollOption
from civic.posts import actions
from civic.posts.actions import PostContent
from civic.posts.models import Post
from civic.worker.runner import MOST_TRIES_WHILE_WAITED_FOR
from tests.html import on_one_line
from tests.media.files import encoded, noise, upload
from tests.polls.factories import PollFactory

CUT_FILM = b"\0\0\0\x18ftypmp42" + b"\0" * 3000


@pytest.fixture
def publisher(mayor, commune, viewer_of):
    return viewer_of(mayor, commune)


def _published(publisher, **content) -> Post:
    return actions.publish_post(viewer=publisher, key="k", content=PostContent(title="Fête", **content))


def _page(client, address: str) -> str:
    return on_one_line(client.get(address).content.decode()).replace("\u00a0", " ")


def test_a_film_that_fails_after_it_was_published_notifies_its_author_alone(
    publisher, mayor, resident, commune, client_of, run_jobs
) -> None:
    film = receiving.receive_video(viewer=publisher, file=upload(CUT_FILM, "film.mp4"))
    post = _published(publisher, media_ids=[film.pk])
    feed, edit = f"/{commune.slug}/", f"/{commune.slug}/actualites/{post.pk}/modifier/"
    _page(client_of(resident), feed)  # now it is cached
    run_jobs()
    film.refresh_from_db()
    assert film.has_failed
    told = Notification.objects.get(kind="work_failed")
    assert (told.person_id, told.url, told.target_id) == (mayor.pk, edit, film.pk)
    author = client_of(mayor)
    sentence = "La vidéo de votre publication « Fête » du dimanche 22 novembre n’a pas pu être préparée."
    assert sentence in _page(author, "/notifications/")
    for address in (feed, f"/{commune.slug}/actualites/{post.pk}/"):
        page = _page(author, address)
        assert "La vidéo manque à cette publication." in page
        assert film.problem.replace("\u00a0", " ") in page
        assert f'<a href="{edit}">La remplacer ou la retirer</a>' in page
        assert "manque à cette publication" not in _page(client_of(resident), address)
    assert "Cette vidéo n’est montrée à personne" in _page(author, edit)


def test_a_photo_that_had_failed_when_it_was_published_notifies_too(publisher, mayor, run_jobs) -> None:
    content = encoded(noise(300, 200), "GIF")
    photo = receiving.receive_photo(viewer=publisher, file=upload(content[: len(content) // 2], "a.gif"))
    run_jobs()
    assert Notification.objects.count() == 0
    post = _published(publisher, media_ids=[photo.pk])
    run_jobs()
    told = Notification.objects.get(kind="work_failed")
    assert (told.person_id, str(post.pk) in told.url) == (mayor.pk, True)
    actions.edit_post(
        viewer=publisher, post_id=post.pk, version=post.version,
        content=PostContent(title="Bal", media_ids=[photo.pk]),
    )  # fmt: skip
    run_jobs()
    assert Notification.objects.filter(kind="work_failed").count() == 1


def test_a_page_that_does_not_answer_notifies(
    publisher, mayor, resident, commune, client_of, run_jobs, monkeypatch
) -> None:
    monkeypatch.setattr(linking, "_card", lambda url: None)
    link = linking.preview_link(viewer=publisher, url="https://rien.exemple/")
    post = _published(publisher, link_id=link.pk)
    run_jobs()
    link.refresh_from_db()
    assert link.status == MediaStatus.FAILED
    told = Notification.objects.get(kind="work_failed")
    assert "Le lien de votre publication «\u00a0Fête\u00a0» du dimanche 22\u00a0novembre" in told.subject
    address = f"/{commune.slug}/actualites/{post.pk}/modifier/"
    edit = _page(client_of(mayor), address)
    assert "Nous n’avons pas pu lire cette page" in edit
    assert 'id="id_link"' in edit
    for place in (f"/{commune.slug}/", f"/{commune.slug}/actualites/{post.pk}/"):
        assert f'<a href="{address}#id_link">Corriger le lien</a>' in _page(client_of(mayor), place)
        page = _page(client_of(resident), place)
        assert "https://rien.exemple/" in page
        assert "Corriger le lien" not in page


@pytest.mark.parametrize("title", ["", "Fête des voisins " * 8])
def test_what_failed_is_named_by_its_first_words_and_not_cut(publisher, run_jobs, title) -> None:
    film = receiving.receive_video(viewer=publisher, file=upload(CUT_FILM, "film.mp4"))
    content = PostContent(title=title[:150].strip(), body="<p>Venez nombreux</p>", media_ids=[film.pk])
    actions.publish_post(viewer=publisher, key="k", content=content)
    run_jobs()
    subject = Notification.objects.get(kind="work_failed").subject
    assert ("«\u00a0Fête des voisins " if title else "«\u00a0Venez nombreux\u00a0»") in subject
    assert subject.endswith("Remplacez-la, ou retirez-la.")


def test_a_draft_has_no_day(publisher, run_jobs) -> None:
    film = receiving.receive_video(viewer=publisher, file=upload(CUT_FILM, "film.mp4"))
    actions.save_draft(viewer=publisher, key="k", content=PostContent(title="Fête", media_ids=[film.pk]))
    run_jobs()
    subject = Notification.objects.get(kind="work_failed").subject
    assert subject.startswith("La vidéo de votre publication «\u00a0Fête\u00a0» n’a")


def test_the_picture_of_an_answer_notifies(publisher, mayor, commune, run_jobs) -> None:
    media = Media.objects.create(commune_id=commune.pk, owner_id=mayor.pk, kind=MediaKind.PHOTO)
    poll: Poll = PollFactory(commune=commune, author=mayor)
    PollOption.objects.filter(poll=poll, position=0).update(media=media)
    preparing._fail(media.pk, PhotoDamaged())
    run_jobs()
    assert Notification.objects.get(kind="work_failed").url == f"/{commune.slug}/sondages/{poll.pk}/modifier/"


def test_what_no_longer_has_a_sender_notifies_nobody(publisher, mayor, commune, run_jobs) -> None:
    link = LinkPreview.objects.create(commune_id=commune.pk, url="https://rien.exemple/")
    media = Media.objects.create(commune_id=commune.pk, kind=MediaKind.PHOTO, status=MediaStatus.WAITING)
    post = _published(publisher)
    Post.objects.filter(pk=post.pk).update(link=link)
    post.media_rows.create(media=media, position=0)
    preparing._fail(media.pk, PhotoDamaged())
    run_jobs(Lane.PEOPLE)
    assert Notification.objects.filter(kind="work_failed").count() == 0


def test_what_was_said_of_a_content_is_nowhere_once_it_is_erased(
    publisher, mayor, client_of, clock, run_jobs
) -> None:
    film = receiving.receive_video(viewer=publisher, file=upload(CUT_FILM, "film.mp4"))
    post = _published(publisher, media_ids=[film.pk])
    run_jobs()
    assert "« Fête »" in _page(client_of(mayor), "/notifications/")
    assert [
        entry for entry in Entry.objects.all() if "Fête" in json.dumps(entry.data, ensure_ascii=False)
    ] == []
    actions.remove_post(viewer=publisher, post_id=post.pk)
    clock.forward(days=31)
    run_jobs()
    assert WorkFailure.objects.count() == 0
    assert "« Fête »" not in _page(client_of(mayor), "/notifications/")


def test_a_link_card_that_no_code_of_ours_can_read_is_said_after_an_hour(
    publisher, mayor, clock, run_jobs, monkeypatch
) -> None:
    """Whatever was raised."""

    def fail(url: str) -> None:
        raise RuntimeError(url)

    monkeypatch.setattr(linking, "_card", fail)
    card = linking.preview_link(viewer=publisher, url="https://example.org/")
    _published(publisher, link_id=card.pk)
    for _ in range(MOST_TRIES_WHILE_WAITED_FOR):
        run_jobs(failing=True)
        clock.forward(minutes=45)
    run_jobs(failing=True)
    card.refresh_from_db()
    assert card.status == MediaStatus.FAILED
    told = Notification.objects.get(kind="work_failed")
    assert (told.person_id, told.target_id) == (mayor.pk, card.pk)
    assert told.subject.startswith("Le lien de votre publication «\u00a0Fête\u00a0»")
