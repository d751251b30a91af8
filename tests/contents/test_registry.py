"""What a content has to say of its life before the site starts."""

from dataclasses import fields, replace

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured

from civic.agenda.models import CalendarEvent
from civic.contents import registry
from civic.contents.models import AbstractContent
from civic.contents.registry import Lifecycle, lifecycle_of, lifecycles, register, require_lifecycles
from civic.core.text import Noun
from tests.contents.contract import CONTRACTS
from tests.contents.toys.models import Toy


def said_of(model, **changed) -> dict:
    one = lifecycle_of(model)
    return {field.name: getattr(one, field.name) for field in fields(Lifecycle)} | changed


NEEDED = [
    "edited",
    "scheduled",
    "published",
    "title",
    "edit_page",
    "prepared_by",
    "closed",
    "reopened",
    "pinned",
    "removed",
    "restored",
    "max_pinned",
    "thread",
    "commented",
]


@pytest.mark.parametrize("name", NEEDED)
def test_a_lifecycle_says_what_its_traits_need(name):
    with pytest.raises(TypeError, match=f"Toy lacks {name}$"):
        Lifecycle(**said_of(Toy, **{name: None}))


def test_what_is_never_scheduled_is_edited_all_the_same():
    with pytest.raises(TypeError, match=r"CalendarEvent lacks edited$"):
        Lifecycle(**said_of(CalendarEvent, edited=None))


def test_who_comments_it_names_it_by_its_noun():
    commented = replace(lifecycle_of(Toy).commented, noun=Noun("hochet", "hochets"))
    with pytest.raises(TypeError, match="Toy names it by two nouns"):
        Lifecycle(**said_of(Toy, commented=commented))


def test_what_closes_for_good_has_no_reopening():
    assert Lifecycle(**said_of(Toy, reopened=None, closes_for_good=True))


def test_a_content_has_one_lifecycle():
    register(lifecycle_of(Toy))
    with pytest.raises(ValueError, match=r"toys\.toy has two lifecycles"):
        register(Lifecycle(**said_of(Toy)))


def test_a_content_without_a_lifecycle_does_not_start(monkeypatch):
    require_lifecycles(apps.get_models())
    monkeypatch.delitem(registry._registered, "toys.toy")
    with pytest.raises(ImproperlyConfigured, match=r"toys\.Toy"):
        require_lifecycles(apps.get_models())
    with pytest.raises(ImproperlyConfigured, match=r"toys\.Toy"):
        apps.get_app_config("contents").ready()


def test_every_content_keeps_to_the_contract():
    known = {one.model for one in lifecycles(AbstractContent)}
    assert {one.model for one in CONTRACTS} == known, "add a Contract to tests/contents/contract.py"
