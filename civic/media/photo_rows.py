"""The photos of a form that somebody writes: kept as soon as they arrive, in the order of their rows.

A row is « saved:ID » or « new:INDEX » among the files; `photo_alt` follows the same order. Files without a row come
last: without script there are none.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from civic.core.refusals import Refusal
from civic.core.text import clean_text
from civic.core.viewer import Viewer
from civic.media import actions, queries
from civic.media.models import Media

_BUTTONS = ("photo_up", "photo_down", "media_remove")


def read(
    viewer: Viewer,
    data: Mapping[str, Any],
    files: MultiValueDict[str, Any] | None,
    *,
    limit: int,
    too_many: str,
) -> tuple[list[Media], list[str]]:
    """The photos in order, and a sentence for each file that was refused: one bad file takes no other along."""
    arrived = files.getlist("photos") if files else []
    alts = listed(data, "photo_alt")
    saved = {item.pk: item for item in queries.usable_media(viewer, saved_ids(listed(data, "photo")))}
    placed: set[int] = set()
    photos: list[Media] = []
    problems: list[str] = []

    def receive(index: int, alt: str) -> None:
        placed.add(index)
        file = arrived[index]
        if len(photos) >= limit:
            problems.append(too_many)
            return
        try:
            photos.append(actions.receive_photo(viewer=viewer, file=file, alt=alt))
        except Refusal as refusal:
            problems.append(f"{file.name} : {refusal.message}")

    for position, row in enumerate(listed(data, "photo")):
        alt = alts[position] if position < len(alts) else ""
        kind, _, which = row.partition(":")
        if kind == "new" and which.isdigit() and int(which) < len(arrived) and int(which) not in placed:
            receive(int(which), alt)
        elif kind == "saved" and (item := saved.get(_id(which))) and item not in photos:
            if clean_text(alt) != item.alt:
                item = actions.describe(viewer=viewer, media_id=item.pk, alt=alt[:300])
            photos.append(item)
    for index in range(len(arrived)):
        if index not in placed:
            receive(index, "")
    return photos, list(dict.fromkeys(problems))


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


def saved_ids(rows: Sequence[str]) -> list[UUID]:
    return [_id(row.removeprefix("saved:")) for row in rows if row.startswith("saved:")]


def listed(data: Mapping[str, Any], name: str) -> list[str]:
    return data.getlist(name)[:100] if isinstance(data, QueryDict) else []


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)
