"""What no person types, in each field and parameter of each address: never a failure of ours."""

import re
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import transaction

from tests.architecture.addresses import ADDRESSES, Address
from tests.architecture.ranks import nearest
from tests.architecture.world import World, browser_of

pytestmark = [pytest.mark.django_db, pytest.mark.attack, pytest.mark.engine]

# Names that forms and addresses use; those of the page itself are added.
NAMES = (
    "q",
    "avant",
    "apres",
    "page",
    "jour",
    "mois",
    "liste",
    "commune",
    "reponse",
    "key",
    "body",
    "title",
    "version",
    "to",
    "up",
    "photo",
    "video",
    "row",
    "content",
    "content_format",
)
# Those that hold an address of the web or of a mailbox, on some page, or that a library looks for.
ADDRESS_NAMES = (
    "next",
    "url",
    "website",
    "link",
    "retour",
    "address",
    "endpoint",
    "push_endpoint",
    "email",
    "login",
)
BROKEN_ADDRESSES = (
    "//[",
    "http://[x",
    "http://[::1]]/x",
    "http://[::1%25]/",
    "http://\u2100/",  # « ℀ », which becomes « a/c » in a host
    "/a\u2100b",
    "http://a:99999999/",
    "http://a:x/",
    "mailto:[@",
    "a@[x",
    "a@xn--é.fr",
    "?" + "&" * 290,
)
HOSTILE: dict[str, Any] = {
    "NUL": "a\0b",
    "a lone surrogate": "\ud800",
    "a line separator": "a\u2028b\u2029",
    "a right-to-left mark": "\u202eabc\u2066",
    "a negative number": "-1",
    "a huge number": "9" * 400,
    "a number that Python does not read": "9" * 5000,
    "a digit that makes no number": "²",
    "a row of files by such a digit": "new:²",
    "a row of files by such a number": "new:" + "9" * 5000,
    "a character by such a number": "<p title='&#"
    + "9" * 5000
    + ";'>&#"
    + "0" * 5000
    + "65;&#"
    + "9" * 5000
    + ";</p>",
    "not a number": "NaN",
    "a date that is none": "2026-02-30",
    "year zero": "0000-00-00T25:61",
    "a list": ["1", "2", "\u202e", ""],
    "markup": "<svg onload=x>\"'{{7*7}}${7*7}",
    "SQL": "' OR 1=1;--",
    "a path": "../../../../etc/passwd%00",
    "JSON": '{"a": [1e999]}',
}


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: address.name)
def test_no_input_is_a_failure(address: Address, world: World, record_property: Any) -> None:
    may, _ = nearest(address.page)
    person = world.person(may, address.page.right)
    path, browser = world.path(address, person), browser_of(person)
    browser.raise_request_exception = True
    with transaction.atomic():
        shown = browser.get(path)
        content = b"".join(shown.streaming_content) if shown.streaming else shown.content
        transaction.set_rollback(True)
    names = {*NAMES, *named_in(content)}
    failed, cases = [], 0
    for what, value in HOSTILE.items():
        for method in ("get", "post") if address.page.writes else ("get",):
            # A rich text is read as such where it says so.
            fields = {
                name: "html" if name.endswith("_format") else _encodable(value, method) for name in names
            }
            with transaction.atomic():
                answered = getattr(browser, method)(path, fields)
                list(answered) if answered.streaming else None
                transaction.set_rollback(True)
            cases += 1
            if answered.status_code >= 500:
                failed.append((what, method, answered.status_code))
    record_property("attack hostile inputs", cases)
    assert failed == []


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: address.name)
def test_no_broken_address_is_a_failure(address: Address, world: World, record_property: Any) -> None:
    """In the query, in the form, and in both: libraries look for « next » in either. By who may, and by anybody."""
    may, _ = nearest(address.page)
    person = world.person(may, address.page.right)
    path = world.path(address, person)
    failed, cases = [], 0
    for rank in {person, None}:
        browser = browser_of(rank)
        for value in BROKEN_ADDRESSES:
            fields = dict.fromkeys((*NAMES, *ADDRESS_NAMES), value)
            query = f"{path}?{urlencode(fields)}"
            tries = [("get", query, {})]
            if address.page.writes:
                tries += [
                    ("post", path, fields),
                    ("post", query, fields),
                    ("post", f"{path}?{urlencode({'next': value})}", {}),
                ]
            for method, where, sent in tries:
                with transaction.atomic():
                    answered = getattr(browser, method)(where, sent)
                    list(answered) if answered.streaming else None
                    transaction.set_rollback(True)
                cases += 1
                if answered.status_code >= 500:
                    failed.append((value, method, answered.status_code))
    record_property("attack broken addresses", cases)
    assert failed == []


def named_in(content: bytes) -> set[str]:
    return {*re.findall(r'name="([\w-]+)"', content.decode(errors="replace"))} - {"csrfmiddlewaretoken"}


def _encodable(value: Any, method: str) -> Any:
    """Bytes that UTF-8 does not have, as a program sends them: a client of ours would refuse to."""
    return value.encode("utf-8", "surrogatepass") if isinstance(value, str) and "\ud800" in value else value


@pytest.mark.parametrize(
    "address", [one for one in ADDRESSES if one.page.writes], ids=lambda address: address.name
)
def test_a_million_characters_are_no_failure(address: Address, world: World, record_property: Any) -> None:
    may, _ = nearest(address.page)
    person = world.person(may, address.page.right)
    with transaction.atomic():
        answered = browser_of(person).post(
            world.path(address, person), dict.fromkeys(("body", "title", "words", "key", "q"), "é" * 200_000)
        )
        transaction.set_rollback(True)
    record_property("attack a million characters", 1)
    assert answered.status_code < 500
