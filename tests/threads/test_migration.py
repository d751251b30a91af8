"""Comments and messages of discussions move to one engine: nothing of a row is lost, on both engines.

Each part writes rows of before, waits for the migrations at its `yield`, and looks at what became of them: going back
and forth takes seconds, so it is done once.
"""

from datetime import UTC, datetime, timedelta
from importlib import import_module
from uuid import uuid4

import pytest
from django.db import connection

from tests.migrating import migrate_to, models_at

BEFORE = [
    ("comments", "0002_author_title"),
    ("discussions", "0004_version_of_the_form"),
    ("posts", "0004_life_of_a_content"),
    ("threads", "0001_initial"),
    ("journal", "0003_event_keys"),
    ("moderation", "0002_appeals"),
]
SCRIPT = import_module("civic.threads.migrations.0002_from_comments_and_discussions")
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def before(transactional_db):
    with models_at(*BEFORE) as models:
        yield models


def place_of(apps):
    region = apps.get_model("communes", "Region").objects.create(code="93", name="Région")
    department = apps.get_model("communes", "Department").objects.create(code="06", name="06", region=region)
    return apps.get_model("communes", "Commune").objects.create(
        code="06059", slug="eze-06", name="Èze", department=department
    )


def people_of(apps, count):
    model = apps.get_model("accounts", "Person")
    return [
        model.objects.create(id=one, email=f"{one}@exemple.test") for one in (uuid4() for _ in range(count))
    ]


def comments_keep_all_they_had_and_get_numbers(before, place):
    ana, bo = people_of(before, 2)
    thread = before.get_model("comments", "Thread").objects.create(
        commune=place,
        audience="public",
        page="/eze-06/actualites/1/",
        comments=2,
        likes=1,
        version=9,
        is_open=False,
    )
    empty = before.get_model("comments", "Thread").objects.create(commune=place)
    comment = before.get_model("comments", "Comment")
    later = comment.objects.create(
        thread=thread, author=bo, body="Oui", key="2", written_at=NOON, author_title="Maire", for_town_hall=True,
        edited_at=NOON + timedelta(minutes=2),
    )  # fmt: skip
    first = comment.objects.create(
        thread=thread, author=ana, body="Non", key="1", written_at=NOON - timedelta(days=1)
    )
    gone = comment.objects.create(
        thread=thread, author=ana, body="", key="3", written_at=NOON + timedelta(days=1), removed_at=NOON,
        removed_by="town_hall", removal_reason="Hors sujet",
    )  # fmt: skip
    before.get_model("comments", "Like").objects.create(thread=thread, person=bo)
    entry, flag = before.get_model("journal", "Entry"), before.get_model("moderation", "Flag")
    written = entry.objects.create(
        kind="comments.CommentWritten", target_type="comments.comment", target_id=str(later.pk),
        data={"comment_id": str(later.pk), "thread_id": str(thread.pk)},
    )  # fmt: skip
    liked = entry.objects.create(
        kind="comments.ContentLiked", target_type="comments.thread", target_id=str(thread.pk)
    )
    flagged = entry.objects.create(
        kind="moderation.ContentFlagged", target_type="comments.comment", target_id=str(later.pk)
    )
    flag.objects.create(
        commune=place, reporter=ana, target_type="comments.comment", target_id=later.pk, reason="spam"
    )

    after = yield

    moved = after.get_model("threads", "Thread").objects.get(pk=thread.pk)
    assert (moved.kind, moved.audience, moved.page, moved.is_open) == (
        "comment", "public", "/eze-06/actualites/1/", False
    )  # fmt: skip
    assert (moved.messages, moved.speakers, moved.last_number, moved.likes, moved.version) == (2, 2, 3, 1, 9)
    assert after.get_model("threads", "Thread").objects.get(pk=empty.pk).last_number == 0
    message = after.get_model("threads", "Message")
    assert list(message.objects.filter(thread=thread.pk).order_by("number").values_list("pk", "number")) == [
        (first.pk, 1), (later.pk, 2), (gone.pk, 3)
    ]  # fmt: skip
    kept = message.objects.get(pk=later.pk)
    assert (kept.author_id, kept.body, kept.key, kept.written_at, kept.edited_at) == (
        bo.pk, "Oui", "2", NOON, NOON + timedelta(minutes=2)
    )  # fmt: skip
    assert (kept.author_title, kept.for_town_hall, kept.encrypted_body, kept.answers_id) == (
        "Maire",
        True,
        "",
        None,
    )
    removed = message.objects.get(pk=gone.pk)
    assert (removed.removed_at, removed.removed_by, removed.removal_reason) == (
        NOON,
        "town_hall",
        "Hors sujet",
    )
    participants = (
        after.get_model("threads", "Participant")
        .objects.filter(thread=thread.pk)
        .values_list("person", "read_upto", "messages")
    )
    assert set(participants) == {(ana.pk, 3, 1), (bo.pk, 2, 1)}
    like = after.get_model("threads", "ContentLike").objects.get()
    assert (like.thread_id, like.person_id) == (thread.pk, bo.pk)
    entries = after.get_model("journal", "Entry").objects
    assert [entries.get(pk=one.pk).kind for one in (written, liked, flagged)] == [
        "threads.CommentWritten", "threads.ContentLiked", "moderation.ContentFlagged"
    ]  # fmt: skip
    assert [entries.get(pk=one.pk).target_type for one in (written, liked, flagged)] == [
        "threads.message", "threads.thread", "threads.message"
    ]  # fmt: skip
    assert after.get_model("moderation", "Flag").objects.get().target_type == "threads.message"
    assert "comments_comment" not in connection.introspection.table_names()
    yield


def discussions_keep_their_messages_answers_likes_and_marks(before, place):
    ana, bo = people_of(before, 2)
    groups = before.get_model("discussions", "Discussion")
    shared = {"commune": place, "author": ana, "author_title": "Maire", "opens_at": NOON, "created_at": NOON,
              "active_at": NOON}  # fmt: skip
    group = groups.objects.create(
        **shared,
        key="1",
        title="La place",
        last_number=2,
        messages=1,
        participants=1,
        is_open=False,
        opened_at=NOON,
    )
    removed = groups.objects.create(**shared, key="2", title="", removed_at=NOON, removal_reason="Abandon")
    message = before.get_model("discussions", "Message")
    first = message.objects.create(
        discussion=group,
        number=1,
        author=ana,
        body="",
        key="1",
        written_at=NOON,
        removed_at=NOON,
        removed_by="author",
    )
    answer = message.objects.create(
        discussion=group, number=2, author=bo, body="Oui", key="2", written_at=NOON, answers=first, likes=1
    )
    before.get_model("discussions", "MessageLike").objects.create(message=answer, person=ana)
    presence = before.get_model("discussions", "Presence")
    presence.objects.create(discussion=group, person=ana, read_upto=2, messages=0)
    presence.objects.create(discussion=group, person=bo, read_upto=1, messages=1)
    entries = before.get_model("journal", "Entry").objects
    written = entries.create(
        kind="discussions.MessageWritten", target_type="discussions.message", target_id=str(answer.pk)
    )

    after = yield

    thread = after.get_model("discussions", "Discussion").objects.get(pk=group.pk).thread
    assert (thread.pk, thread.kind, thread.audience, thread.is_open) == (
        group.pk,
        "discussion",
        "members",
        False,
    )
    assert (thread.last_number, thread.messages, thread.speakers) == (2, 1, 1)
    assert thread.page == f"/eze-06/discussions/{group.pk}/"
    assert after.get_model("discussions", "Discussion").objects.get(pk=removed.pk).thread.audience == "nobody"
    moved = after.get_model("threads", "Message").objects.filter(thread=group.pk)
    assert list(moved.order_by("number").values_list("pk", "number", "body", "answers", "likes")) == [
        (first.pk, 1, "", None, 0), (answer.pk, 2, "Oui", first.pk, 1)
    ]  # fmt: skip
    like = after.get_model("threads", "MessageLike").objects.get()
    assert (like.message_id, like.person_id) == (answer.pk, ana.pk)
    marks = after.get_model("threads", "Participant").objects.filter(thread=group.pk)
    assert set(marks.values_list("person", "read_upto", "messages")) == {(ana.pk, 2, 0), (bo.pk, 1, 1)}
    entry = after.get_model("journal", "Entry").objects.get(pk=written.pk)
    assert (entry.kind, entry.target_type) == ("discussions.MessageWritten", "threads.message")
    assert "discussions_message" not in connection.introspection.table_names()
    yield


def what_was_interrupted_goes_on_where_it_stopped(before, place):
    (ana,) = people_of(before, 1)
    threads = [
        before.get_model("comments", "Thread").objects.create(commune=place, comments=1) for _ in range(5)
    ]
    for number, thread in enumerate(threads):
        before.get_model("comments", "Comment").objects.create(
            thread=thread, author=ana, body=str(number), key="1", written_at=NOON
        )
    with connection.schema_editor(atomic=False) as editor:
        ids = next(SCRIPT._comment_threads(editor.connection.cursor()))
        with connection.cursor() as cursor:  # one batch was done
            for sql in (
                SCRIPT.COMMENT_THREADS,
                SCRIPT.COMMENTS,
                SCRIPT.COMMENT_AUTHORS,
                SCRIPT.CONTENT_LIKES,
            ):
                cursor.execute(sql.format(ids=", ".join(["%s"] * len(ids))), ids)
    after = yield
    moved = {"thread__in": [thread.pk for thread in threads]}
    assert after.get_model("threads", "Message").objects.filter(**moved).count() == 5
    assert after.get_model("threads", "Participant").objects.filter(**moved).count() == 5
    yield


def test_all_that_was_written_is_there_after_the_move(before, monkeypatch):
    monkeypatch.setattr(SCRIPT, "THREADS", 2)
    monkeypatch.setattr(SCRIPT, "MESSAGES", 1)
    place = place_of(before)
    parts = [
        part(before, place)
        for part in (
            comments_keep_all_they_had_and_get_numbers,
            discussions_keep_their_messages_answers_likes_and_marks,
            what_was_interrupted_goes_on_where_it_stopped,
        )
    ]
    for part in parts:
        next(part)
    after = migrate_to()
    for part in parts:
        part.send(after)
