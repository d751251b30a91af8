"""The official service on the loopback network: the documented shape, what each asked with, and its faults."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PATH = "/public/DPVigilance/v1/cartevigilance/encours"
KEY = "clef-du-service"
# For a test at 2026-11-20T08:00.
TODAY = ("J", "2026-11-20T05:00:00Z", "2026-11-20T23:00:00Z")
TOMORROW = ("J1", "2026-11-20T23:00:00Z", "2026-11-21T23:00:00Z")
HOURS = ("2026-11-20T13:00:00Z", "2026-11-20T21:00:00Z")


def item(phenomenon: int, colour: int, *hours: tuple[str, str]) -> dict[str, Any]:
    return {
        "phenomenon_id": str(phenomenon),
        "phenomenon_max_color_id": colour,
        "timelaps_items": [
            {"begin_time": begins, "end_time": ends, "color_id": colour} for begins, ends in hours
        ],
    }


def domain(name: str, *items: dict[str, Any]) -> dict[str, Any]:
    highest = max((one["phenomenon_max_color_id"] for one in items), default=1)
    return {"domain_id": name, "max_color_id": highest, "phenomenon_items": list(items)}


def period(name: str, begins: str, ends: str, *domains: dict[str, Any]) -> dict[str, Any]:
    return {
        "echeance": name,
        "begin_validity_time": begins,
        "end_validity_time": ends,
        "text_items": {"title": "", "text": []},
        "timelaps": {"domain_ids": list(domains)},
    }


def vigilance_map(*periods: dict[str, Any]) -> dict[str, Any]:
    return {
        "product": {
            "warning_type": "vigilance",
            "type_cdp": "cdp_carte_externe",
            "version_vigilance": "V6",
            "version_cdp": "1.0.0",
            "update_time": "2026-11-20T05:00:00Z",
            "domain_id": "FRA",
            "global_max_color_id": "3",
            "periods": list(periods),
        },
        "meta": {"snapshot_id": "1"},
    }


@dataclass
class Service:
    url: str
    content: bytes = b"{}"
    status: int = 200
    keys: list[str | None] = field(default_factory=list)

    def says(self, *periods: dict[str, Any]) -> None:
        self.content = json.dumps(vigilance_map(*periods)).encode()


@contextmanager
def meteo_france() -> Iterator[Service]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            service.keys.append(self.headers.get("apikey"))
            right = self.path == PATH and self.headers.get("apikey") == KEY
            self.send_response(service.status if right else 401)
            self.send_header("Location", "http://127.0.0.1:9/")
            self.send_header("Content-Length", str(len(service.content)))
            self.end_headers()
            self.wfile.write(service.content)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    service = Service(f"http://127.0.0.1:{server.server_port}{PATH}")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
