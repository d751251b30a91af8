"""Real hub processes on the tests' own database, and browsers that listen to them."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
import django
django.setup()
from django.db import connection
connection.settings_dict["NAME"] = sys.argv[1]
import uvicorn
uvicorn.run("config.asgi:" + sys.argv[3], port=int(sys.argv[2]), log_level="warning", access_log=False,
    timeout_graceful_shutdown=20)
"""


def until(condition: Callable[[], bool], seconds: float = 15) -> None:
    """Wait for another process to get there."""
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit
        time.sleep(0.02)


class HubProcess:
    """`uvicorn config.asgi:live` as in production, or `config.asgi:application` as in the demo."""

    def __init__(self, application: str = "live", **environment: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        words = [
            sys.executable,
            "-c",
            PROGRAM,
            str(connection.settings_dict["NAME"]),
            str(self.port),
            application,
        ]
        env = os.environ | {"TEST_STATE_DIR": str(settings.STATE)} | environment
        self.process = subprocess.Popen(words, cwd=ROOT, env=env)
        until(self._answers, 30)

    def _answers(self) -> bool:
        assert self.process.poll() is None, "the hub did not start"
        try:
            return self.get("/direct/")[0] == 204
        except ConnectionError:
            return False

    def get(self, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str]]:
        """Status and headers of a short answer."""
        asking = HTTPConnection("127.0.0.1", self.port, timeout=15)
        asking.request(method, path, headers=headers)
        answer = asking.getresponse()
        status, received = answer.status, dict(answer.getheaders())
        asking.close()
        answer.close()
        return status, received

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


class Stream:
    """What a browser hears. `received`: (id, name, data) in the order of arrival, without the greeting `here`."""

    def __init__(self, port: int, cookie: str, path: str = "/direct/", **headers: str) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self._connection.request("GET", path, headers={"Cookie": f"sessionid={cookie}", **headers})
        self._socket = self._connection.sock.dup()  # the response takes the other one along
        self._answer = self._connection.getresponse()
        self.status = self._answer.status
        self.headers = dict(self._answer.getheaders())
        self.received: list[tuple[int, str, dict[str, Any]]] = []
        self.beats = 0
        self.here: int | None = None
        self.ended = threading.Event()
        self._thread = threading.Thread(target=self._listen)
        if self.status == 200:
            self._thread.start()
            until(lambda: self.here is not None)
        else:
            self.close()

    @property
    def names(self) -> list[str]:
        return [name for _, name, _ in self.received]

    def _listen(self) -> None:
        fields: dict[str, str] = {}
        try:
            for raw in self._answer:
                line = raw.decode().rstrip("\n")
                if line == ":":
                    self.beats += 1
                elif line:
                    name, _, value = line.partition(": ")
                    fields[name] = value
                else:
                    self._hear(fields)
                    fields = {}
        except (OSError, ValueError, AttributeError):
            pass  # closed by one of us
        self.ended.set()

    def _hear(self, fields: dict[str, str]) -> None:
        if "data" not in fields:
            return
        change = json.loads(fields["data"])
        if change["name"] == "here":
            self.here = int(fields["id"])
        else:
            self.received.append((int(fields["id"]), change["name"], change["data"]))

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        if self._thread.ident:
            self._thread.join(10)
        self._answer.close()
        self._connection.close()
