"""Comments and messages of discussions move here with their keys. In batches, each in a transaction of its own: a large
installation takes a while, and what was interrupted goes on where it stopped."""

from collections.abc import Iterator
from typing import Any

from django.db import migrations, transaction

THREADS = 500  # a batch of threads of comments, with all that is below them
MESSAGES = 5000

LEFT_TO_MOVE = """
SELECT id FROM comments_thread s
WHERE {condition} NOT EXISTS (SELECT 1 FROM threads_thread WHERE id = s.id) ORDER BY id LIMIT %s"""
# Comments get their numbers in the order of writing.
COMMENTS = """
INSERT INTO threads_message (id, thread_id, number, author_id, for_town_hall, author_title, body, encrypted_body, likes,
    key, written_at, edited_at, removed_at, removed_by, removal_reason)
SELECT id, thread_id, ROW_NUMBER() OVER (PARTITION BY thread_id ORDER BY written_at, id), author_id, for_town_hall,
    author_title, body, '', 0, key, written_at, edited_at, removed_at, removed_by, removal_reason
FROM comments_comment WHERE thread_id IN ({ids})"""
COMMENT_THREADS = """
INSERT INTO threads_thread (id, commune_id, kind, audience, is_open, encrypted, page, last_number, messages, speakers,
    likes, version)
SELECT t.id, t.commune_id, 'comment', t.audience, t.is_open, false, t.page,
    (SELECT COUNT(*) FROM comments_comment c WHERE c.thread_id = t.id), t.comments,
    (SELECT COUNT(DISTINCT c.author_id) FROM comments_comment c WHERE c.thread_id = t.id AND c.removed_at IS NULL),
    t.likes, t.version
FROM comments_thread t WHERE t.id IN ({ids})"""
COMMENT_AUTHORS = """
INSERT INTO threads_participant (thread_id, person_id, read_upto, messages)
SELECT thread_id, author_id, MAX(number), SUM(CASE WHEN removed_at IS NULL THEN 1 ELSE 0 END)
FROM threads_message WHERE thread_id IN ({ids}) GROUP BY thread_id, author_id"""
CONTENT_LIKES = """
INSERT INTO threads_contentlike (thread_id, person_id, liked_at)
SELECT thread_id, person_id, liked_at FROM comments_like WHERE thread_id IN ({ids})"""

DISCUSSION_MESSAGES = """
INSERT INTO threads_message (id, thread_id, number, author_id, for_town_hall, author_title, body, encrypted_body,
    answers_id, likes, key, written_at, edited_at, removed_at, removed_by, removal_reason)
SELECT id, discussion_id, number, author_id, for_town_hall, author_title, body, '', answers_id, likes, key, written_at,
    edited_at, removed_at, removed_by, removal_reason
FROM discussions_message m WHERE discussion_id = %s AND number > %s AND number <= %s
    AND NOT EXISTS (SELECT 1 FROM threads_message WHERE id = m.id)"""
MESSAGE_LIKES = """
INSERT INTO threads_messagelike (message_id, person_id, liked_at)
SELECT l.message_id, l.person_id, l.liked_at FROM discussions_messagelike l
JOIN discussions_message m ON m.id = l.message_id
WHERE m.discussion_id = %s AND m.number > %s AND m.number <= %s AND NOT EXISTS (
    SELECT 1 FROM threads_messagelike WHERE message_id = l.message_id AND person_id = l.person_id)"""
PRESENCES = """
INSERT INTO threads_participant (thread_id, person_id, read_upto, messages)
SELECT discussion_id, person_id, read_upto, messages FROM discussions_presence p
WHERE discussion_id = %s AND NOT EXISTS (
    SELECT 1 FROM threads_participant WHERE thread_id = p.discussion_id AND person_id = p.person_id)"""


def move_comments(apps: Any, schema_editor: Any) -> None:
    with schema_editor.connection.cursor() as cursor:
        for ids in _comment_threads(cursor):
            listed = ", ".join(["%s"] * len(ids))
            with transaction.atomic(using=schema_editor.connection.alias):
                for sql in (COMMENT_THREADS, COMMENTS, COMMENT_AUTHORS, CONTENT_LIKES):
                    cursor.execute(sql.format(ids=listed), ids)


def _comment_threads(cursor: Any) -> Iterator[list[Any]]:
    """Keys as the engine writes them, without those that were moved already."""
    cursor.execute(LEFT_TO_MOVE.format(condition=""), [THREADS])
    while ids := [row[0] for row in cursor.fetchall()]:
        yield ids
        cursor.execute(LEFT_TO_MOVE.format(condition="id > %s AND"), [ids[-1], THREADS])


def move_discussions(apps: Any, schema_editor: Any) -> None:
    connection, thread = schema_editor.connection, apps.get_model("threads", "Thread")
    groups = apps.get_model("discussions", "Discussion").objects.select_related("commune").order_by("pk")
    for group in groups.iterator(chunk_size=500):
        # The thread takes the key of its group.
        thread.objects.get_or_create(
            pk=group.pk,
            defaults={
                "commune_id": group.commune_id,
                "kind": "discussion",
                "audience": "nobody" if group.removed_at else "members",
                "is_open": group.is_open,
                "page": f"/{group.commune.slug}/discussions/{group.pk}/",
                "last_number": group.last_number,
                "messages": group.messages,
                "speakers": group.participants,
            },
        )
        key = thread._meta.pk.get_db_prep_value(group.pk, connection)
        with connection.cursor() as cursor:
            for first in range(0, group.last_number, MESSAGES):
                with transaction.atomic(using=connection.alias):
                    for sql in (DISCUSSION_MESSAGES, MESSAGE_LIKES):
                        cursor.execute(sql, [key, first, first + MESSAGES])
            cursor.execute(PRESENCES, [key])


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("comments", "0002_author_title"),
        ("discussions", "0004_version_of_the_form"),
        ("threads", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(move_comments, migrations.RunPython.noop),
        migrations.RunPython(move_discussions, migrations.RunPython.noop),
    ]
