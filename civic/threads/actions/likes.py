"""« J’aime ». Say the state that is wanted, so that a double click or two devices agree."""

from uuid import UUID

from django.db import transaction
from django.db.models import F

from civic.accounts.queries import require_open_account
from civic.core.refusals import require
from civic.core.viewer import Viewer
from civic.journal.actions import record
from civic.threads import rules
from civic.threads.actions.messages import MessageAlreadyRemoved
from civic.threads.events import ContentLiked, LikeWithdrawn
from civic.threads.kinds import ThreadKind
from civic.threads.models import ContentLike, Message, MessageLike, Thread
from civic.threads.queries.messages import message_in_view
from civic.threads.queries.threads import thread_for_update


@transaction.atomic
def like_message(*, viewer: Viewer, kind: ThreadKind, message_id: UUID, liked: bool) -> Message:
    message = message_in_view(viewer, kind, message_id)
    require(rules.may_like(viewer, message.thread))
    # The message alone: a like does not wait for those who write.
    message.refresh_from_db(fields=["likes", "removed_at"], from_queryset=Message.objects.select_for_update())
    require_open_account(viewer)
    if message.removed_at:
        raise MessageAlreadyRemoved(kind.wording.already_removed)
    own = MessageLike.objects.filter(message=message, person_id=viewer.own_id)
    if liked:
        _, changed = MessageLike.objects.get_or_create(message=message, person_id=viewer.own_id)
    else:
        changed = bool(own.delete()[0])
    if changed:
        Message.objects.filter(pk=message.pk).update(likes=F("likes") + (1 if liked else -1))
        message.refresh_from_db(fields=["likes"])
    return message


@transaction.atomic
def like_content(*, viewer: Viewer, kind: ThreadKind, thread_id: UUID, liked: bool) -> Thread:
    """Recorded without who: the figures count it, nobody is notified."""
    thread = thread_for_update(viewer, kind, thread_id)
    require_open_account(viewer)
    require(rules.may_like(viewer, thread))
    own = ContentLike.objects.filter(thread=thread, person_id=viewer.own_id)
    if liked:
        _, changed = ContentLike.objects.get_or_create(thread=thread, person_id=viewer.own_id)
    else:
        changed = bool(own.delete()[0])
    if changed:
        Thread.objects.filter(pk=thread.pk).update(
            likes=F("likes") + (1 if liked else -1), version=F("version") + 1
        )
        event = ContentLiked(thread_id=thread.pk) if liked else LikeWithdrawn(thread_id=thread.pk)
        record(event, target=thread, commune_id=thread.commune_id)
        thread.refresh_from_db()
    return thread
