from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.http import Http404

from civic.contents import actions as contents
from civic.contents import refusals
from civic.contents.enums import Status as ContentStatus
from civic.core.clock import now
from civic.core.refusals import NotAllowed, Refusal
from civic.journal.models import Entry
from civic.media.actions.keeping import AlreadyUsed
from civic.media.enums import MediaKind, MediaStatus
from civic.media.models import LinkPreview, Media
from civic.moderation.models import Flag
from civic.posts import actions, queries
from civic.posts.actions import PostContent
from civic.posts.models import Post, PostMedia
from civic.posts.refusals import NothingToPublish
from civic.threads.enums import MODERATE_COMMENTS
from civic.threads.models import Message, Thread
from civic.worker.models import Job
from tests.plugins.frozen_time import Clock
from tests.posts.factories import PostFactory
from tests.threads.factories import MessageFactory
from tests.together import together

HELLO = PostContent(title="Fête du village", body="<p>Samedi</p>")


def kinds() -> list[str]:
    return list(Entry.objects.order_by("recorded_at", "id").values_list("kind", flat=True))


@pytest.fixture
def publisher(mayor, commune, viewer_of):
    return viewer_of(mayor, commune)


@pytest.fixture
def photo(publisher, settings) -> Media:
    media = Media.objects.create(
        commune_id=publisher.commune.id,
        owner_id=publisher.person_id,
        by_town_hall=True,
        kind=MediaKind.PHOTO,
        status=MediaStatus.READY,
        variants=[{"name": "640.webp", "width": 640, "height": 480, "bytes": 3, "type": "image/webp"}],
    )
    folder = Path(settings.MEDIA_ROOT) / media.id.hex[-2:] / str(media.id)
    folder.mkdir(parents=True)
    (folder / "640.webp").write_bytes(b"abc")
    return media


def sees(viewer: Any, post: Post) -> bool:
    return post.pk in {UUID(row.post_id) for row in queries.feed(viewer).rows}


def test_publishing_now(publisher, clock: Clock):
    post = actions.publish_post(viewer=publisher, key="k", content=HELLO)
    assert (post.status, post.published_at, post.publish_at) == (ContentStatus.PUBLISHED, now(), None)
    assert (post.author_id, post.author_title, post.commune_id) == (
        publisher.person_id, "Maire", publisher.commune.id,
    )  # fmt: skip
    post.thread.refresh_from_db()
    assert (post.thread.audience, post.thread.is_open) == ("members", True)
    assert post.thread.page == f"/{publisher.commune.slug}/actualites/{post.pk}/"
    assert kinds() == ["posts.PostPublished"]


def test_a_delegate_publishes_in_their_own_function(delegate, commune, viewer_of):
    post = actions.publish_post(viewer=viewer_of(delegate, commune), key="k", content=HELLO)
    assert (post.author.full_name, post.author_title) == (
        "Denise Adjointe",
        "Directrice générale des services",
    )


@pytest.mark.parametrize("delegate", [MODERATE_COMMENTS], indirect=True)
def test_without_the_right_nobody_publishes(delegate, resident, staff, commune, post, viewer_of):
    for person in (delegate, resident, staff, None):
        viewer = viewer_of(person, commune)
        calls = [
            lambda v=viewer: actions.publish_post(viewer=v, key="k", content=HELLO),
            lambda v=viewer: actions.save_draft(viewer=v, key="k", content=HELLO),
        ]
        for call in calls:
            with pytest.raises(NotAllowed):
                call()
        for act in (actions.remove_post, actions.restore_post):
            with pytest.raises((NotAllowed, Http404)):
                act(viewer=viewer, post_id=post.pk)
        with pytest.raises((NotAllowed, Http404)):
            actions.edit_post(viewer=viewer, post_id=post.pk, content=HELLO, version=post.version)
        with pytest.raises((NotAllowed, Http404)):
            actions.pin_post(viewer=viewer, post_id=post.pk, pinned=True)
    assert Post.objects.count() == 1


def test_a_publication_of_another_commune_is_not_there(publisher, other_post):
    for act in (actions.remove_post, actions.restore_post):
        with pytest.raises(Http404):
            act(viewer=publisher, post_id=other_post.pk)
    with pytest.raises(Http404):
        actions.edit_post(viewer=publisher, post_id=other_post.pk, content=HELLO, version=other_post.version)
    with pytest.raises(Http404):
        actions.pin_post(viewer=publisher, post_id=other_post.pk, pinned=True)


def test_the_same_form_sent_twice_makes_one(publisher):
    first = actions.publish_post(viewer=publisher, key="k", content=HELLO)
    assert actions.publish_post(viewer=publisher, key="k", content=HELLO) == first
    assert (Post.objects.count(), Thread.objects.count(), kinds()) == (1, 1, ["posts.PostPublished"])


def test_a_form_that_already_served_says_so_rather_than_lose_other_words(publisher):
    actions.publish_post(viewer=publisher, key="k", content=HELLO)
    with pytest.raises(refusals.AlreadySent):
        actions.publish_post(viewer=publisher, key="k", content=PostContent(title="Autre chose"))
    assert Post.objects.get().title == "Fête du village"


def test_a_form_without_a_key_still_publishes(publisher):
    for title in ("Un", "Deux"):
        actions.publish_post(viewer=publisher, key="", content=PostContent(title=title))
    assert Post.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_double_click_makes_one(publisher):
    together(*[lambda: actions.publish_post(viewer=publisher, key="k", content=HELLO)] * 3)
    assert (Post.objects.count(), Thread.objects.count(), kinds()) == (1, 1, ["posts.PostPublished"])


@pytest.mark.parametrize("content", [PostContent(), PostContent(title="", body="")])
def test_nothing_is_not_published_but_may_be_kept(publisher, content):
    with pytest.raises(NothingToPublish):
        actions.publish_post(viewer=publisher, key="k", content=content)
    assert actions.save_draft(viewer=publisher, key="d", content=content).status == ContentStatus.DRAFT


def test_a_draft_is_kept_and_then_published_by_the_same_form(publisher, resident, commune, viewer_of):
    reader = viewer_of(resident, commune)
    draft = actions.save_draft(viewer=publisher, key="k", content=PostContent(title="Fête"))
    again = actions.save_draft(viewer=publisher, key="k", content=HELLO)
    assert (again, again.title) == (draft, "Fête du village")
    assert not sees(reader, draft)
    assert kinds() == []
    published = actions.publish_post(viewer=publisher, key="k", content=HELLO)
    assert published == draft
    assert sees(reader, published)
    with pytest.raises(refusals.AlreadySent):
        actions.save_draft(viewer=publisher, key="k", content=PostContent(title="Trop tard"))
    assert Post.objects.get().title == "Fête du village"


def test_scheduling_then_the_hour_comes(
    publisher, resident, commune, viewer_of, run_jobs, photo, clock: Clock
):
    reader, at = viewer_of(resident, commune), now() + timedelta(hours=2)
    content = PostContent(title="Fête", audience="public", media_ids=[photo.pk])
    post = actions.publish_post(viewer=publisher, key="k", content=replace(content, publish_at=at))
    run_jobs()
    post.refresh_from_db()
    photo.refresh_from_db()
    assert (post.status, post.publish_at, post.published_at) == (ContentStatus.SCHEDULED, at, None)
    assert (Thread.objects.get().audience, photo.audience) == ("nobody", "town_hall")
    assert not sees(reader, post)
    clock.forward(hours=2, seconds=1)
    run_jobs()
    post.refresh_from_db()
    photo.refresh_from_db()
    assert (post.status, post.publish_at, post.published_at) == (ContentStatus.PUBLISHED, None, at)
    assert (Thread.objects.get().audience, photo.audience) == ("public", "public")
    assert sees(reader, post)
    assert sees(viewer_of(None, commune), post)
    assert kinds() == ["posts.PostScheduled", "posts.PostPublished"]


def test_the_sweep_publishes_those_whose_job_was_lost_once(publisher, clock: Clock, run_jobs):
    at = now() + timedelta(hours=1)
    post = actions.publish_post(viewer=publisher, key="k", content=replace(HELLO, publish_at=at))
    Job.objects.all().delete()
    contents.publish_all_due()
    run_jobs()
    clock.forward(hours=1)
    contents.publish_all_due()
    run_jobs()
    contents.publish_all_due()
    run_jobs()
    contents.publish_due(label="posts.post", content_id=post.pk)
    assert kinds() == ["posts.PostScheduled", "posts.PostPublished"]


def test_a_job_of_a_former_hour_does_nothing(publisher, run_jobs, clock: Clock):
    post = actions.publish_post(
        viewer=publisher, key="k", content=replace(HELLO, publish_at=now() + timedelta(hours=1))
    )
    later = now() + timedelta(hours=5)
    actions.edit_post(
        viewer=publisher, post_id=post.pk, content=replace(HELLO, publish_at=later), version=post.version
    )
    clock.forward(hours=2)
    run_jobs()
    assert Post.objects.get().status == ContentStatus.SCHEDULED
    clock.forward(hours=4)
    run_jobs()
    assert Post.objects.get().published_at == later


def test_a_scheduled_one_goes_back_to_the_drafts(publisher, run_jobs, clock: Clock):
    post = actions.publish_post(
        viewer=publisher, key="k", content=replace(HELLO, publish_at=now() + timedelta(hours=1))
    )
    actions.edit_post(viewer=publisher, post_id=post.pk, content=HELLO, version=post.version, as_draft=True)
    clock.forward(hours=2)
    run_jobs()
    assert (Post.objects.get().status, Post.objects.get().publish_at) == (ContentStatus.DRAFT, None)


@pytest.mark.parametrize(
    ("ahead", "refusal"),
    [(timedelta(minutes=-11), refusals.DateInThePast), (timedelta(days=-46000), refusals.DateInThePast),
     (timedelta(days=731), refusals.DateTooFar)],
)  # fmt: skip
def test_dates_that_cannot_be(publisher, ahead, refusal, clock: Clock):
    with pytest.raises(refusal):
        actions.publish_post(viewer=publisher, key="k", content=replace(HELLO, publish_at=now() + ahead))


def test_the_minute_that_the_form_proposed_still_means_now(publisher, clock: Clock):
    post = actions.publish_post(
        viewer=publisher, key="k", content=replace(HELLO, publish_at=now() - timedelta(minutes=9))
    )
    assert (post.status, post.published_at) == (ContentStatus.PUBLISHED, now())


def test_editing_what_is_out(publisher, post, clock: Clock):
    published = post.published_at
    content = PostContent(title="Nouveau", body="<p>Texte</p>", audience="public", comments_open=False)
    edited = actions.edit_post(viewer=publisher, post_id=post.pk, content=content, version=post.version)
    assert (edited.title, edited.published_at, edited.edited_at) == ("Nouveau", published, now())
    assert edited.edited_by_id == publisher.person_id
    thread = Thread.objects.get(pk=post.thread_id)
    assert (thread.audience, thread.is_open) == ("public", False)
    assert kinds() == ["posts.PostEdited"]


def test_the_second_of_two_editors_is_warned(publisher, post, delegate, commune, viewer_of):
    opened = post.version
    actions.edit_post(viewer=publisher, post_id=post.pk, content=PostContent(title="Premier"), version=opened)
    with pytest.raises(refusals.ChangedMeanwhile):
        actions.edit_post(
            viewer=viewer_of(delegate, commune),
            post_id=post.pk,
            content=PostContent(title="Second"),
            version=opened,
        )
    assert Post.objects.get(pk=post.pk).title == "Premier"


def test_comments_and_likes_do_not_disturb_an_editor(publisher, post, resident):
    opened = post.version
    MessageFactory(thread=post.thread, author=resident)
    actions.edit_post(viewer=publisher, post_id=post.pk, content=PostContent(title="Oui"), version=opened)
    assert Post.objects.get(pk=post.pk).title == "Oui"


def test_removed_is_gone_at_once_and_can_come_back(
    publisher, post, resident, commune, viewer_of, clock: Clock
):
    reader = viewer_of(resident, commune)
    actions.remove_post(viewer=publisher, post_id=post.pk)
    assert not sees(reader, post)
    assert not sees(publisher, post)
    assert Thread.objects.get(pk=post.thread_id).audience == "nobody"
    with pytest.raises(Http404):
        queries.post_in_view(publisher, post.pk)
    with pytest.raises(refusals.AlreadyRemoved):
        actions.edit_post(
            viewer=publisher, post_id=post.pk, content=HELLO, version=Post.objects.get(pk=post.pk).version
        )
    clock.forward(seconds=1)
    actions.restore_post(viewer=publisher, post_id=post.pk)
    assert sees(reader, post)
    assert Thread.objects.get(pk=post.thread_id).audience == "members"
    assert kinds() == ["posts.PostRemoved", "posts.PostRestored"]


def test_ten_minutes_later_it_is_erased_with_its_files(
    publisher, photo, resident, settings, run_jobs, clock: Clock
):
    link = LinkPreview.objects.create(
        commune_id=publisher.commune.id,
        owner_id=publisher.person_id,
        by_town_hall=True,
        url="https://exemple.fr/",
    )
    content = PostContent(title="Fête", media_ids=[photo.pk], link_id=link.pk)
    post = actions.publish_post(viewer=publisher, key="k", content=content)
    MessageFactory(thread=post.thread, author=resident)
    folder = Path(settings.MEDIA_ROOT) / photo.id.hex[-2:] / str(photo.id)
    actions.remove_post(viewer=publisher, post_id=post.pk)
    clock.forward(minutes=9)
    run_jobs()
    assert Post.objects.exists()
    assert folder.exists()
    clock.forward(minutes=2)
    run_jobs()
    left = [model.objects.count() for model in (Post, Thread, Message, Media, LinkPreview)]
    assert left == [0, 0, 0, 0, 0]
    assert not folder.exists()


def test_what_was_brought_back_is_not_erased(publisher, post, run_jobs, clock: Clock):
    actions.remove_post(viewer=publisher, post_id=post.pk)
    actions.restore_post(viewer=publisher, post_id=post.pk)
    clock.forward(minutes=11)
    run_jobs()
    assert Post.objects.filter(pk=post.pk, status=ContentStatus.PUBLISHED).exists()


def test_removed_again_it_has_its_ten_minutes_again(publisher, post, run_jobs, clock: Clock):
    actions.remove_post(viewer=publisher, post_id=post.pk)
    clock.forward(minutes=5)
    actions.restore_post(viewer=publisher, post_id=post.pk)
    actions.remove_post(viewer=publisher, post_id=post.pk)
    clock.forward(minutes=6)
    run_jobs()
    assert Post.objects.filter(pk=post.pk).exists()
    clock.forward(minutes=5)
    run_jobs()
    assert not Post.objects.filter(pk=post.pk).exists()


def test_brought_back_after_its_hour_it_waits_among_the_drafts(publisher, clock: Clock):
    post = actions.publish_post(
        viewer=publisher, key="k", content=replace(HELLO, publish_at=now() + timedelta(minutes=5))
    )
    actions.remove_post(viewer=publisher, post_id=post.pk)
    clock.forward(minutes=8)
    assert actions.restore_post(viewer=publisher, post_id=post.pk).status == ContentStatus.DRAFT


def test_at_most_three_are_pinned(publisher, commune, mayor):
    posts = PostFactory.create_batch(4, commune=commune, author=mayor)
    for post in posts[:3]:
        actions.pin_post(viewer=publisher, post_id=post.pk, pinned=True)
    with pytest.raises(refusals.TooManyPinned):
        actions.pin_post(viewer=publisher, post_id=posts[3].pk, pinned=True)
    actions.pin_post(viewer=publisher, post_id=posts[0].pk, pinned=False)
    actions.pin_post(viewer=publisher, post_id=posts[3].pk, pinned=True)
    assert Post.objects.filter(pinned_at__isnull=False).count() == 3


def test_pinning_twice_is_pinning_once(publisher, post):
    for _ in range(2):
        actions.pin_post(viewer=publisher, post_id=post.pk, pinned=True)
    assert kinds() == ["posts.PostPinned"]


def test_only_what_is_out_is_pinned(publisher):
    draft = actions.save_draft(viewer=publisher, key="k", content=HELLO)
    with pytest.raises(Refusal):
        actions.pin_post(viewer=publisher, post_id=draft.pk, pinned=True)


def test_brought_back_a_fourth_is_not_pinned(publisher, commune, mayor):
    """Removed while pinned, three others pinned meanwhile: back, it takes its place by date."""
    posts = PostFactory.create_batch(4, commune=commune, author=mayor)
    actions.pin_post(viewer=publisher, post_id=posts[0].pk, pinned=True)
    actions.remove_post(viewer=publisher, post_id=posts[0].pk)
    for post in posts[1:]:
        actions.pin_post(viewer=publisher, post_id=post.pk, pinned=True)
    actions.restore_post(viewer=publisher, post_id=posts[0].pk)
    assert {UUID(row.post_id) for row in queries.feed(publisher).rows} == {post.pk for post in posts}


def test_photos_that_leave_are_discarded_and_strangers_left_out(publisher, photo, other_commune, run_jobs):
    foreign = Media.objects.create(commune_id=other_commune.pk, kind=MediaKind.PHOTO, by_town_hall=True)
    content = PostContent(title="Fête", media_ids=[foreign.pk, photo.pk])
    post = actions.publish_post(viewer=publisher, key="k", content=content)
    assert [row.media_id for row in post.media_rows.all()] == [photo.pk]
    actions.edit_post(viewer=publisher, post_id=post.pk, content=HELLO, version=post.version)
    assert set(Media.objects.values_list("pk", flat=True)) == {foreign.pk}


def test_forty_media_and_no_more(publisher):
    media = [
        Media.objects.create(
            commune_id=publisher.commune.id,
            owner_id=publisher.person_id,
            by_town_hall=True,
            kind=MediaKind.PHOTO,
        ).pk
        for _ in range(41)
    ]
    with pytest.raises(actions.TooManyMedia):
        actions.publish_post(viewer=publisher, key="k", content=PostContent(title="x", media_ids=media))
    post = actions.publish_post(
        viewer=publisher, key="k", content=PostContent(title="x", media_ids=media[:40])
    )
    assert [row.media_id for row in post.media_rows.all()] == media[:40]


def test_residents_flag(post, resident, commune, publisher, viewer_of):
    actions.flag_post(viewer=viewer_of(resident, commune), post_id=post.pk, reason="false", words="Erreur")
    assert Flag.objects.get().target_id == post.pk
    with pytest.raises(NotAllowed):
        actions.flag_post(viewer=publisher, post_id=post.pk, reason="false", words="")


def test_a_photo_that_is_ready_renders_the_publication_again(publisher, photo):
    post = actions.publish_post(
        viewer=publisher, key="k", content=PostContent(title="x", media_ids=[photo.pk])
    )
    version, opened = Thread.objects.get().version, post.version
    actions.bump_posts_with(media_id=photo.pk)
    assert Thread.objects.get().version == version + 1
    assert Post.objects.get().version == opened


def test_what_was_removed_goes_even_when_its_job_was_lost(publisher, post, clock, run_jobs):
    actions.remove_post(viewer=publisher, post_id=post.pk)
    contents.erase_all_removed()
    run_jobs()
    assert Post.objects.filter(pk=post.pk).exists()
    clock.forward(minutes=11)
    contents.erase_all_removed()
    run_jobs()
    assert not Post.objects.filter(pk=post.pk).exists()


def test_a_photo_of_another_publication_is_refused_and_stays_there(publisher, photo, run_jobs, settings):
    mine = actions.publish_post(
        viewer=publisher, key="k", content=PostContent(title="Un", media_ids=[photo.pk])
    )
    with pytest.raises(AlreadyUsed):
        actions.publish_post(
            viewer=publisher, key="l", content=PostContent(title="Deux", media_ids=[photo.pk])
        )
    assert [row.post_id for row in PostMedia.objects.filter(media=photo)] == [mine.pk]
    assert Post.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_publications_that_take_one_photo_at_once(publisher, photo):
    def publish(key: str) -> Post:
        content = PostContent(title=key, media_ids=[photo.pk])
        return actions.publish_post(viewer=publisher, key=key, content=content)

    ends = together(lambda: publish("un"), lambda: publish("deux"), expected=AlreadyUsed)
    assert sorted(type(end).__name__ for end in ends) == ["AlreadyUsed", "Post"]
    assert PostMedia.objects.filter(media=photo).count() == 1
