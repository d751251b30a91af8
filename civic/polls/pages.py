"""Polls as HTML above the publications: each rendered once per change and kept, see `civic.ui.kept`."""

from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from civic.core.viewer import Viewer
from civic.polls import queries
from civic.polls.models import Poll
from civic.polls.queries import Current
from civic.ui.frame import CSRF
from civic.ui.kept import Kept, put, shelf


def items(viewer: Viewer) -> list[Kept]:
    """What asks for this viewer's vote, and the outcomes of these days."""
    found = queries.current(viewer)
    kept: dict[Current, Kept | None] = {one: shelf.get(_key(viewer, one)) for one in found}
    if missing := [one for one in found if kept[one] is None]:
        polls = {poll.pk: poll for poll in queries.polls_of(viewer, [one.poll_id for one in missing])}
        for one in missing:
            if poll := polls.get(one.poll_id):
                html = render_to_string("polls/poll_item.html", _context(viewer, poll, one))
                kept[one] = put(_key(viewer, one), Kept(html))
    return [item for item in kept.values() if item]


def _key(viewer: Viewer, one: Current) -> tuple[object, ...]:
    # The commune's version grows when a picture is ready; dates are written without the current year.
    year = timezone.localdate().year
    return ("poll", one, viewer.commune.slug, viewer.commune.version, year)


def _is_long(poll: Poll) -> bool:
    """On a phone it would push the publications off the screen."""
    options = poll.options.all()
    return len(options) > 3 or len(poll.question) > 200 or any(option.media_id for option in options)


def _context(viewer: Viewer, poll: Poll, one: Current) -> dict[str, Any]:
    context: dict[str, Any] = {
        "poll": poll,
        "options": list(poll.options.all()),
        "commune": viewer.commune,
        "may_vote": one.may_vote,
        "csrf_token": CSRF,
        "heading": "h2",
        "folds": one.is_open and _is_long(poll),
    }
    return context if one.is_open else context | {"result": queries.result_of(poll)}
