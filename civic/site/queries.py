"""What the public pages show that is not in their templates."""

import json
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static

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
