"""The reverse proxy's files are ones that nginx accepts."""

import http.client
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.urls import reverse
from django.urls.converters import StringConverter

from tests.architecture.addresses import ADDRESSES

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"


def configuration(folder: Path, port: int = 8443) -> Path:
    """The shipped files in a test's folder: same words, no certificate and no port below 1024."""
    site = (DEPLOY / "nginx.conf").read_text()
    site = site.replace("/etc/nginx/snippets/civic-proxy.conf", str(DEPLOY / "nginx-proxy.conf"))
    site = site.replace("/var/log/nginx", str(folder))
    site = site.replace("/srv/civic", str(folder)).replace("443 ssl http2", f"{port}")
    site = site.replace(":80;", f":{port + 1};").replace("listen 80;", f"listen {port + 1};")
    site = "\n".join(line for line in site.splitlines() if "ssl_" not in line)
    main = folder / "nginx.conf"
    temporary = "\n".join(
        f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    main.write_text(
        "include /etc/nginx/modules-enabled/*.conf;\n"
        f"pid {folder}/nginx.pid; error_log stderr; events {{}}\n"
        f"http {{ access_log off; {temporary}\ninclude /etc/nginx/mime.types;\n{site}\n}}"
    )
    return main


@pytest.mark.skipif(not shutil.which("nginx"), reason="nginx is not installed")
def test_nginx_accepts_the_configuration(tmp_path: Path) -> None:
    done = subprocess.run(["nginx", "-t", "-c", configuration(tmp_path)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "warn" not in done.stderr


def test_media_are_only_reached_through_the_application() -> None:
    site = (DEPLOY / "nginx.conf").read_text()
    block = site.split("location /protected-media/ {")[1].split("}")[0]
    assert "internal;" in block
    assert site.count("/srv/civic/media/") == 1


# Texts in addresses that open nothing by themselves.
HARMLESS = {"code", "fact", "name"}


@pytest.mark.skipif(not shutil.which("nginx"), reason="nginx is not installed")
def test_no_log_holds_an_address_that_is_a_key_or_tells_a_vote_or_a_name(tmp_path: Path) -> None:
    secrets = [
        address
        for address in ADDRESSES
        if {name for name, converter in address.converters.items() if type(converter) is StringConverter}
        - HARMLESS
    ]
    assert len(secrets) >= 5
    paths = ["/" + re.sub(r"<[^>]+>", "clef", address.route) for address in secrets]
    port = free_port()
    main = configuration(tmp_path, port)
    main.write_text("daemon off; " + main.read_text().replace("127.0.0.1:8001", "127.0.0.1:1"))
    with running(main, port):
        for path in (*paths, "/eze-06/sondages/clef/voter/", "/eze-06/mairie/administres/?q=clef"):
            statuses(port, path, 1)
    logged = (tmp_path / "civic-access.log").read_text()
    assert '"POST /eze-06/mairie/administres/" 502' in logged
    assert '"POST /courrier/arret/*"' in logged
    assert "clef" not in logged + (tmp_path / "civic-error.log").read_text()


def free_port() -> int:
    """With the next one free too."""
    while True:
        with socket.socket() as one, socket.socket() as other:
            one.bind(("127.0.0.1", 0))
            try:
                other.bind(("127.0.0.1", one.getsockname()[1] + 1))
            except OSError:
                continue
            return int(one.getsockname()[1])


@pytest.fixture
def proxy(tmp_path: Path) -> Iterator[int]:
    """The real proxy with no application behind: what it lets through is answered 502."""
    port = free_port()
    main = configuration(tmp_path, port)
    main.write_text("daemon off; " + main.read_text().replace("127.0.0.1:8001", "127.0.0.1:1"))
    with running(main, port):
        yield port


@contextmanager
def running(main: Path, port: int) -> Iterator[None]:
    process = subprocess.Popen(["nginx", "-c", main], stderr=subprocess.DEVNULL)
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            break
        except OSError:
            time.sleep(0.05)
    try:
        yield
    finally:
        process.terminate()
        process.wait(10)


def statuses(port: int, path: str, times: int, *, method: str = "POST", body: bytes = b"x") -> list[int]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    answered = []
    for _ in range(times):
        connection.request(method, path, body=body, headers={"Host": "mairies.example"})
        answer = connection.getresponse()
        answer.read()
        answered.append(answer.status)
    connection.close()
    return answered


@pytest.mark.skipif(not shutil.which("nginx"), reason="nginx is not installed")
@pytest.mark.parametrize("name", ["contact", "account_signup", "account_login", "account_reset_password"])
def test_one_address_cannot_flood_a_form_that_is_open_to_all(proxy: int, name: str) -> None:
    answered = statuses(proxy, reverse(name), 40)
    assert set(answered) == {502, 429}
    assert set(answered[:31]) == {502}, "a town hall's office in the morning"


@pytest.mark.skipif(not shutil.which("nginx"), reason="nginx is not installed")
def test_reading_is_not_slowed_down(proxy: int) -> None:
    assert set(statuses(proxy, "/villeneuve/", 250, method="GET")) == {502}


@pytest.mark.skipif(not shutil.which("nginx"), reason="nginx is not installed")
def test_writing_is_slowed_down_beyond_what_hands_do(proxy: int) -> None:
    answered = statuses(proxy, "/villeneuve/agenda/nouveau/", 250)
    assert set(answered) == {502, 429}
    assert set(answered[:100]) == {502}


@pytest.mark.skipif(not shutil.which("nginx"), reason="nginx is not installed")
def test_large_bodies_pass_where_files_are_expected_and_nowhere_else(tmp_path: Path) -> None:
    port = free_port()
    main = configuration(tmp_path, port)
    text = re.sub(r"limit_req zone=[^;]+;", "", main.read_text())
    main.write_text("daemon off; " + text.replace("127.0.0.1:8001", "127.0.0.1:1"))
    body = b"x" * (2 * 1024**2 + 1)
    wrong = []
    with running(main, port):
        for address in ADDRESSES:
            if not address.page.writes:
                continue
            path = "/" + re.sub(r"<(\w+:)?\w+>", "0199f3a4-0000-7000-8000-000000000001", address.route)
            [answered] = statuses(port, path, 1, body=body)
            if answered != (502 if address.page.uploads else 413):
                wrong.append(f"{path} {answered}")
    assert wrong == []


def test_the_proxy_takes_files_where_pages_declare_it() -> None:
    """The same without nginx: the first location whose pattern fits decides, as there."""
    site = (DEPLOY / "nginx.conf").read_text()
    locations = re.findall(r"location ~ (\S+) \{(.*?)\n    \}", site, re.DOTALL)
    wrong = []
    for address in ADDRESSES:
        path = "/" + re.sub(r"<(\w+:)?\w+>", "eze-06", address.route)
        block = next((block for pattern, block in locations if re.search(pattern, path)), "")
        if ("client_max_body_size 600m;" in block) is not address.page.uploads:
            wrong.append(path)
    assert wrong == []
    assert (
        "client_max_body_size 2m;"
        in site.partition("location")[0] + site.partition("listen 443")[2].partition("location")[0]
    )
    assert site.count("client_max_body_size") == 3


def test_each_address_has_its_measure_of_connections_and_of_writes_in_the_proxy() -> None:
    """A location that says one of its own loses that of the site."""
    site = (DEPLOY / "nginx.conf").read_text().partition("listen 443")[2]
    general = site.partition("\n    location")[0]
    assert "limit_conn civic_visitors 200;" in general
    assert "limit_req zone=civic_writes burst=100 nodelay;" in general
    large = [
        block
        for block in re.findall(r"location [^{]+\{(.*?)\n    \}", site, re.DOTALL)
        if "client_max_body_size" in block
    ]
    assert len(large) == 2
    for block in large:
        assert "limit_conn civic_visitors 20;" in block
        assert "limit_req zone=civic_writes burst=20 nodelay;" in block
