"""Caption files: SubRip (.srt) and WebVTT (.vtt) in, WebVTT out."""

import html
import re

from civic.core.refusals import Refusal
from civic.core.text import clean_text, unescaped

MAX_BYTES = 1024 * 1024

_TIME = r"(?:(\d{1,3}):)?([0-5]?\d):([0-5]?\d)[.,](\d{1,3})"
_TIMING = re.compile(rf"^\s*{_TIME}\s*-->\s*{_TIME}")


class NotCaptions(Refusal):
    message = "Ce fichier ne contient pas de sous-titres lisibles. Envoyez un fichier .srt ou .vtt."


class CaptionsTooHeavy(Refusal):
    message = "Ce fichier de sous-titres pèse plus de 1 Mo. Vérifiez qu’il s’agit du bon fichier."


def to_webvtt(content: bytes) -> bytes:
    """Only times and plain text survive: no style, position or markup. At least one caption, in order, or a refusal."""
    if len(content) > MAX_BYTES:
        raise CaptionsTooHeavy
    cues = []
    for block in re.split(r"\n\s*\n", _decode(content)):
        lines = block.split("\n")
        at = next((i for i, line in enumerate(lines) if _TIMING.match(line)), None)
        if at is None:
            continue  # the header, a note, a style
        found = _TIMING.match(lines[at])
        assert found is not None
        start, end = _milliseconds(found.groups()[:4]), _milliseconds(found.groups()[4:])
        text = "\n".join(line for line in (_plain(line) for line in lines[at + 1 :]) if line)
        if text and end > start:
            cues.append((start, end, text))
    if not cues:
        raise NotCaptions
    cues.sort(key=lambda cue: cue[0])
    body = "\n\n".join(f"{_clock(start)} --> {_clock(end)}\n{text}" for start, end, text in cues)
    return f"WEBVTT\n\n{body}\n".encode()


def _decode(content: bytes) -> str:
    try:
        text = content.decode("utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")  # most older French .srt files
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _plain(line: str) -> str:
    # Each pattern stops where the next one could begin: a line of nothing but brackets costs no more than another.
    text = unescaped(re.sub(r"<[^<>]*>|\{\\[^{}]*\}", "", line)).replace("-->", "→")
    return html.escape(clean_text(text), quote=False)


def _milliseconds(parts: tuple[str | None, ...]) -> int:
    hours, minutes, seconds, fraction = parts
    whole = (int(hours or 0) * 60 + int(minutes or 0)) * 60 + int(seconds or 0)
    return whole * 1000 + int((fraction or "0").ljust(3, "0"))


def _clock(milliseconds: int) -> str:
    seconds, thousandths = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}.{thousandths:03}"
