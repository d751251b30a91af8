"""What the commune's own site may repeat of its alerts: as data, as RSS. Both speak of the same moment."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.feedgenerator import Rss201rev2Feed

from civic.alerts import rules
from civic.alerts.addresses import feed_address, page_address
from civic.alerts.enums import EMERGENCY, Level
from civic.alerts.models import Alert
from civic.core.text import on_one_line
from civic.core.viewer import CommuneInView


def as_json(commune: CommuneInView, alerts: Sequence[Alert], moment: datetime) -> bytes:
    """`in_force` is null most days."""
    entries = [_entry(alert, moment) for alert in alerts]
    content = {
        "commune": {
            "code": commune.code,
            "name": commune.name,
            "page": settings.SITE_URL + reverse("commune_page", args=[commune.slug]),
        },
        "in_force": next((entry for entry in entries if entry["ended_at"] is None), None),
        "recent": [entry for entry in entries if entry["ended_at"] is not None],
        "page": page_address(commune),
        "notice": EMERGENCY,
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def _entry(alert: Alert, moment: datetime) -> dict[str, Any]:
    return {
        "id": str(alert.pk),
        "version": alert.version,
        "level": alert.level,
        "label": Level(alert.level).label,
        "text": alert.text,
        "link": alert.url or None,
        "sign": rules.sign_of(alert),
        "activated_at": _written(alert.activated_at),
        "level_since": _written(alert.in_force_since),
        "expires_at": _written(alert.expires_at),
        "ended_at": _written(_ended_at(alert, moment)),
    }


def as_rss(commune: CommuneInView, alerts: Sequence[Alert], moment: datetime) -> bytes:
    feed = Rss201rev2Feed(
        title=f"Messages d’alerte de la mairie {commune.of_name}",
        link=page_address(commune),
        description=EMERGENCY,
        language="fr",
        feed_url=feed_address(commune, "alert_rss"),
        ttl=1,
    )
    for alert in alerts:
        label, end = Level(alert.level).label, _ended_at(alert, moment)
        feed.add_item(
            title=f"{'Terminé · ' if end else ''}{label}\u00a0: {on_one_line(alert.text)[:100]}",
            link=alert.url or page_address(commune),
            description=alert.text,
            unique_id=f"{alert.pk}.{alert.version}",
            unique_id_is_permalink=False,
            pubdate=changed_at(alert, moment),
            categories=[label],
        )
    return feed.writeString("utf-8").encode()


def changed_at(alert: Alert, moment: datetime) -> datetime:
    """When what is told of it changed last: its words, or that it is over."""
    ended_at, wording = _ended_at(alert, moment), getattr(alert, "changed_at", None)
    return max(one for one in (alert.activated_at, wording, ended_at) if one)


def _ended_at(alert: Alert, moment: datetime) -> datetime | None:
    """Also before the clock's job has written it down."""
    if alert.ended_at or rules.is_in_force(alert, moment):
        return alert.ended_at
    return alert.expires_at


def _written(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None
