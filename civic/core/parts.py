"""The parts of a page that htmx puts in place. Each says where the focus goes and what is read aloud: without that,
whoever does not see the screen hears nothing of the change, and starts again at the top of the page. A test refuses a
part that does not say it (`tests/plugins/tripwires.py`); `frontend/htmx.ts` does what is said here."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

STAYS = ""  # where it is; if that is replaced, on what took its place


def part(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    focus: str,
    announcement: str,
    status: int = 200,
    settles: bool = False,
) -> HttpResponse:
    """`focus`: the id of an element of the page as it stands then, or `STAYS`. `announcement`: "" where the focus leads
    to words that say it, or where nobody asked for the change. `settles`: what waited elsewhere on the page may be done
    with that, and what counts it listens to `settled`."""
    response = render(request, template, context, status=status)
    return declared(response, focus=focus, announcement=announcement, settles=settles)


def declared(response: HttpResponse, *, focus: str, announcement: str, settles: bool = False) -> HttpResponse:
    """The same for a part that is rendered already."""
    response.headers["HX-Focus"] = focus
    if settles:
        response.headers["HX-Trigger"] = "settled"
    if announcement:
        response.headers["HX-Announcement"] = quote(announcement)  # a header has no accents
    return response
