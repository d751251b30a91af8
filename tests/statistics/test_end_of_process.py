"""Real servers that are asked to stop before the thread has written anything: what they recorded is written first."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from civic.communes.models import Commune
from civic.statistics.models import Hour
from tests.statistics.factories import BROWSER

pytestmark = [pytest.mark.once, pytest.mark.real_time, pytest.mark.django_db(transaction=True)]
ROOT = Path(__file__).resolve().parents[2]
SERVERS = {
    "granian, two processes": (
        "granian", "--interface", "wsgi", "--workers", "2", "--no-ws", "--log-level", "error",
        "tests.statistics.counting_server:pages",
    ),
    "uvicorn, pages and hub": ("uvicorn", "--log-level", "error", "tests.statistics.counting_server:both"),
}  # fmt: skip


@pytest.fixture
def serve() -> Iterator[Callable[..., tuple[int, subprocess.Popen[bytes]]]]:
    started: list[subprocess.Popen[bytes]] = []

    def start(*command: str) -> tuple[int, subprocess.Popen[bytes]]:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = int(free.getsockname()[1])
        environment = os.environ | {
            "TEST_DATABASE": str(connection.settings_dict["NAME"]),
            "TEST_STATE_DIR": str(settings.STATE),
        }
        words = [sys.executable, "-m", command[0], "--host", "127.0.0.1", "--port", str(port), *command[1:]]
        started.append(subprocess.Popen(words, cwd=ROOT, env=environment))
        for _ in range(200):
            try:
                open_page(port, "/robots.txt", BROWSER)
                break
            except OSError:
                time.sleep(0.1)
        return port, started[-1]

    yield start
    for process in started:
        process.terminate()
        process.wait(15)


def open_page(port: int, path: str, browser: str) -> int:
    http = HTTPConnection("127.0.0.1", port, timeout=20)
    http.request("GET", path, headers={"User-Agent": browser})
    answer = http.getresponse()
    answer.read()
    http.close()
    return answer.status


@pytest.mark.parametrize("command", SERVERS.values(), ids=SERVERS)
def test_a_server_that_stops_writes_what_it_counted(
    commune: Commune, serve: Callable[..., tuple[int, subprocess.Popen[bytes]]], command: tuple[str, ...]
):
    port, process = serve(*command)
    for number in range(8):
        assert open_page(port, f"/{commune.slug}/", f"{BROWSER} {number}") == 200
    assert not Hour.objects.exists()
    process.terminate()
    process.wait(15)
    assert sum(row.visitors for row in Hour.objects.all()) == 8
