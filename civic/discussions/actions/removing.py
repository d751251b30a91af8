"""A town hall removes a whole group, takes that back, and after a while the texts are gone for good."""

from uuid import UUID

from django.db import transaction

from civic.core.clock import UNDO_FOR, now
from civic.core.jobs import job
from civic.core.refusals import Refusal, require
from civic.core.text import clean_line, is_blank
from civic.core.viewer import Viewer
from civic.discussions import queries, rules
from civic.discussions.actions.telling import announce, told
from civic.discussions.events import DiscussionRemoved, DiscussionRestored
from civic.discussions.models import Discussion, Message, Presence

STEP = 2000  # messages erased in one transaction


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
    if is_blank(reason):
        raise RemovalReasonMissing
    if discussion.removed_at:
        return discussion
    discussion.removed_at, discussion.removal_reason = now(), reason
    discussion.save(update_fields=["removed_at", "removal_reason"])
    told(DiscussionRemoved(discussion_id=discussion.pk), viewer, discussion)
    announce(discussion)
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
    told(DiscussionRestored(discussion_id=discussion.pk), viewer, discussion)
    announce(discussion)
    return discussion


@job()
def erase_removed_discussions() -> None:
    """Every night: those whose own job was lost."""
    for discussion_id in queries.removed_discussion_ids(now() - UNDO_FOR):
        erase_discussion(discussion_id=discussion_id)


@job()
def erase_discussion(*, discussion_id: UUID) -> None:
    """The time for undoing is over: texts go, the reason stays for who comes by an old link. Does nothing to one that
    was brought back. In steps: a long discussion holds nobody up, and what was interrupted goes on."""
    over = Discussion.objects.filter(pk=discussion_id, removed_at__lte=now() - UNDO_FOR, erased_at=None)
    if not over.update(title="", description="", messages=0, participants=0):
        return
    messages = Message.objects.filter(discussion_id=discussion_id).order_by("number")
    while ids := list(messages.values_list("pk", flat=True)[:STEP]):
        Message.objects.filter(pk__in=ids).delete()
    Presence.objects.filter(discussion_id=discussion_id).delete()
    over.update(erased_at=now())
