"""What the page of a poll shows, and a line of the list."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from civic.core.access import Request
from civic.core.clock import now
from civic.core.viewer import Viewer
from civic.polls import rules
from civic.polls.forms.voting import BallotForm
from civic.polls.models import BATCH, Poll
from civic.polls.queries import polls as queries
from civic.ui import french


def participation(poll: Poll) -> str:
    """Of an open poll; the result has its own figures."""
    if not poll.is_open or poll.failure:
        return ""
    votes = rules.votes_at_least(queries.tally_of(poll).ballots)
    if not votes:
        return f"Participation affichée à partir de {french.counted(2 * BATCH, 'vote', 'votes')}"
    return f"Déjà {french.counted(votes, 'vote', 'votes')} ou plus"


def line(found: queries.OpenPoll) -> dict[str, Any]:
    """What the list says of a poll under way."""
    poll, moment = found.poll, now()
    is_counting = rules.is_counting(poll, moment)
    mark = ""
    if poll.failure:
        mark = "Ne peut pas être dépouillé"
    elif poll.suspended_at:
        mark = "Désactivé"
    elif is_counting:
        mark = "Dépouillement"
    return {
        "poll": poll,
        "has_voted": found.has_voted and not poll.failure,
        "may_vote": found.is_asked and not found.has_voted and rules.takes_votes(poll, moment),
        "participation": participation(poll),
        "is_counting": is_counting,
        "mark": mark,
    }


def detail(request: Request, poll: Poll) -> HttpResponse:
    viewer, moment = request.viewer, now()
    has_voted = poll.is_open and queries.has_voted(viewer, poll)
    may_vote = poll.is_open and queries.may_vote(viewer, poll)
    is_counting = rules.is_counting(poll, moment)
    shown = result(poll, has_voted=has_voted)
    counted = shown["result"].ballots if shown["result"] else 0
    options = list(poll.options.all())
    faults = request.GET.getlist("revoir") if may_vote else []
    stage = rules.stage(viewer, poll, moment, has_voted=has_voted, is_voter=may_vote)
    context = {
        "poll": poll,
        "stage_template": f"polls/poll_detail/{stage}.html",
        "options": options,
        "ballot": BallotForm(poll, options, faults),
        "has_voted": has_voted,
        "may_vote": may_vote,
        "is_counting": is_counting,
        # Beside a result, one sentence says how both figures hold together.
        "participation": "" if counted else participation(poll),
        "took_part": rules.votes_at_least(counted),
        "batch": BATCH,
        "twice_batch": 2 * BATCH,
        **shown,
        **_for_town_hall(viewer, poll, is_counting=is_counting),
    }
    return render(request, "polls/poll_detail.html", context)


def _for_town_hall(viewer: Viewer, poll: Poll, *, is_counting: bool) -> dict[str, Any]:
    if not rules.may_keep_polls(viewer):
        return {"may_keep": False}
    has_votes = queries.has_votes(poll)
    return {
        "may_keep": True,
        "has_votes": has_votes,
        "is_editable": not has_votes and not is_counting and not poll.failure,
        "has_deadline": not poll.is_draft and not is_counting and not poll.failure,
    }


def result(poll: Poll, *, has_voted: bool) -> dict[str, Any]:
    sees_result = rules.sees_result(poll, has_voted=has_voted)
    return {"result": queries.result_of(poll) if sees_result else None}
