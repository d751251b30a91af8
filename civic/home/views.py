"""The commune's page: for visitors its public side, for its people the feed, for the town hall the same with its
buttons. Where one arrives after signing in, and the health page."""

from datetime import date
from ipaddress import ip_address
from typing import Any

from django.db import DatabaseError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string

from civic.agenda import pages as agenda_pages
from civic.agenda.enums import FEATURE as AGENDA
from civic.communes.queries.facts import commune_card
from civic.core.access import Access, Request, page
from civic.core.clock import today_in
from civic.core.viewer import Viewer
from civic.delegations.queries.delegations import offered_delegation
from civic.discussions import queries as discussions
from civic.home import queries
from civic.links import queries as links
from civic.links.enums import FEATURE as LINKS
from civic.memberships.enums import MembershipStatus
from civic.memberships.queries import proofs
from civic.memberships.queries.memberships import home_slug, residents_waiting
from civic.memberships.queries.residents import MOST_COUNTED, bounded_count
from civic.polls import pages as poll_pages
from civic.polls import queries as polls
from civic.polls.enums import FEATURE as POLLS
from civic.posts import pages as post_pages
from civic.posts import queries as posts
from civic.posts.enums import FEATURE as POSTS
from civic.posts.enums import PUBLISH
from civic.town_halls.enums import EDIT_PAGE, MANAGE_RESIDENTS
from civic.town_halls.queries.facts import facts_of
from civic.town_halls.queries.town_halls import current_mayor, town_hall_of
from civic.ui.fragments import slot
from civic.ui.layout import cached_page, layout_fillers

LINKS_BESIDE = 8  # beside the feed; the page shows them all


@page(access=Access.PUBLIC)
def commune_page(request: Request) -> HttpResponse:
    """The busiest page: one statement for the viewer, one for the feed, none for what is in the fragment cache."""
    viewer = request.viewer
    found = posts.feed(viewer) if POSTS in viewer.features else posts.FeedPage([], "")
    owes_proof = proofs.owes_proof(viewer)
    whole = cached_page(
        "home/commune_page.html",
        viewer,
        *_versions(viewer, found),
        owes_proof,
        current="commune_page",
        context=lambda: _page_context(viewer, found) | {"owes_proof": owes_proof},
    )
    fillers = layout_fillers(request)
    fillers["items"] = lambda: post_pages.items(viewer, found.rows)
    fillers["older"] = lambda: post_pages.older_url(viewer.commune.slug, found.older)
    fillers["polls"] = lambda: poll_pages.items(viewer)
    fillers["waiting"] = lambda: _waiting(viewer)
    return HttpResponse(whole.finished(fillers))


def _versions(viewer: Viewer, found: posts.FeedPage) -> tuple[object, ...]:
    """What the page depends on besides its commune and the rank of who looks."""
    return (
        _follows(viewer),
        bool(found.rows),
        bool(found.older),
        # Where there is no town hall yet, the page tells how many wait for it.
        0 if viewer.commune.has_town_hall else residents_waiting(viewer.commune.id),
        _agenda_day(viewer),
    )


def _agenda_day(viewer: Viewer) -> date | None:
    """Where the agenda stands beside the feed, the page is another one from midnight on."""
    return today_in(viewer.commune.time_zone) if AGENDA in viewer.features else None


def _follows(viewer: Viewer) -> bool:
    return any(own.id == viewer.commune.id for own in viewer.communes)


def _page_context(viewer: Viewer, found: posts.FeedPage) -> dict[str, Any]:
    commune = commune_card(viewer)
    hall = town_hall_of(commune.pk)
    shown_links = links.links_of(viewer) if LINKS in viewer.features else []
    return {
        "directory": commune,
        "facts": facts_of(commune, hall),
        "useful_links": shown_links[:LINKS_BESIDE],
        "useful_links_more": len(shown_links) > LINKS_BESIDE,
        "may_order_links": LINKS in viewer.features and viewer.may(EDIT_PAGE),
        "discussions": discussions.discussions_beside(viewer),
        **(agenda_pages.aside_context(viewer) if AGENDA in viewer.features else {}),
        "hall": hall,
        "office": current_mayor(commune.pk),
        "has_items": bool(found.rows),
        "has_older": bool(found.older),
        "follows": _follows(viewer),
        "posts_on": POSTS in viewer.features,
        "may_publish": POSTS in viewer.features and viewer.may(PUBLISH),
        "may_manage_residents": viewer.may(MANAGE_RESIDENTS),
        "waiting": 0 if viewer.commune.has_town_hall else residents_waiting(viewer.commune.id),
        "items_slot": slot("items"),
        "older_slot": slot("older"),
        "waiting_slot": slot("waiting"),
        # Only where there is something to ask or to tell: it costs a statement at each request.
        "polls_slot": slot("polls") if POLLS in viewer.features and polls.has_current(viewer) else "",
    }


def _waiting(viewer: Viewer) -> str:
    """How many requests wait, for those who answer them."""
    count = bounded_count(viewer, MembershipStatus.PENDING)
    if not count:
        return ""
    context = {"count": count, "many": count == MOST_COUNTED, "commune": viewer.commune}
    return render_to_string("home/waiting_requests.html", context)


@page(access=Access.SIGNED_IN)
def home(request: Request) -> HttpResponse:
    """« Ma commune »: where one arrives after signing in."""
    viewer = request.viewer
    slug = home_slug(viewer)
    if slug:
        return redirect("commune_page", slug)
    if offer := offered_delegation(viewer):
        return redirect("delegation_detail", offer.commune.slug, offer.pk)
    return redirect("landing" if viewer.is_staff else "membership_overview")


@page(access=Access.PUBLIC)
def health(request: Request) -> JsonResponse:
    """200 while pages can be served, even when a worker is silent: that is for the alarm, no reason to take the pages
    away. 503 when the database does not answer. The machine itself is told more."""
    try:
        found = queries.health()
    except DatabaseError:
        return JsonResponse({"ok": False}, status=503)
    if not _is_from_this_machine(request):
        return JsonResponse({"ok": found.ok})
    return JsonResponse({"ok": found.ok, **found.programs, **found.counts})


def _is_from_this_machine(request: Request) -> bool:
    """Not through the proxy, which adds the visitor's address and comes from this machine too."""
    if any(name in request.headers for name in ("X-Forwarded-For", "Forwarded", "X-Real-IP", "Via")):
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
