"""Each address is asked once as somebody who may open it and once as somebody who may not, to read and to send.

Everybody else is answered by the same rule, `test_access_rule`.
"""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse

from civic.core import registry
from civic.core.access import Access
from civic.town_halls.models import TownHall
from tests.architecture import ranks
from tests.architecture.addresses import ADDRESSES, Address
from tests.architecture.ranks import RANKS, expected, nearest, rights_of
from tests.architecture.world import World, browser_of

pytestmark = pytest.mark.django_db

IN_COMMUNE = [address for address in ADDRESSES if address.is_of_commune]
each = pytest.mark.parametrize("address", ADDRESSES, ids=lambda a: a.name)

# Whatever the form asks for, so that only whose thing it is can say no.
FILLED_IN = {
    "alt": "Une description",
    "audience": "members",
    "body": "Un texte",
    "key": "une-clef",
    "proof": "known",
    "reason": "spam",
    "text": "Une étape",
    "title": "Un titre",
    "to": "0",
    "url": "https://exemple.fr/",
    "year": "2016",
    "words": "Quelques mots",
}
CAPTIONS = b"WEBVTT\n\n00:00.000 --> 00:02.000\nBonjour\n"


def asked(address: Address) -> list[str]:
    """As whom: the nearest who may and who may not. A page for all is opened signed in as well."""
    may, may_not = nearest(address.page)
    return [may, may_not or "resident"]


def answer(response: Any) -> str:
    if response.streaming:
        list(response)  # a file is being read until its end
    if response.status_code in {301, 302} and response.url.partition("?")[0] == reverse("account_login"):
        return "sign in"
    assert response.status_code < 500, response.content[:500]
    return {403: "forbidden", 404: "not found"}.get(response.status_code, "admitted")


def sent(browser: Client, path: str, **fields: Any) -> Any:
    """An empty form, and nothing that it wrote stays."""
    with transaction.atomic():
        response = browser.post(path, fields)
        transaction.set_rollback(True)
    return response


def answer_or_405(response: Any) -> str:
    return "405" if response.status_code == 405 else answer(response)


def test_the_two_who_ask_are_on_both_sides_of_the_rule() -> None:
    for address in ADDRESSES:
        may, may_not = nearest(address.page)
        assert expected(address.page, may) == "admitted", address.name
        assert may_not is None or expected(address.page, may_not) != "admitted", address.name


def test_people_are_seen_as_the_rule_was_tried_on_them(world: World, viewer_of) -> None:
    for right in ("publish", None):
        for rank in RANKS:
            person = world.person(rank, right)
            seen = viewer_of(person, world.here.commune)
            assert seen.is_authenticated is (rank != "visitor"), rank
            assert seen.is_staff is (rank == "staff"), rank
            assert seen.is_mayor is (rank == "mayor"), rank
            assert rank == "mayor" or seen.rights | seen.withheld == rights_of(rank, right), rank
            assert seen.membership == {
                "applicant": "pending", "resident": "accepted", "restricted": "accepted"
            }.get(rank, ""), rank  # fmt: skip
            assert bool(seen.restrictions) is (rank == "restricted"), rank


@each
def test_reading(address: Address, world: World) -> None:
    for rank in asked(address):
        person = world.person(rank, address.page.right)
        answered = answer(browser_of(person).get(world.path(address, person)))
        assert answered == ranks.read(address.page, rank), rank


@each
def test_sending(address: Address, world: World) -> None:
    """What is let in answers in its own way; a page that does not write answers 405 to everybody."""
    for rank in asked(address):
        person = world.person(rank, address.page.right)
        answered = answer_or_405(sent(browser_of(person), world.path(address, person)))
        assert answered == ranks.sent(address.page, rank), rank


def test_a_restriction_closes_the_ways_of_speaking_and_nothing_else(world: World) -> None:
    browser = browser_of(world.restricted)
    for address in IN_COMMUNE:
        if address.page.writes and address.page.access in {Access.PUBLIC, Access.SIGNED_IN, Access.MEMBER}:
            with transaction.atomic():
                answered = answer(sent(browser, world.path(address, world.restricted)))
                transaction.set_rollback(True)
            assert answered == ("forbidden" if address.page.speaks else "admitted"), address.name


@pytest.mark.parametrize("address", [a for a in IN_COMMUNE if a.object_keys], ids=lambda a: a.name)
def test_things_of_another_commune_are_not_found(address: Address, world: World) -> None:
    """Under my commune's slug, by who may do most there, and by who would see them under their own."""
    if set(address.object_keys) <= {"fact", "section"}:
        pytest.skip("words that every commune knows")
    for rank in ("mayor", "stranger"):
        person = world.person(rank, None)
        path = world.path(address, person, of=world.elsewhere)
        browser = browser_of(person)
        wanted = 403 if expected(address.page, rank) == "forbidden" else 404
        read = browser.get(path)
        # A page that only answers when it is sent goes back to the list, whatever the key.
        assert read.status_code in ({wanted, 302, 405} if address.page.writes else {wanted}), rank
        assert b"Autreville" not in _main(read.content), rank
        if address.page.writes:
            form = FILLED_IN | {"file": SimpleUploadedFile("a.vtt", CAPTIONS)}
            answered = sent(browser, path, **form)
            assert answered.status_code == wanted, rank
            assert b"Autreville" not in _main(answered.content), rank


def _main(content: bytes) -> bytes:
    """Of a page, what stands inside its layout, which names the communes of whoever looks."""
    return content.partition(b"<main")[2] or content


@pytest.mark.parametrize("address", IN_COMMUNE, ids=lambda a: a.name)
def test_unknown_and_merged_communes(address: Address, world: World) -> None:
    mayor = world.here.mayor
    browser, path = browser_of(mayor), world.path(address, mayor, slug="nulle-part-99")
    assert browser.get(path).status_code == 404
    home = f"/{world.here.commune.slug}/"
    there = path.replace("/nulle-part-99/", home)
    moved = browser.get(path.replace("/nulle-part-99/", f"/{world.merged.slug}/"))
    reached = browser.get(there)
    answer(reached)
    assert (moved.status_code, moved.url) == (302, there if reached.status_code < 400 else home)


@pytest.mark.parametrize("address", [a for a in IN_COMMUNE if a.page.feature], ids=lambda a: a.name)
def test_a_feature_that_is_off_is_not_there(address: Address, world: World) -> None:
    path = world.path(address, world.here.mayor)
    TownHall.objects.filter(commune=world.here.commune).update(
        feature_decisions=dict.fromkeys(registry.features(), False)
    )
    for person in (None, world.here.mayor):
        assert browser_of(person).get(path).status_code == 404
