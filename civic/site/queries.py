"""What the public pages show that is not in their templates."""

import json
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse

from civic.core import registry
from civic.core.descriptors import HelpPage
from civic.core.searching import SearchFindings, SearchResult
from civic.core.text import in_a_row, unescaped
from civic.core.viewer import Viewer
from civic.search.queries.texts import Text, found_among
from civic.ui.french import grouped

VAT = Decimal("0.20")


@dataclass(frozen=True, slots=True)
class Price:
    """Euros per month without tax, from so many inhabitants to just below `below`. None: on request; no end."""

    start: int
    below: int | None
    monthly: Decimal | None

    @property
    def size(self) -> str:
        if self.below is None:
            return f"{grouped(self.start)} habitants et plus"
        if not self.start:
            return f"Moins de {grouped(self.below)} habitants"
        return f"De {grouped(self.start)} à {grouped(self.below - 1)} habitants"

    @property
    def with_tax(self) -> Decimal | None:
        return None if self.monthly is None else self.monthly * (1 + VAT)


def price_list() -> list[Price]:
    """The steps of `prices.json`: they leave no size of commune out."""
    rows = json.loads((Path(__file__).parent / "prices.json").read_text())
    ends = [row["from"] for row in rows[1:]] + [None]
    return [
        Price(row["from"], below, Decimal(row["monthly"]) if row["monthly"] else None)
        for row, below in zip(rows, ends, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class AccessibilityStatement:
    """What `accessibility.json` says, which the tests hold against what they measure. The words that conclude are not
    in it: they follow from the audit."""

    audit: dict[str, Any] | None  # by whom, and the `rate` of criteria that are met
    plans: list[list[str]]  # title and address of the plan for several years, and of this year's
    established: date
    updated: date
    faults: list[dict[str, str | None]]  # criterion, words; `test`: the one that still fails because of it
    exempt: list[str]
    checked: list[dict[str, str]]  # words, and the `test` that holds them
    environments: list[str]
    tools: list[str]
    sample: list[list[str]]
    technologies: list[str]

    @property
    def conformity(self) -> str:
        if not self.audit or self.audit["rate"] < 50:
            return "non conforme"
        return "totalement conforme" if self.audit["rate"] == 100 else "partiellement conforme"


@cache
def accessibility_statement() -> AccessibilityStatement:
    read = json.loads((Path(__file__).parent / "accessibility.json").read_text())
    days = {name: date.fromisoformat(read[name]) for name in ("established", "updated")}
    return AccessibilityStatement(**read | days)


# The layout of every page: fetched once with the worker, so that what is read offline is not bare text.
OFFLINE_FILES = (
    "app.css",
    "app.js",
    "atkinson.woff2",
    "icon-192.png",
    "icons.svg",
    "mark.svg",
    "village.svg",
)


@cache
def service_worker_source() -> str:
    """The built worker behind two lines: the files of the layout and a version.

    Hashed names change with their content, so that any new build makes a new worker.
    """
    path = finders.find("ui/service-worker.js") or Path(settings.STATIC_ROOT) / "ui/service-worker.js"
    source = Path(path).read_text()
    assets = json.dumps([static(f"ui/{name}") for name in OFFLINE_FILES])
    version = sha256(f"{source}{assets}".encode()).hexdigest()[:12]
    return f'self.VERSION="{version}";self.ASSETS={assets};\n{source}'


def manifest() -> dict[str, object]:
    """The installed application: name, colours, icons."""
    sizes = (
        ("icon-192", "192x192", "any"),
        ("icon-512", "512x512", "any"),
        ("icon-maskable-512", "512x512", "maskable"),
    )
    return {
        "id": "/",
        "name": "Maires & Citoyens",
        "short_name": "Ma commune",
        "description": "Les nouvelles de votre commune, écrites par la mairie.",
        "lang": "fr",
        "start_url": "/accueil/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f6f4ee",
        "theme_color": "#17213f",
        "icons": [
            {"src": static(f"ui/{name}.png"), "sizes": size, "type": "image/png", "purpose": purpose}
            for name, size, purpose in sizes
        ],
    }


# --- The help, for the search ---------------------------------------------------------------------------------------

_HEADINGS = {
    HelpPage.RESIDENT: "Vous habitez la commune",
    HelpPage.MAYOR: "Vous êtes maire",
    HelpPage.TEAM: "Vous travaillez à la mairie",
}


def found_in_help(viewer: Viewer, words: str) -> SearchFindings:
    """Everybody reads all of it; what is written for the viewer comes first."""
    found, is_near = found_among(_help_texts(), words)
    first = HelpPage.MAYOR if viewer.is_town_hall else HelpPage.RESIDENT
    found.sort(key=lambda text: text.about[0] is not first)
    return SearchFindings([_result(text) for text in found], is_near=is_near)


def _result(text: Text) -> SearchResult:
    page, anchor = text.about
    address = reverse(f"help_{page.value}")
    return SearchResult(text.title, text.body, f"{address}#{anchor}", None)


@cache
def _help_texts() -> tuple[Text, ...]:
    """As the templates say it: they read nothing."""
    texts = []
    for page in HelpPage:
        for section in registry.help_sections(page):
            html = render_to_string(section.template)
            heading = re.search(r"<h2[^>]*>(.*?)</h2>", html, flags=re.DOTALL)
            title = _plain(heading[1]) if heading else _HEADINGS[page]
            body = _plain(html.replace(heading[0], "") if heading else html)
            texts.append(Text(title, body, (page, section.anchor)))
    return tuple(texts)


def _plain(html: str) -> str:
    html = " ".join(html.split())
    html = re.sub(r"</?(?:a|abbr|b|code|em|i|kbd|q|small|span|strong)\b[^>]*>", "", html)  # inside a line
    return in_a_row(unescaped(re.sub(r"<[^>]+>", "\n", html)))
