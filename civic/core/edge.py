"""What no page has to think of: text that no database takes is refused before any view, what a browser says it comes
from is an address, and every answer says which powers of the browser the pages do without."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, UnreadablePostError

NUL = "\0"
_ADDRESSES = ("HTTP_REFERER", "HTTP_HX_CURRENT_URL")


class EdgeMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        refused = any(NUL in text for text in _asked(request))
        _drop_broken_addresses(request)
        response = HttpResponseBadRequest() if refused else self.get_response(request)
        response.headers["Permissions-Policy"] = settings.PERMISSIONS_POLICY
        return response


class FormTextMiddleware:
    """The same of what a form says: once its size is known (`bodies.BodyLimitMiddleware`), before its token is read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponse | None:
        if request.method != "POST":
            return None
        try:
            refused = any(NUL in text for text in _sent(request))
        except UnreadablePostError:
            refused = True  # the sender was cut off: nobody reads it
        return HttpResponseBadRequest() if refused else None


def _drop_broken_addresses(request: HttpRequest) -> None:
    """« http://[x » is taken apart by pages and by libraries, which raise: it says as little as no address."""
    for name in _ADDRESSES:
        address = request.META.get(name, "")
        try:
            urlsplit(address)
            urlsplit(unquote(address))  # as htmx sends it
        except ValueError:
            del request.META[name]


def _asked(request: HttpRequest) -> Iterator[str]:
    yield request.path
    yield from _pairs(request.GET)
    yield from (value for name, value in request.META.items() if name.startswith("HTTP_"))
    yield from request.COOKIES.values()


def _sent(request: HttpRequest) -> Iterator[str]:
    if request.content_type == "application/json":
        yield request.body.decode(errors="replace").replace("\\u0000", NUL)
    yield from _pairs(request.POST)
    for name, files in request.FILES.lists():
        yield name
        yield from (file.name or "" for file in files)


def _pairs(fields: Any) -> Iterator[str]:
    for name, values in fields.lists():
        yield name
        yield from values
