import json
import logging
import os
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import pytest
import structlog
from django.http import HttpResponse
from structlog.testing import capture_logs

from civic.core.logging import RequestLogMiddleware

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.django_db
def test_a_line_names_the_route_and_never_the_path(rf, client, settings, monkeypatch):
    from django.urls import resolve

    def answer(request):
        request.resolver_match = resolve("/verification/secret-key/")
        return HttpResponse(status=200)

    logging.getLogger("civic.request").setLevel(logging.INFO)
    try:
        with capture_logs() as lines:
            RequestLogMiddleware(answer)(rf.get("/verification/secret-key/?q=Martin"))
    finally:
        logging.getLogger("civic.request").setLevel(logging.NOTSET)
    [line] = lines
    assert (line["event"], line["method"], line["route"], line["status"]) == (
        "request", "GET", "verification/<str:key>/", 200,
    )  # fmt: skip
    assert "secret" not in str(line)
    assert "Martin" not in str(line)


PROXYS = "0d8c2f1ab6e94c0f9a3b5d7e1f2a4c6b"


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        (PROXYS, True),
        ("0d8c2f1a-b6e9-4c0f-9a3b-5d7e1f2a4c6b", True),
        ("", False),
        ("court", False),
        ("x" * 65, False),
        ("0d8c2f1a b6e94c0f", False),
        ('0d8c2f1a"},{"level":"error', False),
        ("0d8c2f1aé", False),
    ],
)
def test_a_request_keeps_the_id_that_the_proxy_gave(given, taken, rf, settings):
    """On each of its lines, that of the request included, and in the answer."""
    inside = []

    def answer(request):
        inside.append(structlog.contextvars.get_contextvars()["request_id"])
        return HttpResponse()

    request = rf.get("/", headers={"X-Request-ID": given} if given else {})
    middleware = RequestLogMiddleware(answer)
    middleware.enabled = True
    with capture_logs(processors=[structlog.contextvars.merge_contextvars]) as lines:
        response = middleware(request)
    used = response.headers["X-Request-ID"]
    assert [line["request_id"] for line in lines] == inside == [used]
    assert (used == given) is taken
    assert taken or UUID(used)
    assert "request_id" not in structlog.contextvars.get_contextvars()


def test_the_proxys_id_goes_through_the_whole_site(client, db):
    assert client.get("/", headers={"X-Request-ID": PROXYS}).headers["X-Request-ID"] == PROXYS


def test_in_real_use_a_line_is_json():
    program = (
        "from civic.core import logging as l; import structlog, logging;"
        "l.configure({'level': 'INFO', 'format': 'json'});"
        "structlog.get_logger('civic.essai').info('fait', nombre=3);"
        "logging.getLogger('autre').warning('ancien')"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    first, second = (json.loads(line) for line in run.stderr.splitlines())
    assert (first["event"], first["nombre"], first["level"]) == ("fait", 3, "info")
    assert second["event"] == "ancien"


def test_an_error_says_where_and_what_kind_but_neither_path_nor_value():
    program = (
        "import sys; from civic.core import logging as l; import logging\n"
        "l.configure({'level': 'INFO', 'format': 'json'})\n"
        "try:\n"
        "    try:\n"
        "        int(sys.argv[1])\n"
        "    except ValueError as error:\n"
        "        raise KeyError(sys.argv[2]) from error\n"
        "except KeyError as error:\n"
        "    logging.getLogger('django.request').error(\n"
        "        '%s: %s', 'Internal Server Error', sys.argv[3], exc_info=error)"
    )
    personal = ["jeanne@exemple.fr", "06 12 34 56 78", "/mot-de-passe/1/secret/"]
    run = subprocess.run(
        [sys.executable, "-c", program, *personal], cwd=ROOT, capture_output=True, text=True, check=True
    )
    line = json.loads(run.stderr)
    assert line["event"] == "Internal Server Error"
    assert ("KeyError" in line["exception"], "ValueError" in line["exception"]) == (True, True)
    assert not any(value in run.stderr for value in personal)


def test_no_statement_is_logged_with_its_values_whatever_the_level():
    program = (
        "from civic.core import logging as l; import logging\n"
        "l.configure({'level': 'DEBUG', 'format': 'json'})\n"
        "logging.getLogger('django.db.backends').debug('(0.001) %s; args=%s', 'INSERT', ('SECRET',))\n"
        "logging.getLogger('civic').debug('heard')"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "heard" in run.stderr
    assert "SECRET" not in run.stderr


@pytest.mark.parametrize("address", ["/mot-de-passe/abc/SECRET-1234/", "/verification/SECRET-1234/?q=SECRET"])
def test_a_form_that_was_refused_leaves_no_path(address):
    """Of the edge itself (CSRF), on a process of its own: how lines are written is set up once."""
    run = (
        "import django; django.setup()\n"
        "import django.middleware.csrf as csrf\n"
        "from django.conf import settings\n"
        "from django.http import HttpResponse\n"
        "from django.test import Client\n"
        "settings.ALLOWED_HOSTS = ['testserver']\n"
        "csrf._get_failure_view = lambda: lambda *a, **k: HttpResponse(status=403)\n"
        "csrf.CsrfViewMiddleware._get_secret = lambda self, request: None\n"
        f"Client(enforce_csrf_checks=True).post({address!r})\n"
    )
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings.test"}
    done = subprocess.run(
        [sys.executable, "-c", run], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert "Forbidden (CSRF cookie not set.)" in done.stderr
    assert "SECRET" not in done.stderr
