"""The message of alert as HTML: above every page, as its editor previews it, and the town hall's way to it."""

from collections.abc import Mapping
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from civic.alerts import rules
from civic.alerts.models import Alert, AlertAnswer
from civic.alerts.queries.alerts import alert_on_banner
from civic.core.clock import now
from civic.core.text import whole_number
from civic.core.viewer import Banner, Viewer
from civic.ui.fragments import Filler, Fragment, cached_fragment, fragment_key

BANNER, MESSAGE = "alerts/banner.html", "alerts/message.html"
_PUT_AWAY = "put_away"  # the cookie, written by the behaviour `banner`
# What the viewer answered to a danger, on this device: pages need not ask the database.
_ANSWERED = "alert_answer"
_HELP, _RECEIVED = "help", "received"


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
    reply = _reply(viewer, banner, cookies.get(_ANSWERED, "")) if answers else NO_REPLY
    key = fragment_key(MESSAGE, viewer, banner.key, banner.version, answers, *reply, seen_by="everybody")
    return cached_fragment(key, lambda: _message_on_banner(viewer, reply))


class Reply(NamedTuple):
    words: str
    version: int  # of the alert that it was said to


NO_REPLY = Reply("", 0)


def _reply(viewer: Viewer, banner: Banner, kept: str) -> Reply:
    """As far as it is of this alert, and of this person: who signs in after them on the same device said nothing."""
    whose, _, rest = kept.partition(".")
    words, _, version = rest.partition(".")
    known = whole_number(version, figures=9) or 0
    is_theirs = words in (_HELP, _RECEIVED) and known <= banner.version and whose == _mark(viewer, banner.key)
    return Reply(words, known) if is_theirs else NO_REPLY


def _mark(viewer: Viewer, alert_id: str) -> str:
    return sha256(f"{alert_id}.{viewer.own_id}".encode()).hexdigest()[:32]


def keep_answer(response: HttpResponse, viewer: Viewer, alert_id: UUID, answer: AlertAnswer | None) -> None:
    """On this device, for the banner. None: nothing that stands."""
    if answer is None:
        return drop_answer(response)
    words = _HELP if answer.calls else _RECEIVED
    return response.set_cookie(
        _ANSWERED,
        f"{_mark(viewer, str(alert_id))}.{words}.{answer.version}",
        max_age=rules.ANSWERS_RETENTION,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def message_answered(viewer: Viewer, alert_id: UUID, answer: AlertAnswer) -> HttpResponse:
    """The same as `message_above`, with what the person answered, be it on another device: this one keeps it now."""
    response = HttpResponse()
    keep_answer(response, viewer, alert_id, answer)
    response.content = message_above(viewer, {_ANSWERED: response.cookies[_ANSWERED].value})
    return response


def drop_answer(response: HttpResponse) -> None:
    response.delete_cookie(_ANSWERED)


def _message_on_banner(viewer: Viewer, reply: Reply) -> str:
    """Around a person's own pages, too, hours are those of the commune."""
    alert = alert_on_banner(viewer)
    if alert is None:
        return ""
    ends = int(alert.expires_at.timestamp() * 1000) if alert.expires_at else ""
    has_received = reply.words == _RECEIVED and rules.were_read(alert, reply.version)
    context = message_context(viewer, alert) | {
        "is_live": True,
        "ends": ends,
        "may_answer": rules.may_answer(viewer),
        "calls": reply.words == _HELP,
        "has_received": has_received,
        "reply": reply.words if reply.words == _HELP or has_received else "",
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
