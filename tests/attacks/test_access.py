"""Every address as each of the nine ranks, to read and to send; every writing address without the form's token."""

from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from tests.architecture.addresses import ADDRESSES, Address
from tests.architecture.ranks import RANKS, expected, nearest
from tests.architecture.test_access_matrix import (
    AFTER_PASSWORD,
    NO_FILE,
    NO_LONGER_GOOD,
    SPEAKING,
    answer,
    browser_of,
    sent,
)
from tests.architecture.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.attack]
each = pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: address.name)


@each
def test_nine_ranks_read_and_send(address: Address, world: World, record_property: Any) -> None:
    wrong = []
    for rank in RANKS:
        person = world.person(rank, address.page.right)
        path, browser = world.path(address, person), browser_of(person)
        with transaction.atomic():
            read = answer(browser.get(path))
            transaction.set_rollback(True)
        response = sent(browser_of(person), path)
        posted = "405" if response.status_code == 405 else answer(response)
        wanted = expected(address.page, rank)
        if address.name in AFTER_PASSWORD and rank == "visitor":
            wanted = "sign in"
        wanted_read = "not found" if address.name in NO_FILE and wanted == "admitted" else wanted
        wanted_sent = wanted if address.page.writes else "405"
        if address.name in NO_LONGER_GOOD:
            wanted_sent = "not found"
        if rank == "restricted" and address.name in SPEAKING:
            wanted_sent = "forbidden"
        if (read, posted) != (wanted_read, wanted_sent):
            wrong.append((rank, read, wanted_read, posted, wanted_sent))
    record_property("attack access, reading", len(RANKS))
    record_property("attack access, sending", len(RANKS))
    assert wrong == []


@pytest.mark.parametrize(
    "address", [one for one in ADDRESSES if one.page.writes], ids=lambda address: address.name
)
def test_nothing_is_written_without_the_token_of_the_form(
    address: Address, world: World, record_property: Any
) -> None:
    may, _ = nearest(address.page)
    person = world.person(may, address.page.right)
    path = world.path(address, person)
    browser = Client(enforce_csrf_checks=True)
    if person:
        browser.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    forged: list[dict[str, str]] = [{}, {"csrfmiddlewaretoken": "x" * 64}, {"csrfmiddlewaretoken": ""}]
    answers = [browser.post(path, fields).status_code for fields in forged]
    answers.append(browser.post(path, headers={"Origin": "https://ailleurs.example"}).status_code)
    record_property("attack forms without their token", len(answers))
    if getattr(address.view, "csrf_exempt", False):
        assert all(status != 500 for status in answers)
    else:
        assert answers == [403] * 4
