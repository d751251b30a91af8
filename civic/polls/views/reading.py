from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from civic.core.access import Access, Request, page
from civic.core.parts import STAYS, part
from civic.polls import rules
from civic.polls.enums import FEATURE
from civic.polls.queries import polls as queries
from civic.polls.views import presenter
from civic.ui.french import counted

reading = page(access=Access.MEMBER, feature=FEATURE)


@reading
def poll_list(request: Request) -> HttpResponse:
    """« Sondages »: under way, closed; for who keeps them, also what is being prepared."""
    viewer = request.viewer
    found = queries.closed(viewer, request.GET.get("avant", ""))
    context: dict[str, Any] = {"closed": found.polls}
    if found.older:
        address = reverse("poll_list", args=[viewer.commune.slug])
        context["older_url"] = f"{address}?{urlencode({'avant': found.older})}"
    if request.htmx and "avant" in request.GET:
        came = counted(len(found.polls), "sondage de plus", "sondages de plus")
        return part(request, "polls/poll_list.html#closed", context, focus=STAYS, announcement=came)
    context |= {"is_first": "avant" not in request.GET, "may_keep": rules.may_keep_polls(viewer)}
    if context["is_first"]:
        context["under_way"] = [presenter.line(found) for found in queries.open_polls(viewer)]
        if context["may_keep"]:
            context["planned"] = queries.planned(viewer)
            context["drafts"] = queries.drafts(viewer)
    return render(request, "polls/poll_list.html", context)


@reading
def poll_detail(request: Request, poll_id: UUID) -> HttpResponse:
    return presenter.detail(request, queries.poll_in_view(request.viewer, poll_id))
