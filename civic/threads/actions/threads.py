"""The life of a thread, in the transactions of the content that it belongs to, or of who invites people."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Greatest
from django.urls import reverse

from civic.accounts.actions.failures import notify_failure
from civic.core.clock import now
from civic.core.descriptors import Feature
from civic.core.ids import new_id
from civic.live import actions as live
from civic.live.rules import commune_topic, person_topic
from civic.moderation import actions as moderation
from civic.private_files.actions.keeping import erase_files
from civic.private_files.models import PrivateFile
from civic.threads.actions.answering import leave_out
from civic.threads.enums import ThreadAudience
from civic.threads.kinds import ThreadKind, commented, kind_of, privacy_of
from civic.threads.models import ContentLike, Message, MessageLike, Participant, Thread
from civic.threads.queries.threads import participants

STEP = 2000  # messages erased in one transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadState:
    """What a thread follows of its content, beside who sees it. `is_open`: None where the thread itself says it."""

    page: str
    is_open: bool | None = None


def open_thread(
    *,
    kind: ThreadKind,
    commune_id: int,
    feature: Feature | None,
    audience: str = ThreadAudience.NOBODY,
    encrypted: bool = False,
    thread_id: UUID | None = None,
) -> Thread:
    """`feature`: of what it belongs to. `audience`: a content's own comes when it is published. `thread_id`: the
    content's own key, for one whose addresses name both."""
    if kind.under_content:
        commented(feature or "")  # refuses one of which nobody would be notified
    return Thread.objects.create(
        pk=thread_id or new_id(),
        kind=kind.key,
        commune_id=commune_id,
        feature=feature or "",
        audience=audience,
        encrypted=encrypted,
    )


def update_thread(*, thread: Thread, audience: str, state: ThreadState) -> None:
    """The content changed, and its thread follows."""
    thread.audience, thread.page = audience, state.page
    if state.is_open is not None:
        thread.is_open = state.is_open
    followed = {name: getattr(thread, name) for name in ("audience", "page", "is_open")}
    Thread.objects.filter(pk=thread.pk).update(**followed, version=F("version") + 1)


def move(*, thread_id: UUID, commune_id: int, page: str) -> None:
    """Of a commune that merged: it goes on in its successor."""
    rows = Thread.objects.filter(pk=thread_id)
    rows.update(commune_id=commune_id, page=page, version=F("version") + 1)


def bump_versions(*, thread_ids: Collection[UUID] | QuerySet[Any]) -> None:
    """Something shown with these threads has changed."""
    Thread.objects.filter(pk__in=thread_ids).update(version=F("version") + 1)


def bump_versions_of_author(*, person_id: UUID) -> None:
    """Someone's name or photo has changed: it stands beside each of their messages."""
    theirs = Participant.objects.filter(person_id=person_id, messages__gt=0)
    bump_versions(thread_ids=theirs.values("thread_id"))


def purge_messages(*, thread_id: UUID) -> bool:
    """One step towards all that was said being gone for good. True while there is more: a long thread holds nobody up,
    and what was interrupted goes on."""
    Thread.objects.filter(pk=thread_id).update(messages=0, speakers=0)
    messages = Message.objects.filter(thread=thread_id).order_by("number")
    if ids := list(messages.values_list("pk", flat=True)[:STEP]):
        moderation.purge_judged_flags(model=Message, target_ids=ids)
        erase_files(held_by=ids)
        Message.objects.filter(pk__in=ids).delete()
        return True
    Participant.objects.filter(thread=thread_id).delete()
    return False


def erase_thread(*, thread_id: UUID) -> None:
    """With all that was said, at once. The content that it belonged to is gone."""
    messages = Message.objects.filter(thread=thread_id)
    moderation.purge_judged_flags(model=Message, target_ids=messages.values("pk"))
    erase_files(held_by=messages.values("pk"))
    Thread.objects.filter(pk=thread_id).delete()


@transaction.atomic
def remove_person_from_counts(*, person_id: UUID) -> None:
    """Their account is being erased, and what they said or liked with it: the counts go on without them."""
    wrote = Message.objects.filter(author_id=person_id)
    liked = ContentLike.objects.filter(person_id=person_id).values("thread_id")
    liked_messages = MessageLike.objects.filter(person_id=person_id)
    _lock(wrote.values("thread_id").union(liked, liked_messages.values("message__thread_id")))
    for own in Participant.objects.filter(person_id=person_id, messages__gt=0):
        thread = Thread.objects.filter(pk=own.thread_id)
        leave_out(person_id=person_id, thread=thread.get())
        thread.update(messages=_less("messages", own.messages), speakers=_less("speakers", 1))
    Thread.objects.filter(pk__in=liked).update(likes=_less("likes", 1))
    Message.objects.filter(pk__in=liked_messages.values("message_id")).update(likes=_less("likes", 1))
    bump_versions(thread_ids=wrote.values("thread_id").union(liked))


def _lock(thread_ids: QuerySet[Any]) -> None:
    """In the order of their keys, as all who lock several: two of them never wait for each other."""
    list(Thread.objects.select_for_update().filter(pk__in=thread_ids).order_by("pk").values_list("pk"))


def _less(count: str, number: int) -> Greatest:
    return Greatest(F(count) - number, 0)


@transaction.atomic
def add_participant(*, thread_id: UUID, person_id: UUID) -> None:
    """Reads all that was said, also before they came, and hears of what is said from now on. Twice does it once."""
    own, made = Participant.objects.get_or_create(thread_id=thread_id, person_id=person_id)
    if not made and own.left_at:
        own.left_at = None
        own.save(update_fields=["left_at"])


def remove_participant(*, thread_id: UUID, person_id: UUID) -> None:
    """What they said stays; they read no more of it."""
    Participant.objects.filter(thread=thread_id, person_id=person_id, left_at=None).update(left_at=now())


def announce(*, thread: Thread, **fields: Any) -> None:
    """To the open pages of those who read it; the pages that show this thread ask for what is new. `number`: of a
    message that came; `message`: the one that changed."""
    if thread.audience == ThreadAudience.PARTICIPANTS:
        privacy = privacy_of(thread)
        listed = participants(thread).values_list("person_id", flat=True)
        people = privacy.readers(thread) if privacy else list(listed)
        topics = [person_topic(person_id) for person_id in people]
    elif thread.audience == ThreadAudience.TOWN_HALL:
        topics = [commune_topic(thread.commune_id, ThreadAudience.TOWN_HALL)]
    else:
        # What residents say is for the commune's own people, below a public content too.
        topics = [commune_topic(thread.commune_id, ThreadAudience.MEMBERS)]
    live.publish_all(topics=topics, name="thread", data={"id": str(thread.pk), **fields})


def announce_file(*, file: PrivateFile) -> None:
    """A picture of a message is ready: open pages draw it. One that cannot be, its sender hears of."""
    message = Message.objects.select_related("thread").filter(pk=file.held_by).first()
    if message is None:
        return
    announce(thread=message.thread, message=str(message.pk))
    if file.has_failed:
        notify_failure(
            person_id=file.sender_id,
            thing_id=file.pk,
            content_id=message.pk,
            sentence="Une photo de votre message privé n’a pas pu être préparée. Envoyez-la de nouveau.",
            url=reverse(kind_of(message.thread).urls.detail, args=[file.commune.slug, message.pk]),
        )
