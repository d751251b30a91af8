"""Puts French spaces and apostrophes into templates: `python scripts/french_spaces.py civic/*/templates`.

Narrow no-break space before ; ! ? and between thousands, no-break space before :, € and units of time and inside « »,
typographic apostrophes. Only words are touched, and the attributes that people hear or read; tags and template code
stay.
"""

import re
import sys
from pathlib import Path

MARKUP = re.compile(r"(\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|<!--.*?-->|<[^>]*>)", re.DOTALL)
SPOKEN = re.compile(r'((?:alt|aria-label|placeholder|content|title)=")([^"{]*)"')
PASSED = re.compile(r'((?:q|a|title|text|label|action)=")([^"]*)"')
QUOTED = re.compile(r'(")([^"]*)"')
UNITS = r"(?:secondes?|minutes?|heures?|jours?|semaines?|mois|ans)\b"
RULES = [
    (re.compile("« "), "«\u00a0"),
    (re.compile(" »"), "\u00a0»"),
    (re.compile(r"[ \u00a0]([;!?])(?=\s|$|[<\u00a0)])"), "\u202f\\1"),
    (re.compile(r" :(?=\s|$)"), "\u00a0:"),
    (re.compile(r" €"), "\u00a0€"),
    (re.compile(r"(\d) (?=\d{3}(?!\d))"), "\\1\u202f"),
    (re.compile(r"(\d) h\b"), "\\1\u00a0h"),
    (re.compile(rf"(\d)\s+(?={UNITS})"), "\\1\u00a0"),
    (re.compile(r"(\w)'(?=\w)"), r"\1’"),
]
AFTER_FIGURE = re.compile(rf"^\s+(?={UNITS})")


def french(words: str) -> str:
    for pattern, replacement in RULES:
        words = pattern.sub(replacement, words)
    return words


def corrected(source: str) -> str:
    def attribute(match: re.Match[str]) -> str:
        return f'{match[1]}{french(match[2])}"'

    parts = MARKUP.split(source)
    for at, part in enumerate(parts):
        if at % 2 == 0:
            figure = at and parts[at - 1].startswith("{{")
            parts[at] = french(AFTER_FIGURE.sub("\u00a0", part) if figure else part)
        elif part.startswith("{% include"):
            parts[at] = PASSED.sub(attribute, part)
        elif part.startswith(("{% empty_state", "{% question")):
            parts[at] = QUOTED.sub(attribute, part)
        elif part.startswith("<"):
            parts[at] = SPOKEN.sub(attribute, part)
    return "".join(parts)


def main(places: list[str]) -> None:
    for place in map(Path, places):
        for path in sorted(place.rglob("*.html")) if place.is_dir() else [place]:
            source = path.read_text()
            if (better := corrected(source)) != source:
                path.write_text(better)
                print(path)


if __name__ == "__main__":
    main(sys.argv[1:])
