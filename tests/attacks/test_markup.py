"""Markup in every text that a person can give, stored as if no form had looked at it; then every page is read."""

import re
from typing import Any

import pytest
from django.apps import apps
from django.db import models, transaction

from tests.architecture.addresses import ADDRESSES, Address
from tests.architecture.ranks import nearest
from tests.architecture.world import World, browser_of

pytestmark = [pytest.mark.django_db, pytest.mark.attack]

MARKUP = "\"'><x55 y=1>"
GIVEN = re.compile(
    r"name|title|words|subject|label|text|description|place|reason|alt|caption|question|function|email"
)
# Written by the product from what was cleaned when it was sent, shown as it is; or no words of a person.
OF_OURS = {
    "body",
    "presentation",
    "file_name",
    "name_key",
    "kind",
    "channel",
    "timezone",
    "search_name",
    "birth_date_text",
}


@pytest.fixture(scope="module")
def full_world(world: World) -> World:
    """With whatever any address leads to: pages show more than the one thing that they are about."""
    for address in ADDRESSES:
        if address.is_of_commune:
            may, _ = nearest(address.page)
            world.path(address, world.person(may, address.page.right))
    return world


def fields_of(model: type[models.Model]) -> list[str]:
    return [
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and not (field.choices or field.unique or field.primary_key or field.name in OF_OURS)
        and GIVEN.search(field.name)
        and (field.max_length or 999) >= len(MARKUP)
    ]


def mark_all() -> int:
    """Returns how many fields hold markup now."""
    marked = 0
    for model in apps.get_models():
        if not model.__module__.startswith("civic."):
            continue
        for name in fields_of(model):
            try:
                with transaction.atomic():
                    marked += bool(model._base_manager.update(**{name: MARKUP}))
            except Exception:  # a constraint keeps it out: so much the better
                continue
    return marked


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: address.name)
def test_no_page_shows_markup_as_markup(address: Address, full_world: World, record_property: Any) -> None:
    may, _ = nearest(address.page)
    world, marked = full_world, 0
    for rank in dict.fromkeys((may, "resident", "mayor")):
        person = world.person(rank, address.page.right)
        path = world.path(address, person)
        with transaction.atomic():
            marked = max(marked, mark_all())
            shown = browser_of(person).get(path)
            content = b"".join(shown.streaming_content) if shown.streaming else shown.content
            transaction.set_rollback(True)
        assert "<x55" not in content.decode(errors="replace") or not is_page(shown), rank
        assert shown.status_code < 500, rank
        record_property("attack pages with markup in every text", 1)
        record_property(
            "attack pages of these that show it, as text", int("&lt;x55" in content.decode(errors="replace"))
        )
    assert marked >= 15


def is_page(answer: Any) -> bool:
    """What a browser would take for markup. Calendars and spreadsheets are other formats."""
    return "html" in answer.headers.get("Content-Type", "")
