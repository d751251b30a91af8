"""Reads the texts of the demo from `content/`: publications with what was said under them, and loose remarks by mood.

A publication starts with « === title », then « name: value » lines, an empty line, the text as it would be typed
without script, and its comments: « > who: words ». `who` is an account (maire, dgs, citoyen, citoyenne), or « ? 61 »
for some resident of about that age; the same age in one thread is the same person. « [withdrawn: reason] » before the
colon: the town hall removed it.
"""

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from civic.ui.french import MONTHS, NARROW, NO_BREAK

FOLDER = Path(__file__).parents[1] / "content"

_COMMENT = re.compile(r"> (?P<who>\w+|\? \d+)(?: \[withdrawn: (?P<reason>[^\]]+)\])?: (?P<words>.+)")
_SPACES = [
    (re.compile("« "), f"«{NO_BREAK}"),
    (re.compile(" »"), f"{NO_BREAK}»"),
    (re.compile(r" ([;!?])(?=\s|$|[\u00a0)»*])"), rf"{NARROW}\1"),
    (re.compile(r" :(?=\s|$)"), f"{NO_BREAK}:"),
    (re.compile(r"(\d) (€|%|°C|mm|kg|km|h)(?!\w)"), rf"\1{NO_BREAK}\2"),
    (re.compile(r"\bh (\d\d)\b"), rf"h{NO_BREAK}\1"),
    (re.compile(r"(\d) (?=\d{3}(?!\d))"), rf"\1{NARROW}"),
    (re.compile(rf"(?<=\d) (?={'|'.join(MONTHS)})"), NO_BREAK),
    (re.compile(r"(?<=\d\d) (?=\d\d(?: \d\d| ?\b))"), NO_BREAK),
]


@dataclass(frozen=True, slots=True)
class PictureSpec:
    name: str  # of a file in pictures/
    alt: str


@dataclass(frozen=True, slots=True)
class CommentText:
    speaker: str
    words: str
    withdrawn_for: str = ""


@dataclass(frozen=True, slots=True)
class PostText:
    title: str
    options: dict[str, str]
    flags: frozenset[str]  # public, members, pinned, closed
    body: str = ""
    comments: list[CommentText] = field(default_factory=list)

    @property
    def status(self) -> str:
        return self.options.get("status", "published")

    @property
    def photos(self) -> list[PictureSpec]:
        return [picture(spec) for spec in self.options.get("photos", "").split(" | ") if spec]

    @property
    def card_picture(self) -> PictureSpec | None:
        """Of the link, or of the video that another site hosts."""
        parts = self.options.get("link", self.options.get("video", "")).split(" | ")
        return picture(parts[-1]) if len(parts) > 1 else None


def picture(spec: str) -> PictureSpec:
    """« market Trois étals »: the photo and what it shows."""
    name, _, alt = spec.strip().partition(" ")
    return PictureSpec(f"photos/{name}", french(alt))


def french(words: str) -> str:
    """With the spaces that do not break. Addresses are left alone."""
    parts = re.split(r"(https?://\S+)", words)
    for at in range(0, len(parts), 2):
        for pattern, replacement in _SPACES:
            parts[at] = pattern.sub(replacement, parts[at])
    return "".join(parts)


def posts_of(file_name: str) -> list[PostText]:
    """In the order of the file."""
    text = (FOLDER / file_name).read_text(encoding="utf-8")
    return [_post(chunk) for chunk in text.split("=== ")[1:]]


@dataclass(frozen=True, slots=True)
class Remark:
    words: str
    from_age: int = 18  # nobody has grandchildren at twenty


@cache
def remarks() -> dict[str, tuple[Remark, ...]]:
    """What anybody could have said, by mood. « 60+ » in front: from that age on."""
    found = {}
    for chunk in (FOLDER / "comments.md").read_text(encoding="utf-8").split("== ")[1:]:
        mood, *lines = chunk.strip().splitlines()
        found[mood] = tuple(_remark(line) for line in lines)
    return found


def _remark(line: str) -> Remark:
    age, plus, words = line.partition("+ ")
    return Remark(french(words), int(age)) if plus and age.isdigit() else Remark(french(line))


def _post(chunk: str) -> PostText:
    head, _, rest = chunk.partition("\n\n")
    title, *lines = head.strip().splitlines()
    options: dict[str, str] = {}
    flags = set()
    for line in lines:
        name, colon, value = line.partition(": ")
        if colon:
            options[name] = value.strip()
        else:
            flags.add(name.strip())
    body, comments = [], []
    for line in rest.strip().splitlines():
        if match := _COMMENT.fullmatch(line.strip()):
            comments.append(CommentText(match["who"], french(match["words"]), french(match["reason"] or "")))
        elif line.startswith(">"):
            raise ValueError(f"not a comment: {line!r}")
        else:
            body.append(line)
    return PostText(french(title), options, frozenset(flags), french("\n".join(body).strip()), comments)
