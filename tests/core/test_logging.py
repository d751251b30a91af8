import json
import logging
import subprocess
import sys
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from civic.core.logging import RequestLogMiddleware

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.django_db
def test_a_line_names_the_route_and_never_the_path(rf, client, settings, monkeypatch):
    from django.http import HttpResponse
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
