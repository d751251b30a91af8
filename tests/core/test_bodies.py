"""600 MB where files are expected, 2 MB everywhere else: said before anything is read."""

import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from civic.core.access import Access
from civic.core.bodies import UPLOAD_BYTES, BodyLimitMiddleware
from tests.architecture.addresses import ADDRESSES
from tests.html import on_one_line

FORM = 2 * 1024**2


class _Unreadable:
    def read(self, *args: Any) -> bytes:
        raise AssertionError("the body is read")

    readline = read


def answer(view: Any, length: int | str) -> HttpResponse | None:
    request = RequestFactory().post("/", headers={"HX-Request": "true"})
    request.META |= {"CONTENT_LENGTH": str(length), "wsgi.input": _Unreadable()}
    return BodyLimitMiddleware(lambda request: HttpResponse()).process_view(request, view, (), {})


@pytest.mark.parametrize("address", [a for a in ADDRESSES if a.page.writes], ids=lambda a: a.name)
def test_each_page_takes_as_much_as_it_declares(address: Any) -> None:
    most = UPLOAD_BYTES if address.page.uploads else FORM
    assert answer(address.view, most) is None
    refused = answer(address.view, most + 1)
    assert refused is not None
    assert refused.status_code == 413
    assert ("600 Mo" if address.page.uploads else "2 Mo") in refused.content.decode().replace("\u00a0", " ")


def test_no_visitor_may_send_as_much_as_files_weigh() -> None:
    uploading = [address.page for address in ADDRESSES if address.page.uploads]
    assert uploading
    assert Access.PUBLIC not in {page.access for page in uploading}


@pytest.mark.parametrize("length", ["-1", "beaucoup", str(FORM + 1)])
def test_a_view_that_declares_nothing_takes_a_form(length: str) -> None:
    assert answer(lambda request: HttpResponse(), length) is not None


def test_a_body_too_long_is_refused_in_a_sentence(client: Any) -> None:
    page = client.post("/contact/", {"message": "x" * FORM})
    assert page.status_code == 413
    words = on_one_line(page.content.decode())
    assert "Raccourcissez-le, et ajoutez les images comme photos." in words
    assert re.search(r'<a [^>]*href="/contact/"[^>]*data-action="back#go"', words)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "content_type", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=b"]
)
def test_the_whole_site_refuses_it_before_it_reads_anything(client: Any, content_type: str) -> None:
    unread = {"CONTENT_LENGTH": str(FORM + 1), "wsgi.input": _Unreadable()}
    page = client.generic("POST", "/contact/", b"", content_type, **unread)
    assert page.status_code == 413
    assert "2 Mo" in page.text.replace("\u00a0", " ")
