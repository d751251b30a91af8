"""From a task back to the desk, once it is done: whatever page of whatever app did it."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import resolve, reverse
from django.utils.http import escape_leading_slashes

from civic.core.registry import desk_sources
from civic.core.viewer import VISITOR, Moved, Viewer
from civic.desk import marks, rules
from civic.desk.actions.claims import announce
from civic.desk.marks import Mark
from civic.desk.queries.steps import is_step_done, step_at
from civic.desk.queries.tasks import source_in_view, waits
from civic.viewers.queries.viewer import build_viewer


class DeskReturnMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        path, mark = marks.marked_before(request)
        if mark and _goes_deeper(request, path):
            own = escape_leading_slashes(request.get_full_path())  # « //other.site/… » is another site's
            return redirect(marks.marked(own, mark))
        waited = mark is not None and request.method == "POST" and _waits(_viewer_of(request), mark)
        response = self.get_response(request)
        if request.method != "POST" or response.status_code >= 400:
            return response
        viewer: Viewer = getattr(request, "viewer", VISITOR)
        if not viewer.commune or not rules.may_work(viewer):
            return response
        desk = reverse("desk", args=[viewer.commune.slug])
        is_put_away = path == desk and _is_put_away(request)
        is_done = waited and mark is not None and not _waits(viewer, mark)
        if not is_done and not is_put_away:
            return response
        announce(commune_id=viewer.commune.id)
        if is_put_away:
            return redirect(marks.line_address(request, desk))
        if mark is not None:
            _say_done(request, viewer, mark)
        if "HX-Request" in request.headers or "HX-Redirect" in response.headers:
            return HttpResponse(headers={"HX-Redirect": desk})
        return redirect(desk)


def _goes_deeper(request: HttpRequest, before: str) -> bool:
    """To a page that belongs to that of the task, which keeps the mark: « Refuser », with its reason."""
    return (
        request.method == "GET"
        and marks.PARAMETER not in request.GET
        and request.path != before
        and request.path.startswith(before)
        and "HX-Request" not in request.headers
        and "text/html" in request.headers.get("Accept", "")
    )


def _viewer_of(request: HttpRequest) -> Viewer:
    """Before the page itself finds out."""
    try:
        slug = resolve(request.path_info).kwargs.get("slug")
        return build_viewer(request, slug) if slug else VISITOR
    except (Http404, Moved):
        return VISITOR


def _waits(viewer: Viewer, mark: Mark) -> bool:
    """Asked before and after: what is sent from the page of a task (a search, a like) is seldom what does it."""
    if not viewer.commune or not rules.may_work(viewer):
        return False
    if mark.step is not None:
        step = step_at(viewer, mark.step)
        return step is not None and not is_step_done(viewer, step)
    try:
        return waits(viewer, source_in_view(viewer, mark.source), mark.task_id)
    except Http404:
        return False


def _is_put_away(request: HttpRequest) -> bool:
    """« Sans suite » and its « Annuler », which stand on the desk itself."""
    match = request.resolver_match
    return match is not None and any(match.url_name in source.put_away_pages for source in desk_sources())


def _say_done(request: HttpRequest, viewer: Viewer, mark: Mark) -> None:
    """Where the work itself has said nothing: what was written stood below its page, and is out of sight now."""
    words = "" if mark.step is not None else source_in_view(viewer, mark.source).done
    if words and not messages.get_messages(request):
        messages.success(request, words)
