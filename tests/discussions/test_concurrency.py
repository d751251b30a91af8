"""Several at once, on both engines."""

import pytest

from civic.discussions import queries
from civic.discussions.actions import groups, messages
from civic.discussions.models import Discussion
from civic.journal.models import Entry
from civic.threads.models import Message, Thread
from tests.together import together

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_group_created_twice_at_once_is_one(mayor, commune, viewer_of):
    viewer, content = viewer_of(mayor, commune), groups.DiscussionContent(title="La cantine")
    together(*[lambda: groups.create_discussion(viewer=viewer, key="k", content=content)] * 3)
    assert Discussion.objects.count() == 1


def test_closed_while_someone_writes_nothing_is_half_done(discussion, resident, mayor, commune, viewer_of):
    writer, town_hall = viewer_of(resident, commune), viewer_of(mayor, commune)
    refused: list[str] = []

    def write() -> None:
        try:
            messages.write_message(viewer=writer, discussion_id=discussion.pk, body="Juste à temps", key="k")
        except messages.DiscussionClosedNow as refusal:
            refused.append(refusal.message)

    together(write, lambda: groups.set_open(viewer=town_hall, discussion_id=discussion.pk, is_open=False))
    discussion.refresh_from_db()
    assert discussion.is_closed
    assert Thread.objects.get().messages == Message.objects.count() == 1 - len(refused)


def test_removed_while_someone_writes_it_is_in_or_refused(discussion, resident, mayor, commune, viewer_of):
    writer, town_hall = viewer_of(resident, commune), viewer_of(mayor, commune)
    refused: list[str] = []

    def write() -> None:
        try:
            messages.write_message(viewer=writer, discussion_id=discussion.pk, body="Juste à temps", key="k")
        except queries.DiscussionGone as refusal:
            refused.append(refusal.message)

    def remove() -> None:
        groups.remove_discussion(
            viewer=town_hall, discussion_id=discussion.pk, reason="Le projet est abandonné"
        )

    together(write, remove, remove)
    discussion.refresh_from_db()
    assert discussion.removed_at
    assert Thread.objects.get().messages == Message.objects.count() == 1 - len(refused)
    assert all("Le projet est abandonné" in sentence for sentence in refused)
    assert Entry.objects.filter(kind="discussions.DiscussionRemoved").count() == 1
