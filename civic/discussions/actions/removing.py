"""A town hall removes a whole group, takes that back, and after a while the texts are gone for good."""

from uuid import UUID

from django.db import transaction

from civic.core.clock import UNDO_FOR, now
from civic.core.jobs import job
from civic.core.refusals import Refusal, require
from civic.core.text import clean_line
from civic.core.viewer import Viewer
from civic.discussions import queries, rules
from civic.discussions.actions.announcing import announce, record_change
from civic.discussions.events import DiscussionRemoved, DiscussionRestored
from civic.discussions.models import Discussion
from civic.threads.actions import threads
from civic.threads.enums import ThreadAudience


class RemovalReasonMissing(Refusal):
    message = (
        "Dites en quelques mots pourquoi cette discussion est supprimée : ceux qui y viendront le liront."
    )


class TooLateToRestore(Refusal):
    message = "Cette discussion a été supprimée il y a plus de dix minutes : elle ne peut plus revenir."


@transaction.atomic
def remove_discussion(*, viewer: Viewer, discussion_id: UUID, reason: str) -> Discussion:
    """Gone from every page at once, the reason in its place; can be brought back for UNDO_FOR, then erased."""
    discussion = queries.discussion_to_keep(viewer, discussion_id)
    require(rules.may_lead(viewer))
    reason = clean_line(reason)[:300]
    if not reason:
        raise RemovalReasonMissing
    if discussion.removed_at:
        return discussion
    discussion.removed_at, discussion.removal_reason = now(), reason
    discussion.save(update_fields=["removed_at", "removal_reason"])
    threads.update_thread(thread_id=discussion.thread_id, audience=ThreadAudience.NOBODY)
    record_change(event=DiscussionRemoved(discussion_id=discussion.pk), viewer=viewer, discussion=discussion)
    announce(discussion=discussion)
    erase_discussion.enqueue_at(now() + UNDO_FOR, discussion_id=discussion.pk)
    return discussion


@transaction.atomic
def restore_discussion(*, viewer: Viewer, discussion_id: UUID) -> Discussion:
    discussion = queries.discussion_to_keep(viewer, discussion_id)
    require(rules.may_lead(viewer))
    if discussion.removed_at is None:
        return discussion
    if not rules.may_restore(viewer, discussion, now()):
        raise TooLateToRestore
    if discussion.pinned_at and queries.pinned_in(discussion.commune_id) >= queries.MAX_PINNED:
        discussion.pinned_at = None  # its place at the top was taken meanwhile
    discussion.removed_at, discussion.removal_reason = None, ""
    discussion.save(update_fields=["removed_at", "removal_reason", "pinned_at"])
    threads.update_thread(thread_id=discussion.thread_id, audience=ThreadAudience.MEMBERS)
    record_change(event=DiscussionRestored(discussion_id=discussion.pk), viewer=viewer, discussion=discussion)
    announce(discussion=discussion)
    return discussion


@job()
def erase_removed_discussions() -> None:
    """Every night: those whose own job was lost."""
    for discussion_id in queries.removed_discussion_ids(now() - UNDO_FOR):
        erase_discussion(discussion_id=discussion_id)


@job()
def erase_discussion(*, discussion_id: UUID) -> None:
    """The time for undoing is over: texts go, the reason stays for who comes by an old link. Does nothing to one that
    was brought back; what was interrupted goes on."""
    over = Discussion.objects.filter(pk=discussion_id, removed_at__lte=now() - UNDO_FOR, erased_at=None)
    if not over.update(title="", description=""):
        return
    threads.purge_messages(thread_id=discussion_id)
    over.update(erased_at=now())
