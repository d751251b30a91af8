"""What the town hall has answered, and what waits for an answer."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse

from civic.core.desk_sources import DeskTask
from civic.core.text import shortened
from civic.core.viewer import Viewer
from civic.threads import rules
from civic.threads.enums import ThreadAudience
from civic.threads.kinds import ThreadKind, kind_of
from civic.threads.models import Message, Thread

STANDING = Message.objects.filter(removed_at=None)
_ANSWERS = STANDING.filter(Q(settles=True) | Q(settles=None, for_town_hall=True))
_BY_RESIDENTS = STANDING.filter(for_town_hall=False)


def last_answer(thread: Thread, *, of: UUID | None = None) -> int:
    """Its number; 0 where nobody whose it is has answered, or this person has not."""
    return _last_number(_ANSWERS.filter(thread=thread, **({"author_id": of} if of else {})))


def last_written(thread: Thread, until: datetime) -> int:
    return _last_number(Message.objects.filter(thread=thread, written_at__lte=until))


def _last_number(messages: "QuerySet[Message]") -> int:
    return messages.order_by("-number").values_list("number", flat=True).first() or 0


def first_unanswered(thread: Thread, *, without: UUID | None = None) -> Message | None:
    """Of residents but for this one, neither answered nor put away."""
    settled = max(thread.put_away_number, last_answer(thread))
    rows = _BY_RESIDENTS.filter(thread=thread, number__gt=settled)
    return rows.exclude(author_id=without).order_by("number").first()


def message_numbered(thread: Thread, number: int) -> Message:
    return Message.objects.select_related("author").get(thread=thread, number=number)


def messages_since(kind: ThreadKind, last: UUID, limit: int) -> list[tuple[UUID, UUID]]:
    """In the order of writing: each message after this one, and its thread."""
    rows = Message.objects.filter(pk__gt=last, thread__kind=kind.key).order_by("pk")
    return list(rows.values_list("pk", "thread_id")[:limit])


def miscounted(thread_ids: Collection[UUID]) -> list[UUID]:
    """Those of these threads that do not say rightly which comment is the first without an answer."""
    here = {"thread": OuterRef("pk")}
    answer = _ANSWERS.filter(**here).order_by("-number").values("number")
    first = _BY_RESIDENTS.filter(**here, number__gt=OuterRef("settled")).order_by("number").values("number")
    threads = Thread.objects.filter(pk__in=thread_ids).annotate(
        settled=Greatest("put_away_number", Coalesce(Subquery(answer[:1]), 0)), first=Subquery(first[:1])
    )
    rows = threads.order_by("pk").values_list("pk", "unanswered_number", "first")
    return [pk for pk, counted, first_number in rows if counted != first_number]


def answerable(viewer: Viewer) -> "QuerySet[Thread]":
    """The threads of comments that it is the viewer's to answer."""
    rows = Thread.objects.filter(commune_id=viewer.commune.id, is_open=True)
    return rows.exclude(audience=ThreadAudience.NOBODY).filter(feature__in=rules.answered_features(viewer))


def unanswered(viewer: Viewer) -> "QuerySet[Any]":
    """For the desk: those where residents wait."""
    return answerable(viewer).filter(unanswered_since__isnull=False).annotate(since=F("unanswered_since"))


def unanswered_tasks(viewer: Viewer, ids: Collection[UUID]) -> dict[UUID, DeskTask]:
    """Each by its first comment; an answer says that there are more."""
    rows = Message.objects.filter(thread__in=unanswered(viewer).filter(pk__in=ids))
    slug, found = viewer.commune.slug, {}
    for comment in rows.filter(number=F("thread__unanswered_number")).select_related("thread", "author"):
        thread = comment.thread
        found[thread.pk] = DeskTask(
            f"{comment.author.full_name}\u00a0: «\u00a0{shortened(comment.words, 120)}\u00a0»",
            "D’autres commentaires ont suivi" if thread.last_number > comment.number else "",
            f"{thread.page}?reponse={comment.pk}#{kind_of(thread).field(thread.pk)}",
            "Répondre",
            reverse("comments_put_away", args=[slug, thread.pk]),
            thread.last_number,
        )
    return found
