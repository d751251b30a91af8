"""A right gives what its sentence says, and nothing else: what each opens alone is written down in
`tests/<app>/examples.py`.

A page that asks for a right of another app would make that right wider than the mayor was told.
"""

from collections import defaultdict
from dataclasses import replace
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from civic.core import registry
from civic.core.access import Access
from tests.architecture.addresses import ADDRESSES, Address

# What a delegate with this right alone may send, by app.
# Pages of an app that did not declare the right: why it opens them all the same.
ELSEWHERE = {
    ("alerts", "vigilance"): "what it makes ready becomes an alert",
    ("page", "links"): "the sentence of the right names the useful links",
    ("residents", "memberships"): "town_halls declares it for the list of residents, which stands above it",
    ("residents", "restrictions"): "the sentence of the right names the suspension",
}


def _declared(name: str) -> dict[str, Any]:
    """By app: what `tests/<app>/examples.py` says of its pages."""
    found = {
        label: f"tests.{label}.examples" for label in registry.descriptors() if find_spec(f"tests.{label}")
    }
    modules = {label: import_module(path) for label, path in found.items() if find_spec(path)}
    return {label: getattr(module, name) for label, module in modules.items() if hasattr(module, name)}


def _app(address: Address) -> str:
    return str(address.view.__module__.split(".")[1])


def _opened(pages: list[Address]) -> dict[str, dict[str, set[str]]]:
    opened: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for address in pages:
        opened[str(address.page.right)][_app(address)].add(address.name)
    return {right: dict(apps) for right, apps in opened.items()}


def _declaring() -> dict[str, str]:
    return {str(right): label for label, app in registry.descriptors().items() for right in app.rights}


def _strays(pages: list[Address]) -> set[tuple[str, str]]:
    declared = _declaring()
    pairs = {(str(address.page.right), _app(address)) for address in pages if address.page.right}
    return {(right, app) for right, app in pairs if declared[right] != app}


FOR_TOWN_HALL = [address for address in ADDRESSES if address.page.access is Access.TOWN_HALL]
WRITING = [address for address in FOR_TOWN_HALL if address.page.writes]


def test_each_right_alone_opens_these_addresses_and_no_other() -> None:
    opened = _opened([address for address in WRITING if address.page.right])
    declared: dict[str, dict[str, set[str]]] = defaultdict(dict)
    for app, rights in _declared("RIGHT_OPENS").items():
        for right, names in rights.items():
            declared[right][app] = set(names)
    assert opened == declared, "say it in RIGHT_OPENS of tests/<app>/examples.py"
    planned = {str(right) for right in registry.rights() if right.is_planned}
    assert set(opened) == {str(right) for right in registry.rights()} - planned, "a right that opens nothing"


def test_a_page_asks_for_a_right_of_its_own_app() -> None:
    assert _strays(FOR_TOWN_HALL) == set(ELSEWHERE)


def test_a_page_that_takes_the_right_of_another_app_is_found(monkeypatch) -> None:
    taken = next(address for address in WRITING if _app(address) == "agenda")
    monkeypatch.setattr(taken.view, "page", replace(taken.page, right="polls"))
    assert ("polls", "agenda") in _strays(FOR_TOWN_HALL)


def test_what_any_right_opens_is_known() -> None:
    product = [address for address in WRITING if address.view.__module__.startswith("civic.")]
    assert {_app(address) for address in product if not address.page.right} == set(
        _declared("ANY_RIGHT_OPENS")
    )


def test_a_right_says_what_it_gives() -> None:
    assert [right for right in registry.rights() if not right.sentence.endswith(".")] == []
