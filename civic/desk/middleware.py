"""From a task back to the desk, once it is done: whatever page of whatever app did it."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from civic.core.viewer import VISITOR, Viewer
from civic.desk import marks, rules
from civic.desk.actions.claims import announce
from civic.desk.marks import Mark
from civic.desk.queries.steps import step_at
from civic.desk.queries.tasks import source_in_view, waits


class DeskReturnMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        path, mark = marks.page_before(request)
        if mark and _goes_deeper(request, path):
            return redirect(marks.marked(request.get_full_path(), mark))
        response = self.get_response(request)
        if request.method != "POST" or response.status_code >= 400:
            return response
        viewer: Viewer = getattr(request, "viewer", VISITOR)
        if not viewer.commune or not rules.may_work(viewer):
            return response
        desk = reverse("desk", args=[viewer.commune.slug])
        if not (_is_done(viewer, mark) if mark else path == desk and response.status_code == 302):
            return response
        announce(commune_id=viewer.commune.id)
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


def _is_done(viewer: Viewer, mark: Mark) -> bool:
    if mark.step is not None:
        step = step_at(viewer, mark.step)
        return step is not None and step.is_done(viewer)
    try:
        return not waits(viewer, source_in_view(viewer, mark.source), mark.task_id)
    except Http404:
        return False
