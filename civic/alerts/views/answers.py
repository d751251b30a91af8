"""Who answered what to the last danger, and who has not: the list of visits."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, NamedTuple, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from civic.accounts.models import Person
from civic.alerts import rules
from civic.alerts.actions import answering
from civic.alerts.enums import SEND_ALERTS
from civic.alerts.models import Alert, AlertAnswer
from civic.alerts.pages.calls import call_line
from civic.alerts.queries.answers import (
    all_calls_for_help,
    call_in_list,
    calls_for_help,
    last_danger,
    last_danger_counted,
)
from civic.alerts.queries.visits import Position, VisitList, resident_in_list, visit_list
from civic.alerts.refusals import HasAnswered, OtherList, WordsChanged
from civic.alerts.views.reading import version_read
from civic.core.access import Access, Request, page
from civic.core.clock import now
from civic.core.parts import STAYS, declared, part
from civic.ui import french

_AT_ONCE = 500  # people, of the list on paper
_STREETS = "<!-- streets -->"
_KEY = re.compile(r"[0-9a-f]{32}")


@page(access=Access.TOWN_HALL, right=SEND_ALERTS)
def alert_answers(request: Request) -> HttpResponse:
    found = last_danger_counted(request.viewer)
    context: dict[str, Any] = {"alert": None}
    if found:
        alert, counts = found
        context = {"alert": alert, "counts": counts, "ended_at": _end_of(alert)} | _lists(request, alert)
    if request.htmx:  # the open page heard of an answer
        return part(request, "alerts/answer_lists.html", context, focus=STAYS, announcement="")
    return render(request, "alerts/alert_answers.html", context)


def _end_of(alert: Alert) -> datetime | None:
    """None while it is in force."""
    return None if rules.is_in_force(alert, now()) else rules.end_of(alert)


def _lists(request: Request, alert: Alert) -> dict[str, Any]:
    visits, position = visit_list(request.viewer, alert), _position(request)
    return {
        **_by_sort(request, alert, calls_for_help(alert), position),
        "visits": visits,
        "visit_page": visits.page(position),
        "position": position,
    }


def _by_sort(
    request: Request, alert: Alert, calls: list[AlertAnswer], position: Position | None = None
) -> dict[str, list[SafeString]]:
    """Who really needs help apart from who plays it: nobody takes one for the other."""
    lines: dict[bool, list[SafeString]] = {False: [], True: []}
    for call in calls:
        lines[_is_of_drill(call)].append(call_line(request.viewer, call, alert, position))
    return {"real_calls": lines[False], "drill_calls": lines[True]}


def _is_of_drill(call: AlertAnswer) -> bool:
    return bool(call.asked_in_drill)  # type: ignore[attr-defined]


def _calls_words(calls: list[AlertAnswer]) -> str:
    words = french.counted(len(calls), "personne a besoin d’aide", "personnes ont besoin d’aide")
    seen = sum(call.seen_at is not None for call in calls)
    to_see = f"{french.grouped(len(calls) - seen)} à voir, " if seen < len(calls) else ""
    return f"{words} ({to_see}{french.counted(seen, 'déjà vue', 'déjà vues')})" if seen else words


@page(access=Access.TOWN_HALL, right=SEND_ALERTS)
def alert_visits(request: Request) -> HttpResponse:
    """All of the list, for paper: written as it leaves, however long it is."""
    alert = last_danger(request.viewer)
    if alert is None:
        return redirect("alert_answers", request.viewer.commune.slug)
    visits = visit_list(request.viewer, alert)
    calls = all_calls_for_help(alert)
    context = {
        "alert": alert,
        "ended_at": _end_of(alert),
        **_by_sort(request, alert, calls),
        "calls_words": _calls_words([call for call in calls if not _is_of_drill(call)]),
        "visits": visits,
        "streets": _STREETS,
        "printed_at": now(),
    }
    before, _, after = render_to_string("alerts/alert_visits.html", context, request).partition(_STREETS)
    answer = StreamingHttpResponse(_on_paper(before, visits, after))
    answer["Cache-Control"] = "private, no-store"
    return cast(HttpResponse, answer)


def _on_paper(before: str, visits: VisitList, after: str) -> Iterator[str]:
    yield before
    for on_page in visits.whole_streets(_AT_ONCE):
        yield render_to_string("alerts/streets.html", {"visit_page": on_page, "position": None})
    yield after


@page(access=Access.TOWN_HALL, right=SEND_ALERTS, writes=True)
def alert_answer_seen(request: Request, alert_answer_id: UUID) -> HttpResponse:
    """« Vu » of a call for help."""
    viewer = request.viewer

    def mark() -> bool:
        return answering.mark_answer_seen(
            viewer=viewer,
            alert_answer_id=alert_answer_id,
            is_seen=_is_seen(request),
            mark=request.GET.get("lu", ""),
        )

    def line(alert: Alert, sentence: str) -> _Line | None:
        call = call_in_list(viewer, alert_answer_id)
        if call is None:
            return None
        return _Line(call.person, call_line(viewer, call, alert, _position(request), sentence=sentence))

    return _marked(request, mark, line, "reponse", alert_answer_id)


@page(access=Access.TOWN_HALL, right=SEND_ALERTS, writes=True)
def alert_visit(request: Request, membership_id: UUID) -> HttpResponse:
    """« Vu » of somebody who has not answered."""

    def mark() -> bool:
        return answering.record_visit(
            viewer=request.viewer,
            membership_id=membership_id,
            is_seen=_is_seen(request),
            version=version_read(request),
        )

    def line(alert: Alert, sentence: str) -> _Line | None:
        resident = resident_in_list(alert, membership_id)
        if resident is None:
            return None
        context = {
            "resident": resident,
            "alert": alert,
            "position": _position(request),
            "sentence": sentence,
        }
        return _Line(resident.person, render_to_string("alerts/visit_line.html", context, request))

    return _marked(request, mark, line, "visite", membership_id)


class _Line(NamedTuple):
    """What stands in the place of the line whose button was pressed."""

    person: Person
    html: str


def _marked(
    request: Request,
    mark: Callable[[], bool],
    line: Callable[[Alert, str], _Line | None],
    kind: str,
    line_id: UUID,
) -> HttpResponse:
    """The line in its place; the figures, and what colleagues did meanwhile, follow. Without script, the way back to
    it. `mark`: whether that changed anything. `line`: None once it is on the list no more. `kind`: of its id."""
    sentence = ""
    if request.method == "POST":
        try:
            sentence = "" if mark() else _so_before(request)
        except WordsChanged as refusal:
            sentence = refusal.message
        except (OtherList, HasAnswered) as refusal:  # of a line that is there no more
            if request.htmx:
                raise
            sentence = refusal.message
        alert = last_danger(request.viewer) if request.htmx else None
        if alert:
            drawn = line(alert, sentence)
            if drawn is None:
                raise HasAnswered
            words = sentence or _seen_words(request, drawn.person)
            return declared(HttpResponse(drawn.html), focus=f"vu-{line_id}", announcement=words, settles=True)
    return _back(request, f"{kind}-{line_id}", sentence)


def _seen_words(request: Request, person: Person) -> str:
    return f"{person.full_name}\u00a0: {'vu' if _is_seen(request) else 'pas encore vu'}."


def _so_before(request: Request) -> str:
    state = "Vu" if _is_seen(request) else "Pas encore vu"
    return f"«\u00a0{state}\u00a0» était déjà indiqué."


def _back(request: Request, line: str, sentence: str) -> HttpResponse:
    """To that line, or to the words of what did not happen."""
    if sentence:
        messages.warning(request, sentence)
    return redirect(f"{_same_page(request)}#{line}" if not sentence else _same_page(request))


def _is_seen(request: Request) -> bool:
    return request.POST.get("seen") != "no"


def _position(request: Request) -> Position:
    street, _, after = request.GET.get("depuis", "").partition(".")
    return Position(street, after if _KEY.fullmatch(after) else "")


def _same_page(request: Request) -> str:
    """Of the list, as the one who clicked sees it."""
    address = reverse("alert_answers", args=[request.viewer.commune.slug])
    position = _position(request)
    return f"{address}?depuis={position}" if position.street.isalnum() else address
