"""The message of alert as HTML: above every page, as its editor previews it, and the town hall's way to it."""

from collections.abc import Mapping

from django.template.loader import render_to_string
from django.utils import timezone

from civic.alerts import queries, rules
from civic.alerts.models import Alert
from civic.core.clock import now
from civic.core.viewer import Viewer
from civic.ui.fragments import cached_text, fragment_key

MESSAGE = "alerts/message.html"


def above_pages(viewer: Viewer, cookies: Mapping[str, str]) -> str:
    """What stands there is rendered once for each version; that it is not over yet is asked at each request."""
    banner = viewer.banner
    if banner is None or banner.is_over(now()):
        return ""
    key = fragment_key(MESSAGE, viewer, banner.key, banner.version, seen_by="everybody")
    return cached_text(key, lambda: _message_on_banner(viewer))


def _message_on_banner(viewer: Viewer) -> str:
    """Around a person's own pages, too, hours are those of the commune."""
    alert = queries.alert_on_banner(viewer)
    with timezone.override(viewer.commune.time_zone):
        return render_to_string(MESSAGE, message_context(viewer, alert)) if alert else ""


def message_context(viewer: Viewer, alert: Alert) -> dict[str, object]:
    return {"alert": alert, "commune": viewer.commune}


def editor_link(viewer: Viewer) -> str:
    if not rules.may_send_alerts(viewer):
        return ""
    return render_to_string("alerts/editor_link.html", {"commune": viewer.commune})
