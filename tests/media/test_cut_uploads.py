"""A real server with one thread, and a sender who is cut off in the middle of an upload."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from civic.accounts.models import Person
from civic.communes.models import Commune
from civic.media.models import Media
from civic.posts.models import Post
from civic.worker.models import Job
from tests.media.files import encoded, noise

pytestmark = [pytest.mark.real_time, pytest.mark.django_db(transaction=True)]
ROOT = Path(__file__).resolve().parents[2]
BOUNDARY = "limite-des-parties"


@dataclass(frozen=True)
class Site:
    port: int
    media: Path
    temporary: Path
    process: subprocess.Popen[bytes]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    media, temporary = tmp_path / "media", tmp_path / "temporary"
    temporary.mkdir()
    environment = os.environ | {
        "TEST_DATABASE": str(connection.settings_dict["NAME"]),
        "TEST_STATE_DIR": str(settings.STATE),
        "MEDIA_DIR": str(media),
        "UPLOAD_TEMP_DIR": str(temporary),
    }
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    command += ["--workers", "1", "--blocking-threads", "1", "--no-ws", "--log-level", "error"]
    process = subprocess.Popen([*command, "tests.media.cut_server:application"], cwd=ROOT, env=environment)
    made = Site(port, media, temporary, process)
    for _ in range(200):
        try:
            get(made, "/robots.txt", "")
            break
        except OSError:
            time.sleep(0.1)
    yield made
    process.terminate()
    process.wait(15)


def get(site: Site, path: str, cookie: str) -> tuple[str, str]:
    """The page, and the cookie to go on with: the secret of the token is in it."""
    http = HTTPConnection("127.0.0.1", site.port, timeout=20)
    http.request("GET", path, headers={"Cookie": cookie})
    answer = http.getresponse()
    text = answer.read().decode()
    http.close()
    assert answer.status == 200
    cookies = dict(one.split("=", 1) for one in cookie.split("; ") if one)
    cookies |= dict(one.split(";")[0].split("=", 1) for one in answer.headers.get_all("Set-Cookie", []))
    return text, "; ".join(f"{name}={value}" for name, value in cookies.items())


def form(token: str, photo: bytes) -> bytes:
    fields = {"csrfmiddlewaretoken": token, "title": "Fête", "content": "Samedi", "audience": "members",
              "when": "now", "key": "k", "action": "publish"}  # fmt: skip
    parts = "".join(
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="photos"; filename="a.png"\r\n\r\n'
    return f"{parts}{head}".encode() + photo + f"\r\n--{BOUNDARY}--\r\n".encode()


def send(site: Site, path: str, cookie: str, token: str, body: bytes, upto: int) -> bytes:
    """The first `upto` bytes of the body; then the line is cut, or the answer awaited when that was all."""
    header = f"X-CSRFToken: {token}" if token else "Accept: text/html"
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n{header}\r\n"
        f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\nContent-Length: {len(body)}\r\n"
        "Connection: close\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", site.port), timeout=20) as line:
        line.sendall(head.encode() + body[:upto])
        if upto < len(body):
            time.sleep(0.5)  # the server has read what came, and waits for the rest
            return b""
        return b"".join(iter(lambda: line.recv(65536), b""))


@pytest.mark.parametrize("token_in", ["header", "form"])
def test_a_cut_upload_leaves_nothing_and_the_next_one_passes(
    site: Site, commune: Commune, mayor: Person, client_of: Callable, token_in: str
) -> None:
    cookie = "sessionid=" + client_of(mayor).cookies["sessionid"].value
    path = f"/{commune.slug}/actualites/nouvelle/"
    page, cookie = get(site, path, cookie)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert token
    body = form(token[1], encoded(noise(900, 700), "PNG"))
    assert len(body) > 1_000_000
    header = token[1] if token_in == "header" else ""
    for upto in (len(body) // 2, 300, len(body) - 1):
        send(site, path, cookie, header, body, upto)
    # One thread: this waits for those to end.
    get(site, path, cookie)
    assert (Post.objects.count(), Media.objects.count(), Job.objects.count()) == (0, 0, 0)
    assert [file for file in site.media.rglob("*") if file.is_file()] == []
    assert list(site.temporary.iterdir()) == []
    answer = send(site, path, cookie, header, body, len(body))
    assert answer.startswith(b"HTTP/1.1 302"), answer[:300]
    assert (Post.objects.count(), Media.objects.count()) == (1, 1)
    assert list(site.temporary.iterdir()) == []
    assert site.process.poll() is None
