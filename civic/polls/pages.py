"""Polls on the commune's page: those that ask for the viewer's vote, and what was decided after the last ones."""

from django.template.loader import render_to_string
from django.urls import reverse

from civic.core.descriptors import WaitingLine
from civic.core.viewer import Viewer
from civic.polls.queries import polls as queries


def waiting_votes(viewer: Viewer) -> list[WaitingLine]:
    slug = viewer.commune.slug
    return [
        WaitingLine(
            "ui-checks",
            f"Sondage\u00a0: {poll.title}",
            reverse("poll_detail", args=[slug, poll.pk]),
            "Voter",
        )
        for poll in queries.awaiting_vote(viewer)
    ]


def outcomes(viewer: Viewer) -> str:
    """Beside the feed, in the cached page: what leads in the polls that were concluded these days, and what follows."""
    polls = queries.just_concluded(viewer) if viewer.is_member else []
    context = {
        "commune": viewer.commune,
        "concluded": [(poll, queries.result_of(poll)) for poll in polls],
    }
    return render_to_string("polls/beside_feed.html", context) if polls else ""
