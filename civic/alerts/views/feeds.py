"""For the commune's own site: JSON, RSS, and a page to put into a frame. Nobody is looked at, nothing of a drill or of
a person is in them, and what a cache keeps is over no later than the alert."""

from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from math import ceil

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response
from django.utils.csp import CSP
from django.utils.http import http_date, quote_etag
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csp import csp_override

from civic.alerts import rules
from civic.alerts.addresses import feed_address
from civic.alerts.enums import SEND_ALERTS
from civic.alerts.models import Alert
from civic.alerts.pages import feeds
from civic.alerts.queries.alerts import public_alerts
from civic.core.access import Access, Request, page
from civic.core.clock import now

CACHED_FOR = 60  # seconds at most that a cache keeps an answer
_FRAMED: dict[str, list[str]] = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.NONE],
    "frame-ancestors": ["*"],
}


@page(access=Access.PUBLIC, anonymous=True)
def alert_json(request: Request) -> HttpResponse:
    """For any site: the answer is everybody's."""
    commune = request.viewer.commune
    answer = _answer(request, lambda alerts, at: feeds.as_json(commune, alerts, at), "application/json")
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer


@page(access=Access.PUBLIC, anonymous=True)
def alert_rss(request: Request) -> HttpResponse:
    commune = request.viewer.commune
    return _answer(request, lambda alerts, at: feeds.as_rss(commune, alerts, at), "application/rss+xml")


@page(access=Access.PUBLIC, anonymous=True)
@xframe_options_exempt
@csp_override(_FRAMED)
def alert_widget(request: Request) -> HttpResponse:
    """To be put into a frame of any site: the message alone, nothing where there is none."""
    return _answer(request, lambda alerts, at: _widget(request, alerts, at), "text/html")


def _widget(request: Request, alerts: list[Alert], moment: datetime) -> bytes:
    alert = next((one for one in alerts if rules.is_in_force(one, moment)), None)
    ends = int(alert.expires_at.timestamp() * 1000) if alert and alert.expires_at else ""
    context = {"commune": request.viewer.commune, "alert": alert, "ends": ends}
    if alert:
        context["level_label"] = rules.level_label(alert.level, alert.is_drill)
    return render_to_string("alerts/alert_widget.html", context).encode()


def _answer(
    request: Request, write: Callable[[list[Alert], datetime], bytes], content_type: str
) -> HttpResponse:
    commune, moment = request.viewer.commune, now()
    alerts = public_alerts(commune.id, moment)
    written = write(alerts, moment)
    etag = quote_etag(sha256(written).hexdigest()[:32])
    changed_at = _changed_at(alerts, moment)
    answer = get_conditional_response(request, etag=etag, last_modified=changed_at) or HttpResponse(
        written, f"{content_type}; charset=utf-8"
    )
    answer.headers["ETag"] = etag
    if changed_at:
        answer.headers["Last-Modified"] = http_date(changed_at)
    answer.headers["Cache-Control"] = f"public, max-age={_seconds_in_caches(alerts, moment)}"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _changed_at(alerts: list[Alert], moment: datetime) -> int | None:
    """In whole seconds, rounded up: what changes again within this second must not be taken for the same."""
    if not alerts:
        return None
    last = ceil(max(feeds.changed_at(alert, moment) for alert in alerts).timestamp())
    return last if last < moment.timestamp() else None


def _seconds_in_caches(alerts: list[Alert], moment: datetime) -> int:
    """Seconds: never beyond the end of the one in force."""
    ends = [one.expires_at for one in alerts if one.expires_at and rules.is_in_force(one, moment)]
    left = min((end - moment for end in ends), default=timedelta(seconds=CACHED_FOR))
    return min(CACHED_FOR, int(left.total_seconds()))


@page(access=Access.TOWN_HALL, right=SEND_ALERTS)
def alert_sharing(request: Request) -> HttpResponse:
    """« Sur votre site »: the addresses and the code to copy."""
    commune = request.viewer.commune
    widget = feed_address(commune, "alert_widget")
    code = (
        f'<iframe src="{widget}" title="Message d’alerte de la mairie {commune.of_name}" loading="lazy" '
        'style="width:100%;height:12rem;border:0"></iframe>'
    )
    context = {
        "code": code,
        "addresses": [
            ("JSON", feed_address(commune, "alert_json")),
            ("RSS", feed_address(commune, "alert_rss")),
        ],
    }
    return render(request, "alerts/alert_sharing.html", context)
