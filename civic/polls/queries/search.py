"""What the search finds of polls."""

from collections.abc import Sequence
from uuid import UUID

from django.urls import reverse

from civic.contents.enums import Status
from civic.core.audience import Audience
from civic.core.searching import SearchResult, SearchText
from civic.core.viewer import Viewer
from civic.polls import rules
from civic.polls.models import Poll
from civic.polls.queries.polls import present


def texts(ids: Sequence[UUID]) -> dict[UUID, SearchText]:
    """With the answers that it offers, and what the town hall said of it in the end."""
    rows = Poll.objects.prefetch_related("options").filter(
        pk__in=ids, status=Status.PUBLISHED, removed_at=None
    )
    return {
        poll.pk: SearchText(
            poll.commune_id, Audience.MEMBERS, poll.title, _search_body(poll), poll.published_at
        )
        for poll in rows
        if poll.published_at
    }


def results(viewer: Viewer, ids: Sequence[UUID]) -> dict[UUID, SearchResult]:
    rows = present(viewer).prefetch_related("options").filter(pk__in=ids, status=Status.PUBLISHED)
    return {
        poll.pk: SearchResult(
            poll.title or "Sondage",
            _search_body(poll),
            reverse("poll_detail", args=[viewer.commune.slug, poll.pk]),
            poll.published_at,
        )
        for poll in rows
        if rules.may_see(viewer, poll)
    }


def _search_body(poll: Poll) -> str:
    answers = " / ".join(option.text for option in poll.options.all())
    return "\n".join(filter(None, (poll.question, answers, poll.outcome)))
