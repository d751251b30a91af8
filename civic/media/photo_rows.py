"""The photos of a form that somebody writes, in the order of their rows.

A row is « saved:ID », or « new:INDEX » among the files until `form_files` has received them; `photo_alt` follows the
same order.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import QueryDict

from civic.core.ids import as_id
from civic.core.text import clean_line
from civic.core.viewer import Viewer
from civic.media import queries
from civic.media.models import MAX_ALT, Media

_BUTTONS = ("photo_up", "photo_down", "media_remove")


def read(viewer: Viewer, data: Mapping[str, Any]) -> list[Media]:
    """With the alternative texts that were typed beside them, which the content's action saves."""
    return _described(viewer, data, "photo")


def read_video(viewer: Viewer, data: Mapping[str, Any]) -> Media | None:
    """The same, in rows called `video` and `video_alt`."""
    return next((item for item in _described(viewer, data, "video") if not item.is_photo), None)


def rearranged(photos: Sequence[Media], data: Mapping[str, Any]) -> list[Media] | None:
    """Without script, the arrows and the bin of a photo are buttons of the form: None when none was pressed."""
    chosen = {name: str(data[name]) for name in _BUTTONS if name in data}
    if not chosen:
        return None
    moved = list(photos)
    for name, media_id in chosen.items():
        ids = [str(photo.pk) for photo in moved]
        if name == "media_remove":
            moved = [photo for photo in moved if str(photo.pk) != media_id]
        elif media_id in ids:
            at = ids.index(media_id)
            to = max(0, min(len(ids) - 1, at + (-1 if name == "photo_up" else 1)))
            moved.insert(to, moved.pop(at))
    return moved


def _described(viewer: Viewer, data: Mapping[str, Any], name: str) -> list[Media]:
    rows, alts = listed(data, name), listed(data, f"{name}_alt")
    typed = {as_id(row.removeprefix("saved:")): alt for row, alt in zip(rows, alts, strict=False)}
    found = queries.usable_media(viewer, _saved_ids(rows))
    for media in found:
        media.alt = clean_line(typed.get(media.pk, media.alt))[:MAX_ALT]
    return found


def _saved_ids(rows: Sequence[str]) -> list[UUID]:
    return [as_id(row.removeprefix("saved:")) for row in rows if row.startswith("saved:")]


def listed(data: Mapping[str, Any], name: str) -> list[str]:
    return data.getlist(name)[:100] if isinstance(data, QueryDict) else []
