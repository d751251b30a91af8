from datetime import timedelta

import pytest
from django.http import Http404

from civic.comments import queries
from civic.core.clock import now
from tests.comments.factories import CommentFactory


@pytest.fixture
def reader(resident, commune, viewer_of):
    return viewer_of(resident, commune)


def test_pages_hold_every_comment_once_even_of_the_same_instant(reader, post, resident):
    moment = now()
    written = [
        CommentFactory(
            thread=post.thread, author=resident, written_at=moment - timedelta(seconds=number // 7)
        )
        for number in range(47)
    ]
    seen, cursor, sizes = [], "", []
    while True:
        page = queries.comments_before(reader, post.thread_id, cursor)
        seen = [comment.pk for comment in page.comments] + seen
        sizes.append(len(page.comments))
        cursor = page.older
        if not cursor:
            break
    assert sizes == [20, 20, 7]
    assert seen == [c.pk for c in sorted(written, key=lambda c: (c.written_at, c.pk))]


def test_exactly_a_page_has_nothing_older(reader, post, resident):
    CommentFactory.create_batch(20, thread=post.thread, author=resident)
    assert queries.comments_before(reader, post.thread_id).older == ""


@pytest.mark.parametrize("cursor", ["x", "2026-01-01_x", "2026-01-01T00:00:00_" + "0" * 32, "_", "é" * 300])
def test_a_cursor_made_up_is_not_found(reader, post, cursor):
    with pytest.raises(Http404):
        queries.comments_before(reader, post.thread_id, cursor)


def test_the_last_of_several_threads_in_one_statement(
    post, public_post, resident, other_comment, django_assert_num_queries
):
    for thread in (post.thread, public_post.thread):
        CommentFactory.create_batch(5, thread=thread, author=resident)
    with django_assert_num_queries(1):
        found = queries.last_comments([post.thread_id, public_post.thread_id])
        for page in found.values():
            assert [comment.author.full_name for comment in page.comments] == ["Anne Martin"] * 3
            assert page.older
    assert set(found) == {post.thread_id, public_post.thread_id}


def test_a_thread_that_one_may_not_read_is_not_there(post, other_post, commune, applicant, reader, viewer_of):
    with pytest.raises(Http404):
        queries.comments_before(viewer_of(applicant, commune), post.thread_id)
    with pytest.raises(Http404):
        queries.comments_before(viewer_of(None, commune), post.thread_id)
    with pytest.raises(Http404):
        queries.comments_before(reader, other_post.thread_id)
