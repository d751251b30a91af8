"""`@page`: the only way to publish a view. It says who may open it, and answers for the refusals inside.

The declaration is data (`view.page`): a test walks every URL and derives from it what each kind of person
must be answered, so a page without a declaration, or with a wrong one, fails the suite.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, UnreadablePostError
from django.http.response import HttpResponseBase
from django.middleware.csrf import REASON_NO_CSRF_COOKIE
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.module_loading import import_string
from django.views import defaults
from django.views.decorators.csrf import requires_csrf_token
from django_htmx.middleware import HtmxDetails

from civic.core import unsent
from civic.core.clock import now
from civic.core.refusals import NotAllowed, Refusal
from civic.core.viewer import VISITOR, Moved, Viewer

UPLOAD_BYTES = 600 * 1024**2

View = Callable[..., HttpResponseBase]


class Request(HttpRequest):
    """What a published view receives."""

    viewer: Viewer
    htmx: HtmxDetails


class Access(Enum):
    PUBLIC = "anyone"
    SIGNED_IN = "anyone with an account"
    MEMBER = "accepted residents of the commune, and its town hall"
    TOWN_HALL = "the mayor, or a delegate with the right"
    MAYOR = "the mayor alone"
    STAFF = "the platform's own people"


@dataclass(frozen=True, slots=True)
class Throttle:
    """How often one person may send the forms of a page; a visitor counts by the address they come from. The minute
    stops what no hand does, the hour and the day whoever has patience."""

    minute: int
    hour: int
    day: int

    @property
    def limits(self) -> tuple[tuple[int, int], ...]:
        """(seconds, how often)."""
        return ((60, self.minute), (3_600, self.hour), (86_400, self.day))


USUAL = Throttle(30, 600, 3_000)  # wide enough for somebody who answers a long list, line by line
SPEAKING = Throttle(15, 120, 400)  # comments and messages: what others read, and are notified of
LIKING = Throttle(30, 300, 1_000)
FLAGGING = Throttle(5, 20, 50)  # each one waits for somebody's judgement
UPLOADING = Throttle(120, 600, 1_500)
MAILING = Throttle(5, 30, 60)  # each one sends a mail to somebody else
DOORS = Throttle(30, 150, 500)  # mails to who has no session, a public meeting behind one address included


@dataclass(frozen=True, slots=True)
class Page:
    """What a view declares. `feature`: 404 where it is switched off. `right`: for TOWN_HALL; None: any right.
    `uploads`: photos, videos or documents may come with its form."""

    access: Access
    feature: str | None
    right: str | None
    writes: bool
    throttle: Throttle = USUAL
    uploads: bool = False


class _Build:
    """`settings.VIEWER_BUILDER` and `settings.THROTTLE`, found on first use: core imports no app."""

    @cached_property
    def viewer(self) -> Callable[[HttpRequest, str | None], Viewer]:
        return import_string(settings.VIEWER_BUILDER)

    @cached_property
    def throttle(self) -> Callable[..., datetime | None]:
        return import_string(settings.THROTTLE)


_build = _Build()


class TooFast(Refusal):
    status = 429

    def __init__(self, until: datetime) -> None:
        self.seconds = max(1, math.ceil((until - now()).total_seconds()))
        super().__init__(
            f"Vous avez beaucoup envoyé en peu de temps. Vous pourrez continuer {self._when(until)}."
        )

    def _when(self, until: datetime) -> str:
        if self.seconds <= 60:
            return f"dans {self.seconds}\u00a0seconde{'s' if self.seconds > 1 else ''}"
        at = timezone.localtime(until + timedelta(seconds=59))  # the minute that is shown is never too early
        minutes = f"\u00a0{at.minute:02}" if at.minute else ""
        tomorrow = "" if at.date() == timezone.localtime(now()).date() else "demain "
        return f"{tomorrow}à {at.hour}\u00a0h{minutes}"


def page(
    *,
    access: Access,
    feature: str | None = None,
    right: str | None = None,
    writes: bool = False,
    throttle: Throttle = USUAL,
    uploads: bool = False,
) -> Callable[[View], View]:
    """Publish a view. A URL with `<slug:slug>` is a commune's: the slug becomes `request.viewer.commune`.

    `writes=False` answers 405 to anything but GET and HEAD. What writes is throttled, by the usual measure unless
    the page has its own; its forms weigh 2 MB at most, unless it takes files (`uploads`). Refusals become 403 or 422
    pages, or fragments for htmx. A signed-out person is sent to the sign-in page and comes back; what they had typed is
    kept (`core.unsent`).
    """
    declaration = Page(access, feature, right, writes, throttle, uploads)
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
                            _require_pace(request, declaration)
                        return view(request, *args, **kwargs)
                    except Refusal as refusal:
                        return refused(request, refusal)
                    except UnreadablePostError:
                        return HttpResponse(status=400)  # the sender was cut off: nobody reads it

            try:
                request.viewer = _build.viewer(request, slug)
                answered = answer()
            except Moved as moved:
                answered = _follow(request, moved, answer)
            # Nobody who comes to this computer next, and no proxy, is shown what was this person's.
            answered.headers.setdefault("Cache-Control", "private, no-cache")
            return answered

        published.page = declaration  # type: ignore[attr-defined]
        return published

    return publish


def _require_pace(request: Request, declaration: Page) -> None:
    """One count for each page, whatever the commune and the thing that its address names."""
    assert request.resolver_match
    activity = request.resolver_match.view_name
    if until := _build.throttle(request=request, activity=activity, throttle=declaration.throttle):
        raise TooFast(until)


def _follow(request: Request, moved: Moved, answer: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """The commune of the address is part of another one now: to the same thing there, when there is one for the viewer;
    else to its page, which says why. Nothing that was sent is done there."""
    request.viewer = _build.viewer(request, moved.slug)
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
        return answer().status_code < 400
    except Http404:
        return False


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


class TooLong(Refusal):
    message = (
        f"Le texte envoyé dépasse {settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024**2} Mo : une image y est peut-être "
        "collée. Raccourcissez-le, et ajoutez les images comme photos."
    )
    status = 413


class TooManyAnswers(Refusal):
    message = (
        f"Ce formulaire contient plus de {settings.DATA_UPLOAD_MAX_NUMBER_FIELDS} réponses. "
        "Retirez-en, ou envoyez-les en plusieurs fois."
    )
    status = 413


class TooManyFiles(Refusal):
    message = (
        f"Vous avez choisi plus de {settings.DATA_UPLOAD_MAX_NUMBER_FILES} fichiers. "
        "Choisissez-en moins, ou envoyez-les en plusieurs fois."
    )
    status = 413


class TooHeavy(Refusal):
    message = (
        f"Votre envoi dépasse {UPLOAD_BYTES // 1024**2} Mo. "
        "Envoyez moins de photos à la fois, ou une vidéo plus légère."
    )
    status = 413


class BodyLimitMiddleware:
    """Before anything reads the body, the check of the form's token included. The proxy says the same by address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        takes_files = isinstance(found := getattr(view, "page", None), Page) and found.uploads
        length = request.META.get("CONTENT_LENGTH") or "0"
        most = UPLOAD_BYTES if takes_files else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if length.isdecimal() and int(length) <= most:
            return None
        return refused(request, TooHeavy() if takes_files else TooLong())


_TOO_MUCH: dict[type[Exception], type[Refusal]] = {
    RequestDataTooBig: TooLong,
    TooManyFieldsSent: TooManyAnswers,
    TooManyFilesSent: TooManyFiles,
}


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler of 400, `config.urls.handler400`. A form that is too much is found out wherever it is first
    read, as a rule by the check of its token, before any view: what is too much is said."""
    refusal = _TOO_MUCH.get(type(exception))
    return refused(request, refusal()) if refusal else defaults.bad_request(request, exception)
