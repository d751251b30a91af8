"""Useful links as HTML for the commune's page."""

from django.template.loader import render_to_string

from civic.core.viewer import Viewer
from civic.links import queries, rules

BESIDE_FEED = 8  # the page of links shows them all


def beside_feed(viewer: Viewer) -> str:
    """The first of them; where there is none, nothing but the invitation to who keeps them."""
    links, may_keep = queries.links_of(viewer), rules.may_keep_links(viewer)
    if not links and not may_keep:
        return ""
    context = {
        "commune": viewer.commune,
        "links": links[:BESIDE_FEED],
        "has_more": len(links) > BESIDE_FEED,
        "may_keep_links": may_keep,
    }
    return render_to_string("links/beside_feed.html", context)
