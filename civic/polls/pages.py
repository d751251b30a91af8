"""Polls as HTML above the publications: each rendered once per change, see `civic.ui.fragments`."""

from typing import Any

from django.template.loader import render_to_string

from civic.core.viewer import Viewer
from civic.polls.models import Poll
from civic.polls.queries import polls as queries
from civic.polls.queries.polls import Current
from civic.ui.fragments import Fragment, Key, fragment_cache, fragment_key, store
from civic.ui.layout import CSRF


def items(viewer: Viewer) -> list[Fragment]:
    """What asks for this viewer's vote, and the outcomes of these days."""
    found = queries.current(viewer)
    cached: dict[Current, Fragment | None] = {one: fragment_cache.get(_key(viewer, one)) for one in found}
    if missing := [one for one in found if cached[one] is None]:
        polls = {poll.pk: poll for poll in queries.polls_of(viewer, [one.poll_id for one in missing])}
        for one in missing:
            if poll := polls.get(one.poll_id):
                html = render_to_string("polls/poll_item.html", _context(viewer, poll, one))
                cached[one] = store(_key(viewer, one), Fragment.compiled(html))
    return [item for item in cached.values() if item]


def _key(viewer: Viewer, one: Current) -> Key:
    # `one` holds all that distinguishes viewers here, and the poll's version.
    return fragment_key("polls/poll_item.html", viewer, one, seen_by="all")


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
