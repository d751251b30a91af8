"""The page that the browser comes from: of this site alone."""

import pytest
from django.test import RequestFactory

from civic.core.referer import referring_page


@pytest.mark.parametrize(
    ("referer", "found"),
    [
        ("http://testserver/villeneuve/messagerie/?liste=a-moi#fin", "/villeneuve/messagerie/?liste=a-moi"),
        ("https://testserver/", "/"),
        ("http://ailleurs.example/villeneuve/?liste=a-moi", ""),
        ("http://testserver.ailleurs.example/villeneuve/", ""),
        ("http://testserver@ailleurs.example/villeneuve/", ""),
        ("http://testserver//ailleurs.example/", ""),
        ("/villeneuve/", ""),
        ("", ""),
    ],
)
def test_another_site_says_nothing(referer: str, found: str) -> None:
    request = RequestFactory().get("/ici/", headers={"Referer": referer} if referer else {})
    assert referring_page(request).geturl() == found
