"""The agenda by month, by week and as a list."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from civic.agenda import pages, queries, rules
from civic.agenda.enums import FEATURE
from civic.agenda.views import addresses
from civic.core.access import Access, Request, page
from civic.core.clock import months_later, now, today_in
from civic.ui import french

reading = page(access=Access.PUBLIC, feature=FEATURE)


@reading
def event_month(request: Request) -> HttpResponse:
    """The month as a table; on a phone each day has a dot, and the list stands under it."""
    viewer = request.viewer
    today = today_in(viewer.commune.time_zone)
    first = (addresses.day_in(request, "mois", "-01") or today).replace(day=1)
    weeks = pages.weeks_of_month(viewer, first)
    days = [day for week in weeks for day in week if day.in_month and day.lines]
    # Of the month that goes on, what is over is folded: on a phone today would be far below.
    past = [day for day in days if day.day < today] if first == today.replace(day=1) else []
    address = reverse("event_month", args=[viewer.commune.slug])
    context = {
        **_calendar_context(request, "event_month", first),
        "weeks": weeks,
        "days": days[len(past) :],
        "past_days": past,
        "month": pages.month_name(first),
        "weekdays": french.DAYS,
        # A day leads the town hall to a new event on it, everybody else to its week.
        "day_url": reverse(
            "event_new" if rules.may_keep_agenda(viewer) else "event_week", args=[viewer.commune.slug]
        ),
        "day_prefix": "Ajouter un événement le " if rules.may_keep_agenda(viewer) else "",
        **_turning(
            address,
            "mois",
            *(months_later(first, by).strftime("%Y-%m") if _near(first, by * 31) else "" for by in (-1, 1)),
        ),
        "now_url": "" if first == today.replace(day=1) else address,
    }
    return render(request, "agenda/event_month.html", context)


@reading
def event_week(request: Request) -> HttpResponse:
    viewer = request.viewer
    today = today_in(viewer.commune.time_zone)
    chosen = addresses.day_in(request, "jour") or today
    first = chosen - timedelta(days=chosen.weekday())
    last = first + timedelta(days=6)
    events = queries.events_between(viewer, first, last)
    address = reverse("event_week", args=[viewer.commune.slug])
    context = {
        **_calendar_context(request, "event_week", chosen),
        "days": pages.days_between(first, last, events, zone=viewer.commune.time_zone, today=today),
        "first": first,
        "first_said": french.day(first, today),
        **_turning(
            address,
            "jour",
            *((first + timedelta(days=by)).isoformat() if _near(first, by) else "" for by in (-7, 7)),
        ),
        "now_url": "" if first <= today <= last else address,
    }
    return render(request, "agenda/event_week.html", context)


@reading
def event_list(request: Request) -> HttpResponse:
    """« Planning »: all that is to come, a page at a time."""
    viewer = request.viewer
    cursor = request.GET.get("apres", "")
    found = queries.coming(viewer, cursor)
    zone, today = viewer.commune.time_zone, today_in(viewer.commune.time_zone)
    days: dict[date, pages.AgendaDay] = {}
    for event in found.events:
        # What began earlier and goes on stands under today.
        day = max(rules.days_of(event, zone)[0], today)
        group = days.setdefault(day, pages.AgendaDay(day, day == today, False))
        group.lines.append(pages.line_on(event, day, zone))
    address = reverse("event_list", args=[viewer.commune.slug])
    context = {
        **_calendar_context(request, "event_list", today),
        "days": list(days.values()),
        "later_url": f"{address}?{urlencode({'apres': found.later})}" if found.later else "",
        "is_first": not cursor,
    }
    template = "agenda/event_days.html" if request.htmx and cursor else "agenda/event_list.html"
    return render(request, template, context)


def _calendar_context(request: Request, current: str, day: date) -> dict[str, Any]:
    """The tabs, each of which opens on the day that is looked at."""
    slug = request.viewer.commune.slug
    views = (
        ("event_month", "Mois", f"?mois={day:%Y-%m}"),
        ("event_week", "Semaine", f"?jour={day.isoformat()}"),
        ("event_list", "Planning", ""),
    )
    return {
        "tabs": [
            {"label": label, "url": reverse(name, args=[slug]) + query, "current": name == current}
            for name, label, query in views
        ],
        "may_keep": rules.may_keep_agenda(request.viewer),
    }


def _turning(address: str, name: str, before: str, after: str) -> dict[str, str]:
    return {
        "before_url": f"{address}?{name}={before}" if before else "",
        "after_url": f"{address}?{name}={after}" if after else "",
    }


def _near(day: date, by: int) -> bool:
    """Months that nobody filled are not offered without end: three years back, as many ahead."""
    far = timedelta(days=3 * 366)
    today = now().date()
    return today - far <= day + timedelta(days=by) <= today + far
