"""Unwritten rules made failures, for every test: each says what is wrong at the place where it is."""

import inspect
import re
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.signals import pre_save
from django.http import HttpResponse
from django.template import defaultfilters, engines
from django.template.base import FilterExpression
from django.test import Client
from django.urls import Resolver404, resolve

from tests.assets import lazy_classes, sprite
from tests.plugins.statements import writes

OURS = str(Path(__file__).resolve().parents[2] / "civic")


# --- A page that is read leaves the database as it was --------------------------------------------------------------

_current = threading.local()
COUNT = "INSERT INTO throttles_counter "  # how often one may ask, which is no part of what is read


class WroteWhileReading(AssertionError):
    """A page that is asked for with GET or HEAD changed the database."""


def _request_started(sender: Any, environ: dict[str, Any] | None = None, **kwargs: Any) -> None:
    _current.method = (environ or {}).get("REQUEST_METHOD", "")


def _request_finished(**kwargs: Any) -> None:
    _current.method = ""


@pytest.fixture(autouse=True)
def reading_never_writes() -> Iterator[None]:
    _current.method = ""

    def guard(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if getattr(_current, "method", "") in {"GET", "HEAD"} and writes(sql) and COUNT not in sql:
            raise WroteWhileReading(sql[:200])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(guard):
        yield
    _current.method = ""


# --- A template names what its context holds ------------------------------------------------------------------------


class UnknownVariable(AssertionError):
    """A template of ours shows, or hands on, what its context does not hold. `{% if … %}` may ask for it, and
    `|default:` says that it may be missing."""


FORESEEN = (defaultfilters.default, defaultfilters.default_if_none)


class Invalid(str):
    """What Django puts where a variable is unknown. It is empty, as in production; being asked whether it is, by the
    resolving of an expression, it fails instead where the template is ours."""

    def __bool__(self) -> bool:
        caller = inspect.currentframe().f_back  # type: ignore[union-attr]
        if caller and caller.f_code is FilterExpression.resolve.__code__:
            context, expression = caller.f_locals["context"], caller.f_locals["self"]
            template = context.render_context.template or context.template
            foreseen = expression.filters and expression.filters[0][0] in FORESEEN
            if not foreseen and str(template.origin.name).startswith(OURS):
                raise UnknownVariable(f"{expression.token} in {template.origin.name}")
        return False


# --- What is cut or counted off has an order ------------------------------------------------------------------------


class Unordered(AssertionError):
    """Part of the rows of a queryset without an order: which ones is up to the database. They may be counted."""


_getitem, _fetch_all = QuerySet.__getitem__, QuerySet._fetch_all


def _cut(self: QuerySet[Any], part: Any) -> Any:
    caller = inspect.currentframe().f_back  # type: ignore[union-attr]
    ours = caller and caller.f_code.co_filename.startswith(OURS)
    without_order = ours and self._result_cache is None and not self.ordered
    if without_order and not isinstance(part, slice):
        raise Unordered(f"{self.model.__name__}[{part}] has no order")
    found = _getitem(self, part)
    if without_order:
        found.cut_without_order = True
    return found


def _fetch(self: QuerySet[Any]) -> None:
    if getattr(self, "cut_without_order", False):
        raise Unordered(f"a part of {self.model.__name__} is read without an order")
    _fetch_all(self)


# --- What says when it was changed always does ----------------------------------------------------------------------


class ForgottenMoment(AssertionError):
    """`save(update_fields=…)` leaves out a field that is set to now at each change."""


def _before_saving(sender: type[Model], update_fields: frozenset[str] | None = None, **kwargs: Any) -> None:
    if update_fields:
        forgotten = [
            field.name
            for field in sender._meta.concrete_fields
            if getattr(field, "auto_now", False) and field.name not in update_fields
        ]
        if forgotten:
            raise ForgottenMoment(f"{sender.__name__}.save(update_fields=…) forgets {forgotten}")


# --- A form that is sent carries its token --------------------------------------------------------------------------


class NoToken(AssertionError):
    """A form of the page is sent with POST and has no CSRF token: whoever sends it is refused."""


_FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.DOTALL | re.IGNORECASE)
_POST = re.compile(r"""\bmethod\s*=\s*["']?post\b""", re.IGNORECASE)
_request = Client.request


def forms_without_token(html: str) -> list[str]:
    return [
        found[0][:200]
        for found in _FORM.finditer(html)
        if _POST.search(found[1]) and "csrfmiddlewaretoken" not in found[2]
    ]


# --- An icon is in the sprite ---------------------------------------------------------------------------------------


class NoIcon(AssertionError):
    """The page shows an icon whose name the build did not find: see `frontend/sources.mjs`."""


_ICON = re.compile(r"""icons(?:\.\w+)?\.svg#([^"'\s]*)""")
SPRITE = sprite()


def icons_without_drawing(html: str) -> list[str]:
    return sorted(set(_ICON.findall(html)) - SPRITE)


# --- A page links the style sheets of what it shows -------------------------------------------------------------------


class NoSheet(AssertionError):
    """The page shows what only a sheet of `styles/lazy/` draws, and does not link that sheet. Not seen: a class that
    `app.css` draws too, such as `.card`, which the sheet may place anew; nor fragments, whose page nobody knows."""


_CLASS = re.compile(r"""\sclass="([^"]*)""")
_LINKED = re.compile(r"""<link rel="stylesheet" href="[^"]*?ui/([\w-]+)\.""")
LAZY = lazy_classes()


def sheets_not_linked(html: str) -> list[str]:
    """Of a whole page; a fragment goes into one."""
    if "<html" not in html:
        return []
    shown = {name for names in _CLASS.findall(html) for name in names.split()}
    linked = set(_LINKED.findall(html))
    return sorted(f"{LAZY[name]}.css: {name}" for name in shown & LAZY.keys() if LAZY[name] not in linked)


# --- An id stands once in a page, an attribute once in an element ----------------------------------------------------


class Twice(AssertionError):
    """An id that stands twice: a label, a description or a link finds the first one only. Or an attribute that stands
    twice in an element: the second is lost."""


_TAG = re.compile(
    r"""<[a-z][\w-]*((?:\s+[^\s"'>/=]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+))?)+)""", re.IGNORECASE
)
_ATTRIBUTE = re.compile(r"""([^\s"'>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|[^\s"'>]+))?""")


def twice(html: str) -> list[str]:
    ids: Counter[str] = Counter()
    again = []
    for tag in _TAG.finditer(html):
        attributes = [(found[1].lower(), found[2]) for found in _ATTRIBUTE.finditer(tag[1])]
        again += [
            f"{name} in {tag[0][:80]}"
            for name, many in Counter(name for name, _ in attributes).items()
            if many > 1
        ]
        ids.update(value for name, value in attributes if name == "id")
    return [*again, *(f"id={name}" for name, many in ids.items() if many > 1)]


# --- A part of a page says where the focus goes -----------------------------------------------------------------------


class NoFocus(AssertionError):
    """htmx puts this part in place, and it does not say where the focus goes nor what is read aloud: answer it with
    `civic.core.parts.part`."""


def is_silent_part(asked: dict[str, Any], response: HttpResponse, html: str) -> bool:
    """A whole page, of which the browser takes a section, has its own words; a refusal leaves all in its place."""
    is_part = "HTTP_HX_REQUEST" in asked and bool(html.strip()) and "<html" not in html
    return is_part and 'id="refused"' not in html and "HX-Focus" not in response.headers


# --- Each answer ----------------------------------------------------------------------------------------------------


def _checked_request(self: Client, **request: Any) -> Any:
    response = _request(self, **request)
    if not isinstance(response, HttpResponse) or "text/html" not in response.headers.get("Content-Type", ""):
        return response
    # A link from a mail carries its own proof in the address: its page is exempt.
    try:
        exempt = getattr(resolve(request["PATH_INFO"]).func, "csrf_exempt", False)
    except Resolver404:
        exempt = False
    html = response.content.decode(response.charset or "utf-8", "replace")
    found = forms_without_token(html)
    if found and not exempt:
        raise NoToken("\n".join(found))
    if missing := icons_without_drawing(html):
        raise NoIcon(", ".join(missing))
    if missing := sheets_not_linked(html):
        raise NoSheet(", ".join(missing))
    if found := twice(html):
        raise Twice("\n".join(found))
    if is_silent_part(request, response, html):
        raise NoFocus(f"{request['REQUEST_METHOD']} {request['PATH_INFO']}")
    return response


@pytest.fixture(scope="session", autouse=True)
def tripwires() -> Iterator[None]:
    engine = engines["django"].engine
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "string_if_invalid", Invalid())
        patch.setattr(QuerySet, "__getitem__", _cut)
        patch.setattr(QuerySet, "_fetch_all", _fetch)
        patch.setattr(Client, "request", _checked_request)
        request_started.connect(_request_started)
        request_finished.connect(_request_finished)
        pre_save.connect(_before_saving)
        yield
    pre_save.disconnect(_before_saving)
