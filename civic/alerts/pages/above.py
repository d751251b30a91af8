"""The message of alert as HTML: above every page, as its editor previews it, and the town hall's way to it."""

from collections.abc import Mapping

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from civic.alerts import rules
from civic.alerts.models import Alert
from civic.alerts.queries.alerts import alert_on_banner
from civic.core.clock import now
from civic.core.viewer import Viewer
from civic.ui.fragments import Filler, Fragment, cached_fragment, fragment_key

BANNER, MESSAGE = "alerts/banner.html", "alerts/message.html"
_PUT_AWAY = "put_away"  # the cookie, written by the behaviour `banner`


def above_pages(viewer: Viewer, cookies: Mapping[str, str]) -> SafeString:
    """Where a message stands or will come, while the page is open, to all of a commune whose town hall is here."""
    if not viewer.commune.has_town_hall:
        return mark_safe("")
    follows = any(own.id == viewer.commune.id for own in viewer.communes)
    banner = cached_fragment(
        fragment_key(BANNER, viewer, follows, seen_by="everybody"),
        lambda: render_to_string(BANNER, {"commune": viewer.commune, "follows": follows}),
    )
    return _finished(banner, {"message": lambda: _message(viewer, cookies)})


def message_above(viewer: Viewer, cookies: Mapping[str, str]) -> SafeString:
    """The message alone, for a page that is open; "" for none."""
    message = _message(viewer, cookies)
    return _finished(message, {}) if isinstance(message, Fragment) else mark_safe("")


def _finished(fragment: Fragment, fillers: Mapping[str, Filler]) -> SafeString:
    return mark_safe(fragment.finished({"now": _now, **fillers}).decode())


def _now() -> str:
    """On our clock, in milliseconds: a device whose own is wrong counts from here."""
    return str(int(now().timestamp() * 1000))


def _message(viewer: Viewer, cookies: Mapping[str, str]) -> Fragment | str:
    """Rendered once for each version; that it is not over yet is asked at each request."""
    banner = viewer.banner
    if banner is None or banner.is_over(now()) or (banner.for_town_hall and not viewer.is_town_hall):
        return ""
    if banner.closes and cookies.get(_PUT_AWAY) == f"{banner.key}.{banner.version}":
        return ""
    answers = rules.may_answer(viewer)
    key = fragment_key(MESSAGE, viewer, banner.key, banner.version, answers, seen_by="everybody")
    return cached_fragment(key, lambda: _message_on_banner(viewer))


def _message_on_banner(viewer: Viewer) -> str:
    """Around a person's own pages, too, hours are those of the commune."""
    alert = alert_on_banner(viewer)
    if alert is None:
        return ""
    ends = int(alert.expires_at.timestamp() * 1000) if alert.expires_at else ""
    context = message_context(viewer, alert) | {
        "is_live": True,
        "ends": ends,
        "may_answer": rules.may_answer(viewer),
        "closes": viewer.banner is not None and viewer.banner.closes,
    }
    with timezone.override(viewer.commune.time_zone):
        return render_to_string(MESSAGE, context)


def message_context(viewer: Viewer, alert: Alert) -> dict[str, object]:
    return {
        "alert": alert,
        "level_label": rules.level_label(alert.level, alert.is_drill),
        "commune": viewer.commune,
    }


def editor_link(viewer: Viewer) -> str:
    if not rules.may_send_alerts(viewer):
        return ""
    return render_to_string("alerts/editor_link.html", {"commune": viewer.commune})
