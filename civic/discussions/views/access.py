"""Who opens which pages. Those of a group that was removed say so, why, and lead back to the list."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http.response import HttpResponseBase
from django.shortcuts import render

from civic.core.access import Access, Request, View, page
from civic.core.clock import now
from civic.core.throttles import FLAGGING, LIKING
from civic.discussions import queries, rules
from civic.discussions.enums import FEATURE, LEAD_DISCUSSIONS


def _page(**declared: Any) -> Callable[[View], View]:
    def publish(view: View) -> View:
        @wraps(view)
        def answered(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
            try:
                return view(request, *args, **kwargs)
            except queries.DiscussionGone as gone:
                if request.htmx:
                    raise  # one line in the place of the part
                return _removed(request, gone)

        return page(feature=FEATURE, **declared)(answered)

    return publish


def _removed(request: Request, gone: queries.DiscussionGone) -> HttpResponseBase:
    discussion = gone.discussion
    context = {
        "discussion": discussion,
        "may_restore": rules.may_restore(request.viewer, discussion, now()),
        "typed": request.POST.get("body", ""),
    }
    return render(request, "discussions/discussion_removed.html", context, status=gone.status)


reading = _page(access=Access.MEMBER)
speaking = _page(access=Access.MEMBER, writes=True, speaks=True)
liking = _page(access=Access.MEMBER, writes=True, throttle=LIKING)
flagging = _page(access=Access.MEMBER, writes=True, throttle=FLAGGING)
deleting = _page(access=Access.MEMBER, writes=True)
marking = _page(access=Access.MEMBER, writes=True)
leading = _page(access=Access.TOWN_HALL, right=LEAD_DISCUSSIONS, writes=True)
