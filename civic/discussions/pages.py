"""Discussions as HTML for the commune's page."""

from django.template.loader import render_to_string

from civic.core.viewer import Viewer
from civic.discussions import queries


def beside_feed(viewer: Viewer) -> str:
    """Those that are going on; nothing where there is none."""
    discussions = queries.discussions_beside(viewer)
    if not discussions:
        return ""
    context = {"commune": viewer.commune, "discussions": discussions}
    return render_to_string("discussions/beside_feed.html", context)
