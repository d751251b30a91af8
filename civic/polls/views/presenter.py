"""What the page of a poll shows, and a line of the list."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from civic.core.access import Request
from civic.core.clock import now
from civic.core.refusals import Refusal
from civic.polls import queries, rules
from civic.polls.models import BATCH, Poll


def state(poll: Poll, has_voted: bool) -> dict[str, Any]:
    """What a line of the list, and the page of a poll, say of it."""
    return {
        "poll": poll,
        "has_voted": has_voted,
        "takes_votes": rules.takes_votes(poll, now()),
        "is_counting": rules.is_counting(poll, now()),
    }


def detail(request: Request, poll: Poll, *, refusal: Refusal | None = None) -> HttpResponse:
    viewer = request.viewer
    has_voted = poll.is_open and queries.has_voted(viewer, poll)
    may_vote = poll.is_open and queries.may_vote(viewer, poll)
    may_keep = rules.may_keep_polls(viewer)
    context = state(poll, has_voted) | {
        "options": list(poll.options.all()),
        "may_vote": may_vote,
        "may_keep": may_keep,
        "has_votes": may_keep and queries.has_votes(poll),
        "refusal": refusal,
        "batch": BATCH,
        "twice_batch": 2 * BATCH,
        **result(poll, has_voted=has_voted),
    }
    return render(request, "polls/poll_detail.html", context, status=refusal.status if refusal else 200)


def result(poll: Poll, *, has_voted: bool) -> dict[str, Any]:
    sees_result = rules.sees_result(poll, has_voted=has_voted)
    return {"result": queries.result_of(poll) if sees_result else None}
