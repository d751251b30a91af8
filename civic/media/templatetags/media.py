"""Addresses of files for templates. The commune is the page's, or `commune` given with the include."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django import template

from civic.media.models import Media

register = template.Library()


class _Place(NamedTuple):
    """Where a style sheet puts a picture: how wide its box is, with a menu beside the page and without; the shape of
    that box, which the picture fills, 0 where it keeps its own."""

    beside_menu: float  # rem
    alone: float
    unit: str = "vw"
    shape: float = 0


_PLACES = {
    "alone": _Place(40, 100),
    "across": _Place(40, 100, shape=16 / 9),
    "half": _Place(20, 50, shape=4 / 3),
    "square": _Place(20, 50, shape=1),
    "card": _Place(40, 100, shape=1.91),
    "answer": _Place(5.5, 5.5, "rem", shape=5.5 / 4),
}
MOSAIC_SIZE = 4  # photos of a mosaic; the others stand behind « +N »


@register.simple_tag(takes_context=True)
def media_url(context: dict[str, Any], media: Media, name: str) -> str:
    return media.url(name, _slug(context))


@register.simple_tag(takes_context=True)
def media_srcset(context: dict[str, Any], media: Media) -> str:
    return media.srcset(_slug(context))


@register.filter
def mosaic(photos: Sequence[Media]) -> dict[str, Any]:
    """The photos that are ready, cut into those shown and those behind the last one; how many are still prepared."""
    ready = [photo for photo in photos if photo.is_ready and photo.largest]
    return {
        "visible": ready[:MOSAIC_SIZE],
        "behind": ready[MOSAIC_SIZE:],
        "behind_by_name": [
            (photo, photo.alt or f"photo {number}")
            for number, photo in enumerate(ready[MOSAIC_SIZE:], MOSAIC_SIZE + 1)
        ],
        "shape": str(len(ready)) if len(ready) <= MOSAIC_SIZE else "more",
        "first_place": {1: "alone", 2: "square", 3: "across"}.get(len(ready), "half"),
        "place": "square" if len(ready) == 2 else "half",
        "waiting": sum(photo.is_unfinished for photo in photos),
    }


@register.filter
def sizes_in(photo: Media, place: str) -> str:
    """For `sizes`: a picture that is longer than its box is drawn wider than it, and cut."""
    box = _PLACES[place]
    cut = max(1, photo.width / photo.height / box.shape) if box.shape and photo.height else 1
    return f"(min-width: 64rem) {box.beside_menu * cut:.4g}rem, {box.alone * cut:.4g}{box.unit}"


def _slug(context: dict[str, Any]) -> str:
    commune = context.get("commune")
    return commune.slug if commune else ""
