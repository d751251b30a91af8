"""Messages as the journal names them and the search finds them."""

from collections.abc import Sequence
from uuid import UUID

from django.urls import reverse

from civic.core.audience import Audience
from civic.core.descriptors import Subject
from civic.core.searching import SearchResult, SearchText
from civic.core.text import shortened
from civic.core.viewer import Viewer
from civic.threads import rules
from civic.threads.enums import ThreadAudience
from civic.threads.kinds import kind_of
from civic.threads.models import Message, Thread
from civic.threads.queries.answering import STANDING


def subjects(viewer: Viewer, ids: list[str]) -> dict[str, Subject]:
    """Messages of the commune in view as the journal names them: by their first words while they stand."""
    rows = Message.objects.filter(pk__in=ids, thread__commune_id=viewer.commune.id)
    return {
        str(message.pk): Subject(
            f"{kind_of(message.thread).wording.noun} écrit par {message.author.full_name}"
            if message.removed_at
            else f"«\N{NO-BREAK SPACE}{shortened(message.words, 70)}\N{NO-BREAK SPACE}»",
            reverse(kind_of(message.thread).urls.detail, args=[viewer.commune.slug, message.pk]),
        )
        for message in rows.select_related("thread", "author")
        if rules.may_read(viewer, message.thread)
    }


def search_texts(ids: Sequence[UUID]) -> dict[UUID, SearchText]:
    """What a commune's people read. What is said among a few is nobody else's to find, and is kept encrypted."""
    rows = STANDING.filter(pk__in=ids, thread__encrypted=False, thread__audience__in=Audience.values)
    return {
        one.pk: SearchText(one.thread.commune_id, _readers(one.thread), "", one.body, one.written_at)
        for one in rows.select_related("thread")
    }


def _readers(thread: Thread) -> str:
    """Of its messages, as `rules.may_read`: visitors are none."""
    return Audience.MEMBERS if thread.audience == ThreadAudience.PUBLIC else thread.audience


def search_results(viewer: Viewer, ids: Sequence[UUID]) -> dict[UUID, SearchResult]:
    rows = STANDING.filter(pk__in=ids, thread__encrypted=False, thread__commune_id=viewer.commune.id)
    return {
        message.pk: SearchResult(
            f"{kind_of(message.thread).wording.noun.capitalize()} · {message.author.full_name}",
            message.body,
            reverse(kind_of(message.thread).urls.detail, args=[viewer.commune.slug, message.pk]),
            message.written_at,
        )
        for message in rows.select_related("thread", "author")
        if rules.may_read(viewer, message.thread)
    }
