"""The commune's page: for visitors its public side, for its people the feed, for the town hall the same with its
buttons. Where one arrives after signing in, and the health page."""

from ipaddress import ip_address
from typing import Any

from django.db import DatabaseError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect

from civic.communes.queries.facts import commune_card
from civic.core.access import Access, Request, page
from civic.core.viewer import Viewer
from civic.delegations.queries.delegations import offered_delegation
from civic.home import pages, queries
from civic.memberships.queries import proofs
from civic.memberships.queries.memberships import home_slug, residents_waiting
from civic.town_halls.queries.facts import facts_of
from civic.town_halls.queries.town_halls import current_mayor, town_hall_of
from civic.ui.layout import cached_page, layout_fillers


@page(access=Access.PUBLIC)
def commune_page(request: Request) -> HttpResponse:
    """The busiest page: one statement for the viewer, those of the live sections, none for what is cached."""
    viewer = request.viewer
    # Where there is no town hall yet, the page says how many wait for it.
    waiting = 0 if viewer.commune.has_town_hall else residents_waiting(viewer.commune.id)
    follows = any(own.id == viewer.commune.id for own in viewer.communes)
    step = pages.join_step(viewer, owes_proof=proofs.owes_proof(viewer))
    own = {"step": step, "waiting": waiting, "follows": follows}
    whole = cached_page(
        "home/commune_page.html",
        viewer,
        *own.values(),
        *pages.versions(viewer),
        current="commune_page",
        context=lambda: _page_context(viewer) | own | {"join_template": f"home/join/{step}.html"},
    )
    fillers = layout_fillers(request)
    fillers["section"] = lambda index: pages.fill_section(viewer, index)
    return HttpResponse(whole.finished(fillers))


def _page_context(viewer: Viewer) -> dict[str, Any]:
    commune = commune_card(viewer)
    town_hall = town_hall_of(commune.pk)
    return {
        "directory": commune,
        "facts": facts_of(commune, town_hall),
        "town_hall": town_hall,
        "office": current_mayor(commune.pk),
        **pages.context(viewer),
    }


@page(access=Access.SIGNED_IN)
def home(request: Request) -> HttpResponse:
    """« Ma commune »: where one arrives after signing in. Whoever acts for a town hall begins with what waits there."""
    viewer = request.viewer
    slug = home_slug(viewer)
    if slug:
        acts = any(own.slug == slug and own.role == "town_hall" for own in viewer.communes)
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
