"""The copies that the worker would make of a picture, made by other processes ahead of need. Without Django."""

from collections.abc import Callable
from enum import StrEnum
from functools import partial
from io import BytesIO
from pathlib import Path

from civic.media.pictures import Prepared, prepare, prepare_emblem, prepare_portrait, prepare_poster

FOLDER = Path(__file__).parents[1] / "pictures"


class Use(StrEnum):
    PHOTO = "photo"
    PORTRAIT = "portrait"
    EMBLEM = "emblem"
    POSTER = "poster"  # of a video


_PREPARE: dict[Use, Callable[[BytesIO], Prepared]] = {
    Use.PHOTO: prepare,
    Use.PORTRAIT: prepare_portrait,
    Use.EMBLEM: prepare_emblem,
    Use.POSTER: partial(prepare_poster, name="affiche.webp"),
}


def path_of(name: str) -> Path:
    """« photos/beach »: the file of this name, whatever its format."""
    [path] = FOLDER.glob(f"{name}.*")
    return path


def prepared(name: str, use: Use) -> Prepared:
    return _PREPARE[use](BytesIO(path_of(name).read_bytes()))
