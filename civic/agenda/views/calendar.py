"""The agenda by month, by week and as a list."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from civic.agenda import pages, queries, rules
from civic.agenda.enums import FEATURE, MEETS_MAYOR, EventCategory
from civic.agenda.views import addresses
from civic.core.access import Access, Request, page
from civic.core.clock import months_later, now, today_of
from civic.core.parts import STAYS, part
from civic.ui import french
from civic.ui.french import counted
from civic.ui.tabs import TabLink

reading = page(access=Access.PUBLIC, feature=FEATURE)


@reading
def event_month(request: Request) -> HttpResponse:
    """The month as a table; on a phone each day has a dot, and the list stands under it."""
    viewer, only = request.viewer, addresses.only_in(request)
    today = today_of(viewer)
    first = (addresses.day_in(request, "mois", "-01") or today).replace(day=1)
    is_current = first == today.replace(day=1)
    weeks = pages.weeks_of_month(viewer, first, only)
    days = [day for week in weeks for day in week if day.in_month and day.lines]
    # Of the month that goes on, what is over is folded: on a phone today would be far below.
    past = [day for day in days if day.day < today] if is_current else []
    month = pages.month_name(first)
    context = {
        **_calendar_context(request, "event_month", today if is_current else first),
        "table": pages.month_table(viewer, weeks, month),
        "days": pages.drawn_days(viewer, days[len(past) :]),
        "past_days": pages.drawn_days(viewer, past),
        "month": month,
        **_turning(
            request,
            "event_month",
            "mois",
            *(months_later(first, by).strftime("%Y-%m") if _near(first, by * 31) else "" for by in (-1, 1)),
        ),
        "now_url": "" if is_current else _address(request, "event_month"),
    }
    return render(request, "agenda/event_month.html", context)


@reading
def event_week(request: Request) -> HttpResponse:
    """Of this week, the days that are over are folded, unless one of them was asked for."""
    viewer = request.viewer
    today = today_of(viewer)
    chosen = addresses.day_in(request, "jour") or today
    first = chosen - timedelta(days=chosen.weekday())
    last = first + timedelta(days=6)
    is_current = first <= today <= last
    events = queries.events_between(viewer, first, last, addresses.only_in(request))
    days = pages.days_between(first, last, events, zone=viewer.commune.time_zone, today=today)
    past = [day for day in days if day.is_past] if is_current else []
    context = {
        **_calendar_context(request, "event_week", chosen),
        "days": days[len(past) :],
        "past_days": past,
        "asks_for_past": is_current and chosen < today,
        "first": first,
        "first_said": french.day(first, today),
        **_turning(
            request,
            "event_week",
            "jour",
            *((first + timedelta(days=by)).isoformat() if _near(first, by) else "" for by in (-7, 7)),
        ),
        "now_url": "" if is_current else _address(request, "event_week"),
    }
    return render(request, "agenda/event_week.html", context)


@reading
def event_list(request: Request) -> HttpResponse:
    """« Planning »: all that is to come, a page at a time."""
    viewer = request.viewer
    cursor = request.GET.get("apres", "")
    found = queries.coming(viewer, cursor, addresses.only_in(request))
    zone, today = viewer.commune.time_zone, today_of(viewer)
    lines: defaultdict[date, list[pages.EventLine]] = defaultdict(list)
    for event in found.events:
        # What began earlier and goes on stands under today.
        day = max(rules.days_of(event, zone)[0], today)
        lines[day].append(pages.line_on(event, day, zone))
    days = [pages.AgendaDay.of(day, on_it, today=today) for day, on_it in lines.items()]
    context = {
        **_calendar_context(request, "event_list", today),
        "days": pages.drawn_days(viewer, days),
        "later_url": _address(request, "event_list", apres=found.later) if found.later else "",
        "is_first": not cursor,
    }
    if request.htmx and cursor:
        came = counted(len(found.events), "événement de plus", "événements de plus")
        return part(request, "agenda/event_days.html", context, focus=STAYS, announcement=came)
    return render(request, "agenda/event_list.html", context)


def _calendar_context(request: Request, current: str, day: date) -> dict[str, Any]:
    """The tabs, each of which opens on the day that is looked at; and what one may look at alone."""
    views: tuple[tuple[str, str, dict[str, str]], ...] = (
        ("event_month", "Mois", {"mois": f"{day:%Y-%m}"}),
        ("event_week", "Semaine", {"jour": day.isoformat()}),
        ("event_list", "Planning", {}),
    )
    only, the_mayor = addresses.only_in(request), request.viewer.commune.the_mayor.lower()
    return {
        "tabs": tuple(
            TabLink(label, _address(request, name, **query), name == current) for name, label, query in views
        ),
        "may_keep": rules.may_keep_agenda(request.viewer),
        "only": only,
        "choices": [("", "Tout"), (MEETS_MAYOR, f"Où rencontrer {the_mayor}"), *EventCategory.choices],
        "query": next(query for name, _, query in views if name == current),
    }


def _turning(request: Request, name: str, query: str, before: str, after: str) -> dict[str, str]:
    return {
        "before_url": _address(request, name, **{query: before}) if before else "",
        "after_url": _address(request, name, **{query: after}) if after else "",
    }


def _address(request: Request, name: str, **query: str) -> str:
    """Of a view of the agenda: what one looks at alone stays so from one to the other."""
    query = {"quoi": addresses.only_in(request)} | query
    return reverse(
        name, args=[request.viewer.commune.slug], query={key: value for key, value in query.items() if value}
    )


def _near(day: date, by: int) -> bool:
    """Months that nobody filled are not offered without end: three years back, as many ahead."""
    far = timedelta(days=3 * 366)
    today = now().date()
    return today - far <= day + timedelta(days=by) <= today + far
