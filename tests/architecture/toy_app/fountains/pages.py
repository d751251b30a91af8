from collections.abc import Mapping
from zoneinfo import ZoneInfo

from django.urls import reverse
from fountains import queries

from civic.core.clock import now
from civic.core.descriptors import WaitingLine
from civic.core.viewer import Viewer


def beside_feed(viewer: Viewer) -> str:
    return f"<p>Fontaines de {viewer.commune.name}</p>"


def own_fountains(viewer: Viewer, asked: Mapping[str, str]) -> str:
    return f"<p>{len(queries.fountains_of(viewer))} fontaine(s) pour {viewer.name}</p>"


def above_pages(viewer: Viewer, cookies: Mapping[str, str]) -> str:
    return "" if cookies.get("drunk") else f"<p>De l’eau à {viewer.commune.name}</p>"


def is_evening(viewer: Viewer) -> bool:
    return now().astimezone(ZoneInfo(viewer.commune.time_zone)).hour >= 20


def closed_at_night(viewer: Viewer) -> list[WaitingLine]:
    page = reverse("fountain_list", args=[viewer.commune.slug])
    return [WaitingLine("droplet", "Les fontaines ferment pour la nuit", page, "Lire")]
