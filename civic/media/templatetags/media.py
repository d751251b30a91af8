"""Addresses of files for templates. The commune is the page's, or `commune` given with the include."""

from collections.abc import Iterable
from typing import Any

from django import template

from civic.media.models import Media

register = template.Library()

# As media.css lays them out in the main column: how wide a picture stands across it, or beside another.
_ACROSS, _HALF = "(min-width: 62rem) 40rem, 100vw", "(min-width: 62rem) 20rem, 50vw"
MOSAIC_SIZE = 4  # photos of a mosaic; the others stand behind « +N »


@register.simple_tag(takes_context=True)
def media_url(context: dict[str, Any], media: Media, name: str) -> str:
    return media.url(name, _slug(context))


@register.simple_tag(takes_context=True)
def media_srcset(context: dict[str, Any], media: Media) -> str:
    return media.srcset(_slug(context))


@register.filter
def mosaic(photos: Iterable[Media]) -> dict[str, Any]:
    """The photos that are ready, cut into those shown and those behind the last one."""
    ready = [photo for photo in photos if photo.is_ready and photo.largest]
    return {
        "visible": ready[:MOSAIC_SIZE],
        "behind": ready[MOSAIC_SIZE:],
        "behind_by_name": [
            (photo, photo.alt or f"photo {number}")
            for number, photo in enumerate(ready[MOSAIC_SIZE:], MOSAIC_SIZE + 1)
        ],
        "shape": str(len(ready)) if len(ready) <= MOSAIC_SIZE else "more",
        "first_sizes": _ACROSS if len(ready) in {1, 3} else _HALF,
        "sizes": _HALF,
    }


def _slug(context: dict[str, Any]) -> str:
    commune = context.get("commune")
    return commune.slug if commune else ""
