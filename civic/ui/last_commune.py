"""The commune that stands around a page: that of its address; around a person's own pages, the one they come from."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache

from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.module_loading import import_string

from civic.core.viewer import VISITOR, Belonging, Moved, Viewer

LAST_COMMUNE = "commune"  # the cookie: the slug of the last one of their own that was in view


@cache
def _viewer_for() -> Callable[..., Viewer]:
    return import_string(settings.VIEWER_WITHOUT_REQUEST)


def layout_viewer(request: HttpRequest) -> Viewer:
    """Whom the frame is drawn for. The viewer of the page, who on a page of no commune is in none: the frame alone
    shows one there, and no rule ever asks about it. By a statement more where the device remembers none of theirs."""
    viewer: Viewer = getattr(request, "viewer", VISITOR)
    around: Viewer | None = getattr(request, "viewer_around", None)
    if around:
        return around
    if viewer.commune or not viewer.communes:
        return viewer
    for home in homes_of(viewer.communes, request.COOKIES.get(LAST_COMMUNE, "")):
        with suppress(Moved, Http404):  # it is part of another one since
            return _viewer_for()(person_id=viewer.person_id, commune_id=home.id)
    return viewer


def homes_of(communes: Sequence[Belonging], last: str) -> list[Belonging]:
    """Which of one's communes stands around one's own pages, the first choice first. One that they only follow, or wait
    for, does not take the place of where they are members."""
    return sorted(
        communes, key=lambda own: (own.slug == last and own.closeness > 0, own.closeness), reverse=True
    )


class LastCommuneMiddleware:
    """Remembers on the device which of their communes a person looked at last. Two windows may disagree: the last one
    that opened a page is followed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        viewer: Viewer = getattr(request, "viewer", VISITOR)
        slug = viewer.commune.slug
        if (
            slug
            and request.COOKIES.get(LAST_COMMUNE) != slug
            and response.status_code == 200
            and response.headers.get("Content-Type", "").startswith("text/html")
            and any(own.slug == slug for own in viewer.communes)
        ):
            response.set_cookie(
                LAST_COMMUNE,
                slug,
                max_age=settings.SESSION_COOKIE_AGE,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response
