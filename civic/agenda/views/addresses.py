"""Days and events in addresses."""

from datetime import date
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from civic.agenda.enums import MEETS_MAYOR, EventCategory
from civic.core.access import Request
from civic.core.viewer import Viewer

# No browser, and no phone, asks for what is further away; nor do machines that follow each link to the next month.
_EARLIEST, _LATEST = date(2000, 1, 1), date(2099, 12, 31)


def day_in(request: Request, name: str, end: str = "") -> date | None:
    """Http404 for what is not a day."""
    text = request.GET.get(name, "")
    if not text:
        return None
    found = day_of(text + end)
    if found is None:
        raise Http404
    return found


def day_of(text: str) -> date | None:
    if len(text) != 10:
        return None
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if _EARLIEST <= found <= _LATEST else None


def only_in(request: Request) -> str:
    """What is looked at alone: an EventCategory or MEETS_MAYOR, "" for all. Http404 for what is none."""
    only = request.GET.get("quoi", "")
    if only and only != MEETS_MAYOR and only not in EventCategory.values:
        raise Http404
    return only


def month_url(viewer: Viewer, day: date) -> str:
    return f"{reverse('event_month', args=[viewer.commune.slug])}?mois={day:%Y-%m}"


def to_event(request: Request, event_id: UUID) -> HttpResponse:
    return redirect("event_detail", request.viewer.commune.slug, event_id)
