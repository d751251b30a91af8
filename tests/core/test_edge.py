"""NUL, which PostgreSQL takes in no text: refused at every address, wherever it stands."""

import json
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django_htmx.middleware import HtmxDetails

from civic.core.edge import EdgeMiddleware
from civic.core.referer import referring_page
from tests.architecture.addresses import ADDRESSES, Address

SAMPLES = {
    "UUIDConverter": "01a22281-4750-72a5-a5e3-b3bb98945cde",
    "IntConverter": "7",
    "StringConverter": "x",
}


def path_of(address: Address) -> str:
    def sample(match: re.Match[str]) -> str:
        return SAMPLES.get(type(address.converters[match[1]]).__name__, "eze-06")

    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", sample, address.route)


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: address.name)
def test_every_address_refuses_it(db: None, address: Address) -> None:
    path, client = path_of(address), Client()
    assert client.get(path + "?q=a%00b").status_code == 400
    assert client.get(path.replace("/x", "/x%00") + "%00").status_code == 400
    assert client.post(path, {"words": "a\0b"}).status_code == 400


def test_wherever_it_stands(db: None) -> None:
    client = Client()
    tries = [
        client.get("/contact/?a%00b=q"),
        client.get("/contact/", headers={"X-Anything": "a\0b"}),
        client.post("/contact/", {"a\0b": "words"}),
        client.post("/contact/", json.dumps({"a": "b\0"}), content_type="application/json"),
        client.get("/static/a%00b.css"),
        client.get("/nulle-part%00/"),
    ]
    client.cookies["x"] = "a\0b"
    tries.append(client.get("/contact/"))
    assert [answer.status_code for answer in tries] == [400] * 7


def test_a_file_may_hold_it(db: None) -> None:
    answer = Client().post("/contact/", {"file": SimpleUploadedFile("a.png", b"\0")})
    assert answer.status_code == 422


@pytest.mark.parametrize("name", ["Referer", "HX-Current-URL"])
@pytest.mark.parametrize("address", ["http://[bad", "http://%5Bbad", "//[", "http://a]b/", "http://\u2100/"])
def test_an_address_that_is_none_says_nothing(db: None, name: str, address: str) -> None:
    headers = {name: address, "HX-Request": "true", "HX-Current-URL-URI-AutoEncoded": "true"}
    request = RequestFactory().get("/", headers=headers)
    seen: list[str | None] = []

    def page(request: HttpRequest) -> HttpResponse:
        seen.append(HtmxDetails(request).current_url_abs_path or referring_page(request).path)
        return HttpResponse()

    assert EdgeMiddleware(page)(request).status_code == 200
    assert seen == [""]
    assert Client().get("/contact/", headers=headers).status_code == 200


def test_every_answer_says_what_the_pages_do_without(db: None) -> None:
    answers: list[Any] = [Client().get(path) for path in ("/", "/nulle-part/", "/%00")]
    assert all("camera=()" in answer.headers["Permissions-Policy"] for answer in answers)


def test_pages_run_no_script_but_ours(db: None) -> None:
    """Markup that came through all the same would do nothing."""
    for path in ("/", "/contact/", "/connexion/", "/nulle-part/"):
        policy = Client().get(path).headers["Content-Security-Policy"]
        rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";") if " " in rule.strip())
        assert [rules[name] for name in ("default-src", "script-src", "style-src")] == ["'self'"] * 3
        assert [rules[name] for name in ("object-src", "base-uri")] == ["'none'"] * 2
