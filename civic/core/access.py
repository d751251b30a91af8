"""`@page`: the only way to publish a view. It says who may open it, and answers for the refusals inside.

The declaration is data (`view.page`): a test walks every URL and derives from it what each kind of person
must be answered, so a page without a declaration, or with a wrong one, fails the suite.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import cache, wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.db import OperationalError, connection
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    UnreadablePostError,
)
from django.http.response import HttpResponseBase
from django.middleware.csrf import REASON_NO_CSRF_COOKIE
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.views.decorators.csrf import requires_csrf_token
from django_htmx.middleware import HtmxDetails

from civic.core import unsent
from civic.core.locks import is_stopped
from civic.core.refusals import NotAllowed, Refusal
from civic.core.throttles import SPEAKING, USUAL, Throttle, TooFast, require_pace
from civic.core.viewer import VISITOR, Moved, Viewer

View = Callable[..., HttpResponseBase]


class Request(HttpRequest):
    """What a published view receives."""

    viewer: Viewer
    # In the commune that stands around a page of no commune; absent where it was not read together with `viewer`.
    viewer_around: Viewer
    htmx: HtmxDetails


class Access(Enum):
    PUBLIC = "anyone"
    SIGNED_IN = "anyone with an account"
    MEMBER = "accepted residents of the commune, and its town hall"
    TOWN_HALL = "the mayor, or a delegate with the right"
    MAYOR = "the mayor alone"
    STAFF = "the platform's own people"


@dataclass(frozen=True, slots=True)
class Page:
    """What a view declares. `feature`: 404 where it is switched off. `right`: for TOWN_HALL; None: any right.
    `uploads`: photos, videos or documents may come with its form; `upload_bytes`: how much they may weigh together, 0
    where that is said of each alone. `speaks`: what it sends are words to others, which a restriction takes away.
    `after_password`: its view leads whoever has given no password to where it is asked for.
    `anonymous`: who asks is not even looked at, so that the same answer may be kept for everybody."""

    access: Access
    feature: str | None
    right: str | None
    writes: bool
    throttle: Throttle = USUAL
    uploads: bool = False
    upload_bytes: int = 0
    speaks: bool = False
    after_password: bool = False
    anonymous: bool = False


@cache
def _build_viewer() -> Callable[[HttpRequest | None, str | None], Viewer]:
    """`settings.VIEWER_BUILDER`: core imports no app."""
    return import_string(settings.VIEWER_BUILDER)


def page(
    *,
    access: Access,
    feature: str | None = None,
    right: str | None = None,
    writes: bool = False,
    throttle: Throttle | None = None,
    uploads: bool = False,
    upload_bytes: int = 0,
    speaks: bool = False,
    after_password: bool = False,
    anonymous: bool = False,
) -> Callable[[View], View]:
    """Publish a view. A URL with `<slug:slug>` is a commune's: the slug becomes `request.viewer.commune`.

    `writes=False` answers 405 to anything but GET and HEAD. What writes is throttled: by the measure of words if it
    `speaks`, else by the usual one, unless the page has its own. Its forms weigh 2 MB at most, unless it takes files
    (`uploads`). Refusals become 403 or 422 pages, or fragments for htmx. A signed-out person is sent to the sign-in
    page and comes back; what they had typed is kept (`core.unsent`).
    """
    throttle = throttle or (SPEAKING if speaks else USUAL)
    declaration = Page(
        access, feature, right, writes, throttle, uploads, upload_bytes, speaks, after_password, anonymous
    )
    methods = ["GET", "HEAD", "OPTIONS", "POST"] if writes else ["GET", "HEAD", "OPTIONS"]

    def publish(view: View) -> View:
        @wraps(view)
        def published(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method not in methods:
                return HttpResponseNotAllowed(methods)
            slug = kwargs.pop("slug", None)

            def answer() -> HttpResponseBase:
                # Hours are shown as on the clocks of the commune.
                with timezone.override(request.viewer.commune.time_zone):
                    try:
                        if not admits(declaration, request.viewer):
                            return _sign_in(request)
                        if declaration.access is Access.STAFF and not request.viewer.is_strong:
                            # Whoever acts for the platform reaches every commune: a stolen password must not do.
                            return _go(request, reverse(settings.STRONG_AUTHENTICATION_URL))
                        if request.method == "POST":
                            unsent.reopen(request)
                            require_pace(request, declaration.throttle)
                        return _carried_out(request, lambda: view(request, *args, **kwargs))
                    except Refusal as refusal:
                        return refused(request, refusal)
                    except UnreadablePostError:
                        return HttpResponse(status=400)  # the sender was cut off: nobody reads it

            try:
                request.viewer = _build_viewer()(None if anonymous else request, slug)
                answered = answer()
            except Moved as moved:
                answered = _follow(request, moved, answer)
            if anonymous:
                # It was, for the token of forms, and says nothing in this answer.
                request.session.accessed = False
            # Nobody who comes to this computer next, and no proxy, is shown what was this person's.
            answered.headers.setdefault("Cache-Control", "private, no-cache")
            return answered

        published.page = declaration  # type: ignore[attr-defined]
        return published

    return publish


def _carried_out(request: Request, view: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """Once more where the database stopped it for somebody else: what one sent is not lost for that. Not with files,
    which are read once."""
    try:
        return view()
    except OperationalError as error:
        if not is_stopped(error) or connection.in_atomic_block or request.FILES:
            raise
    return view()


def _follow(request: Request, moved: Moved, answer: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """The commune of the address is part of another one now: to the same thing there, when there is one for the viewer;
    else to its page, which says why. Nothing that was sent is done there."""
    request.viewer = _build_viewer()(request, moved.slug)
    match = request.resolver_match
    assert match
    address = reverse(match.view_name, kwargs={**match.kwargs, "slug": moved.slug})
    home = reverse("commune_page", args=[moved.slug])
    if address == home or _is_there(request, answer):
        query = request.META["QUERY_STRING"]
        return _go(request, f"{address}?{query}" if query else address)
    messages.info(request, f"{moved.name} fait maintenant partie {request.viewer.commune.of_name}.")
    return _go(request, home)


def _is_there(request: Request, answer: Callable[[], HttpResponseBase]) -> bool:
    if request.method not in {"GET", "HEAD"}:
        return False
    try:
        answered = answer()
    except Http404:
        return False
    if isinstance(answered, FileResponse) and answered.file_to_stream:
        answered.file_to_stream.close()  # not by closing the answer: that ends the whole request
    return answered.status_code < 400


def _go(request: HttpRequest, address: str) -> HttpResponse:
    """The whole page goes there, also where htmx asked for a fragment."""
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": address})
    return redirect(address)


def admits(declaration: Page, viewer: Viewer) -> bool:
    """The rule of every page, from what it declares and who asks. False: sign in first. Raises Http404 or NotAllowed
    for those who are signed in and may not."""
    if declaration.feature and declaration.feature not in viewer.features:
        raise Http404
    if declaration.access is Access.PUBLIC:
        return True
    if not viewer.is_authenticated:
        return False
    if declaration.access is Access.SIGNED_IN:
        return True
    if declaration.access is Access.STAFF:
        if not viewer.is_staff:
            raise NotAllowed
        return True
    if not viewer.is_member:
        # The state of a request is shown to the one who made it; to a stranger the page does not exist.
        if viewer.is_applicant:
            raise NotAllowed("La mairie n’a pas encore accepté votre inscription.")
        if viewer.former:
            raise NotAllowed(viewer.former)
        raise Http404
    if declaration.access is Access.TOWN_HALL:
        allowed = viewer.may(declaration.right) if declaration.right else viewer.is_town_hall
        if not allowed:
            raise NotAllowed(_why_not(declaration, viewer))
    if declaration.access is Access.MAYOR and not viewer.is_mayor:
        raise NotAllowed(None if viewer.is_town_hall else viewer.former or None)
    return True


def _why_not(declaration: Page, viewer: Viewer) -> str | None:
    """To those who held the right, or hold it asleep."""
    if declaration.right in viewer.withheld:
        return "Ce droit s’ouvrira quand vous aurez activé la connexion renforcée, dans « Mon compte »."
    return viewer.former or None


class SessionEnded(NotAllowed):
    message = "Votre session est terminée. Connectez-vous avec le même compte, puis renvoyez votre texte."

    def __init__(self, sign_in: str) -> None:
        super().__init__()
        self.sign_in = sign_in


def _session_ended(request: Request) -> HttpResponse | None:
    """What was typed stays with who typed it, until they are signed in again. None: nothing was."""
    sealed = unsent.seal(request)
    if not sealed:
        return None
    if request.headers.get("HX-Request"):
        return refused(request, SessionEnded(_sign_in_address(request.htmx.current_url_abs_path or "/")))
    context = {"unsent": sealed, "token": request.POST[unsent.TOKEN]}
    return render(request, "ui/unsent.html", context, status=403)


def _sign_in_address(path: str) -> str:
    return f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': path})}"


def _sign_in(request: Request) -> HttpResponse:
    if request.method == "POST" and (ended := _session_ended(request)):
        return ended
    comes_back = request.method in {"GET", "HEAD"} and request.path != "/"
    address = _sign_in_address(request.get_full_path()) if comes_back else reverse(settings.LOGIN_URL)
    if request.headers.get("HX-Request"):
        # A fragment cannot hold a sign-in page: the whole page goes there.
        return HttpResponse(status=401, headers={"HX-Redirect": address})
    return redirect(address)


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The refusal as a page, or as the line that htmx puts in place."""
    template = "ui/refused_line.html" if request.headers.get("HX-Request") else "ui/refused.html"
    response = render(request, template, {"refusal": refusal}, status=refusal.status)
    if isinstance(refusal, TooFast):
        response.headers["Retry-After"] = str(refusal.seconds)
    return response


def viewer_context(request: HttpRequest) -> dict[str, Any]:
    """For templates: `viewer` and `commune`, also on error pages where no view ran."""
    viewer = getattr(request, "viewer", VISITOR)
    return {
        "viewer": viewer,
        "commune": viewer.commune or None,
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "demo": settings.DEMO,
    }


@requires_csrf_token
def csrf_failure(request: Request, reason: str = "") -> HttpResponse:
    """The session of the form is over, somebody else's has begun, or cookies are off: said in words, without blame.
    What comes from another site is not kept; what is open to anybody has no person to be kept for."""
    is_ours = "token" in reason or reason == REASON_NO_CSRF_COOKIE  # where it comes from was looked at before
    published = getattr(request.resolver_match and request.resolver_match.func, "page", None)
    if not is_ours or published is None:
        return refused(request, unsent.StalePage([]))
    if published.access is Access.PUBLIC:
        return refused(request, unsent.StalePage(unsent.typed(request)))
    return _session_ended(request) or refused(request, unsent.StalePage([]))
