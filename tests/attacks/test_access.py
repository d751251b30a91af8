"""Every address as each of the nine ranks, to read and to send; every writing address without the form's token."""

from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from tests.architecture import ranks
from tests.architecture.addresses import ADDRESSES, Address
from tests.architecture.ranks import RANKS, nearest
from tests.architecture.test_access_matrix import answer, answer_or_405, browser_of, sent
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
        posted = answer_or_405(sent(browser_of(person), path))
        wanted = ranks.read(address.page, rank), ranks.sent(address.page, rank)
        if (read, posted) != wanted:
            wrong.append((rank, read, posted, wanted))
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
