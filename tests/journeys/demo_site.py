"""The demo, loaded and served on a port of its own, for what looks at it in a browser."""

import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import BrowserContext

ROOT = Path(__file__).resolve().parents[2]
PORT = 8766
SITE = f"http://127.0.0.1:{PORT}"
PASSWORD = "Demo-2026-mairie"  # pragma: allowlist secret


def prepare(state: Path) -> None:
    """Tables, directory, demo and static files, each skipped when it is there."""
    for command in ("migrate", "load_directory", "load_demo"):
        subprocess.run([sys.executable, "manage.py", command], cwd=ROOT, env=environment(state), check=True)
    collect = ["manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
    subprocess.run([sys.executable, *collect], cwd=ROOT, env=environment(state), check=True)


def environment(state: Path) -> dict[str, str]:
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "STATE_DIR": str(state),
        "STATIC_DIR": str(state / "static"),
        "PORT": str(PORT),
    }


@contextmanager
def server(state: Path) -> Iterator[None]:
    command = ["-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(PORT)]
    command += ["--workers", "1", "--blocking-threads", "4", "--no-ws", "--log-level", "error"]
    process = subprocess.Popen(
        [sys.executable, *command, "config.wsgi:application"],
        env=environment(state), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        for _ in range(200):
            time.sleep(0.1)
            try:
                urllib.request.urlopen(f"{SITE}/robots.txt", timeout=5).close()
                break
            except (urllib.error.URLError, OSError):
                continue
        yield
    finally:
        process.terminate()
        process.wait(15)


def sign_in(context: BrowserContext, email: str) -> None:
    """By HTTP alone: the cookie is there, no page was drawn."""
    form = context.request.get("/connexion/").text()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
    assert token
    answer = context.request.post(
        "/connexion/",
        form={"csrfmiddlewaretoken": token[1], "login": email, "password": PASSWORD},
        headers={"Referer": f"{SITE}/connexion/"},
    )
    assert answer.ok
    assert "/connexion/" not in answer.url, f"{email} could not sign in"
