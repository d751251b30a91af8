"""Every address × every rank of person, without a database: what `page` answers follows from what the page declares.

The rule is the product's own, `civic.core.access.admits`. That people of these ranks are seen as here, and that each
address answers so, is in `test_access_matrix`.
"""

from dataclasses import replace
from uuid import uuid4

import pytest
from django.http import Http404
from django.test import RequestFactory

from civic.core import access, registry
from civic.core.access import Access, Page, admits
from civic.core.refusals import NotAllowed
from civic.core.viewer import CommuneInView, Viewer
from civic.restrictions.enums import RestrictionScope
from tests.architecture.addresses import ADDRESSES
from tests.architecture.ranks import RANKS, expected, rights_of

VILLENEUVE = CommuneInView(
    id=1, slug="villeneuve-06", code="06201", name="Villeneuve", of_name="de Villeneuve",
    time_zone="Europe/Paris", version=1, has_town_hall=True,
)  # fmt: skip


def viewer(rank: str, page: Page) -> Viewer:
    someone = Viewer(commune=VILLENEUVE, features=frozenset(registry.features()))
    if rank == "visitor":
        return someone
    signed_in = replace(someone, person_id=uuid4())
    return {
        "stranger": signed_in,
        "applicant": replace(signed_in, membership="pending"),
        "resident": replace(signed_in, membership="accepted"),
        "restricted": replace(
            signed_in, membership="accepted", restrictions=frozenset(RestrictionScope.values)
        ),
        "powerless": replace(signed_in, rights=rights_of("powerless", page.right)),
        "delegate": replace(signed_in, rights=rights_of("delegate", page.right)),
        "mayor": replace(signed_in, is_mayor=True),
        "staff": replace(signed_in, is_staff=True),
    }[rank]


def answer(page: Page, viewer: Viewer) -> str:
    try:
        return "admitted" if admits(page, viewer) else "sign in"
    except NotAllowed:
        return "forbidden"
    except Http404:
        return "not found"


def test_each_rank_is_answered_as_each_page_declares() -> None:
    wrong = [
        f"{address.name} as {rank}: {answered}, not {wanted}"
        for address in ADDRESSES
        for rank in RANKS
        for answered, wanted in [
            (answer(address.page, viewer(rank, address.page)), expected(address.page, rank))
        ]
        if answered != wanted
    ]
    assert wrong == []


def test_every_declaration_that_could_be_made_is_answered_so() -> None:
    """Those of tomorrow's pages too."""
    for declared in Access:
        for right in [None, *registry.rights()] if declared is Access.TOWN_HALL else [None]:
            page = Page(declared, None, right, writes=False)
            for rank in RANKS:
                assert answer(page, viewer(rank, page)) == expected(page, rank), f"{declared} {right} {rank}"


def test_a_right_given_but_asleep_opens_nothing_that_asks_for_it() -> None:
    for right in registry.rights():
        asleep = replace(viewer("stranger", ADDRESSES[0].page), withheld=frozenset({right}))
        assert answer(Page(Access.TOWN_HALL, None, right, False), asleep) == "forbidden"
        assert answer(Page(Access.TOWN_HALL, None, None, False), asleep) == "admitted"


def test_a_feature_that_is_off_is_there_for_nobody() -> None:
    there = [
        f"{address.name} as {rank}"
        for address in ADDRESSES
        if address.page.feature
        for rank in RANKS
        if answer(address.page, replace(viewer(rank, address.page), features=frozenset())) != "not found"
    ]
    assert there == []


def test_every_page_asks_this_rule_with_its_own_declaration(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Page] = []

    class Asked(Exception):
        pass

    def rule(page: Page, viewer: Viewer) -> bool:
        asked.append(page)
        raise Asked

    monkeypatch.setattr(access, "admits", rule)
    someone = viewer("mayor", ADDRESSES[0].page)
    monkeypatch.setattr(access, "_build_viewer", lambda: lambda request, slug: someone)
    for address in ADDRESSES:
        asked.clear()
        with pytest.raises(Asked):
            address.view(RequestFactory().get("/"))
        assert asked == [address.page], address.name
