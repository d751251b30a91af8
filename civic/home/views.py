"""The commune's page: for visitors its public side, for its people the feed, for the town hall the same with its
buttons. Where one arrives after signing in, and the health page."""

from datetime import timedelta
from functools import cache
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import DatabaseError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string

from civic.core.access import Access, Request, page
from civic.core.parts import STAYS, part
from civic.core.viewer import Viewer
from civic.delegations.queries.delegations import offered_delegation
from civic.home import pages, queries
from civic.memberships.queries import proofs
from civic.memberships.queries.memberships import home_slug, residents_waiting
from civic.openings.pages import sign_in_line
from civic.openings.queries import opening_to_go_on_with
from civic.town_halls.queries.facts import facts_of
from civic.town_halls.queries.town_halls import card_and_town_hall, current_mayor
from civic.ui.fragments import cached_fragment, fragment_key
from civic.ui.layout import cached_page, layout_fillers
from civic.ui.menu import quick_actions_for, ways_to_take_part

_OPENING_SAID = "opening_said"  # in the session: which opening under way was said above a page
_SEEN = "couverture"  # the cookie of who has seen the cover of the commune whose path it bears


@page(access=Access.PUBLIC)
def commune_page(request: Request) -> HttpResponse:
    """The busiest page: one statement for the viewer, those of the live sections, none for what is cached."""
    viewer = request.viewer
    # Where there is no town hall yet, the page says how many wait for it.
    waiting = 0 if viewer.commune.has_town_hall else residents_waiting(viewer.commune.id)
    follows = any(own.id == viewer.commune.id for own in viewer.communes)
    step = pages.join_step(viewer, owes_proof=proofs.owes_proof(viewer))
    own = {"step": step, "waiting": waiting, "follows": follows, "join_template": f"home/join/{step}.html"}
    facts = cache(lambda: _facts(viewer))
    whole = cached_page(
        "home/commune_page.html",
        viewer,
        *own.values(),
        *pages.versions(viewer),
        context=lambda: facts() | pages.context(viewer) | own,
    )
    head = pages.head_template(viewer, has_been_here=_SEEN in request.COOKIES)
    fillers = layout_fillers(request) | pages.fillers(viewer, request.GET)
    fillers["head"] = lambda: cached_fragment(
        fragment_key(head, viewer), lambda: render_to_string(head, facts())
    )
    response = HttpResponse(whole.finished(fillers))
    if viewer.is_member and _SEEN not in request.COOKIES:
        _remember_visit(response, request.path)
    return response


@page(access=Access.PUBLIC)
def commune_today(request: Request) -> HttpResponse:
    """« Aujourd’hui »: what stands beside the feed, as a page of its own for phones."""
    viewer = request.viewer
    whole = cached_page(
        "home/commune_today.html",
        viewer,
        *pages.versions(viewer),
        context=lambda: _facts(viewer) | pages.context(viewer),
    )
    return HttpResponse(whole.finished(layout_fillers(request) | pages.fillers(viewer, request.GET)))


@page(access=Access.TOWN_HALL)
def waiting_strip(request: Request) -> HttpResponse:
    """The strip above the feed once something of it was done there; empty when nothing waits any more."""
    if not request.htmx:
        return redirect("commune_page", request.viewer.commune.slug)
    return part(request, pages.STRIP, pages.strip_context(request.viewer), focus=STAYS, announcement="")


def _remember_visit(response: HttpResponse, path: str) -> None:
    """In the browser, for this commune alone: the page stays one for all, and nobody is followed."""
    response.set_cookie(
        _SEEN,
        "1",
        path=path,
        max_age=timedelta(days=365),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _facts(viewer: Viewer) -> dict[str, Any]:
    """Of the commune and its town hall."""
    commune, town_hall = card_and_town_hall(viewer)
    facts = facts_of(commune, town_hall)
    return {
        "viewer": viewer,
        "commune": viewer.commune,
        "directory": commune,
        "facts": facts,
        "open_now_slot": pages.open_now_slot(facts.hours),
        "town_hall": town_hall,
        "office": current_mayor(commune.pk),
        "quick_action": pages.quick_action(viewer),
    }


@page(access=Access.MEMBER)
def quick_action_list(request: Request) -> HttpResponse:
    """Behind the button in the middle of the bottom bar: what one may begin here."""
    found = quick_actions_for(request.viewer)
    context = {
        "actions": found.actions,
        "for_town_hall": found.for_town_hall,
        "ways": [] if found.for_town_hall else ways_to_take_part(request.viewer),
    }
    return render(request, "home/quick_action_list.html", context)


@page(access=Access.SIGNED_IN)
def home(request: Request) -> HttpResponse:
    """« Ma commune »: where one arrives after signing in. Whoever acts for a town hall begins with what waits there."""
    viewer = request.viewer
    slug = home_slug(viewer)
    acts = any(own.slug == slug and own.role == "town_hall" for own in viewer.communes)
    opening = opening_to_go_on_with(viewer, has_page=bool(slug))
    if opening and not slug:
        return redirect("opening_code", opening.commune.slug)
    # Their own page comes first, whatever they began: it is said above it, once.
    if opening and request.session.get(_OPENING_SAID) != opening.pk.hex:
        request.session[_OPENING_SAID] = opening.pk.hex
        messages.info(request, sign_in_line(opening))
    if slug:
        return redirect("desk" if acts else "commune_page", slug)
    if offer := offered_delegation(viewer):
        return redirect("delegation_detail", offer.commune.slug, offer.pk)
    return redirect("console_home" if viewer.is_staff else "membership_overview")


@page(access=Access.PUBLIC)
def health(request: Request) -> JsonResponse:
    """200 while pages can be served, even when a worker is silent or a lane for people late: that is for the alarm, no
    reason to take the pages away. 503 when the database does not answer. The machine itself reads more."""
    try:
        found = queries.health()
    except DatabaseError:
        return JsonResponse({"ok": False}, status=503)
    if not _is_from_this_machine(request):
        return JsonResponse({"ok": found.ok})
    more = (
        found.programs
        | found.counts
        | found.alarms
        | {"has_room": found.has_room, "oldest_waiting_seconds": found.oldest_waiting}
    )
    return JsonResponse({"ok": found.ok, **more})


def _is_from_this_machine(request: Request) -> bool:
    """Not through the proxy, which adds the visitor's address and comes from this machine too."""
    if any(name in request.headers for name in ("X-Forwarded-For", "Forwarded", "X-Real-IP", "Via")):
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
