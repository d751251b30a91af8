from collections import Counter

from civic.core.access import Page
from tests.architecture.addresses import ADDRESSES


def test_every_address_is_published_by_page():
    undeclared = [a.route for a in ADDRESSES if not isinstance(getattr(a.view, "page", None), Page)]
    assert undeclared == []


def test_every_address_has_a_name_of_its_own():
    assert [name for name, count in Counter(a.name for a in ADDRESSES).items() if count > 1 or not name] == []


def test_what_belongs_to_a_commune_starts_with_its_slug():
    """`slug` anywhere but first would be another thing's, and would be taken for a commune's."""
    misplaced = [
        a.route
        for a in ADDRESSES
        if "slug" in a.converters and not a.route.startswith(("<slug:slug>/", "<commune:slug>/"))
    ]
    assert misplaced == []


def test_addresses_are_french_words_that_end_with_a_slash():
    def is_plain(route: str) -> bool:
        parts = [part for part in route.strip("/").split("/") if not part.startswith("<")]
        return all(part == part.lower() and part.isascii() and "_" not in part for part in parts)

    assert [a.route for a in ADDRESSES if not is_plain(a.route)] == []
    files = ("<str:name>", ".js", ".txt", ".webmanifest", ".xml", ".ico", ".csv", ".ics", ".json", ".rss")
    assert [a.route for a in ADDRESSES if a.route and not a.route.endswith(("/", *files))] == []


def test_what_asks_for_membership_or_a_right_is_in_a_commune():
    from civic.core.access import Access

    local = {Access.MEMBER, Access.TOWN_HALL}
    assert [a.route for a in ADDRESSES if a.page.access in local and not a.is_of_commune] == []
    assert [a.route for a in ADDRESSES if a.page.right and a.page.access is not Access.TOWN_HALL] == []
