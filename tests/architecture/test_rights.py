"""A right gives what its sentence says, and nothing else: what each opens alone is written down here.

A page that asks for a right of another app would make that right wider than the mayor was told.
"""

from collections import defaultdict
from dataclasses import replace

from civic.core import registry
from civic.core.access import Access
from tests.architecture.addresses import ADDRESSES, Address

# What a delegate with this right alone may send, by app.
OPENS = {
    "agenda": {
        "agenda": """
            event_delete event_edit event_move event_new event_restore
        """,
    },
    "comments": {
        "threads": """
            comment_remove
        """,
    },
    "discussions": {
        "discussions": """
            discussion_close discussion_delete discussion_edit discussion_new discussion_pin
            discussion_reopen discussion_restore discussion_unpin message_remove
        """,
    },
    "page": {
        "links": """
            link_check link_delete link_edit link_move link_new link_restore
        """,
        "town_halls": """
            commune_presentation cv_entry_delete cv_entry_edit cv_entry_move cv_entry_new
            cv_entry_restore emblem_change emblem_remove emblem_restore fact_edit fact_revert
            mayor_presentation mayor_slogan settings_section
        """,
    },
    "polls": {
        "polls": """
            poll_abandon poll_answer poll_deadline poll_delete poll_edit poll_end poll_new poll_preview
            poll_restore poll_resume poll_suspend
        """,
    },
    "publish": {
        "posts": """
            post_delete post_edit post_new post_pin post_preview post_restore post_unpin
        """,
    },
    "residents": {
        "memberships": """
            identity_answer membership_accept membership_bulk_reopen membership_decide membership_list
            membership_refuse membership_reopen proof_ask resident_export
        """,
        "restrictions": """
            restriction_lift restriction_make restriction_preview restriction_restore
        """,
    },
    "statistics": {
        "statistics": """
            statistics_report
        """,
    },
}
# Pages of an app that did not declare the right: why it opens them all the same.
ELSEWHERE = {
    ("page", "links"): "the sentence of the right names the useful links",
    ("residents", "memberships"): "town_halls declares it for the list of residents, which stands above it",
    ("residents", "restrictions"): "the sentence of the right names the suspension",
}
# Open to whoever acts for the town hall, with whichever right: each of their rules looks closer.
WITH_ANY = {
    "desk": "a task may be claimed or given back by who may do it; steps put away; residents invited",
    "media": "files received for a form; the form decides what becomes of them",
    "threads": "unanswered comments are put away by who may answer for that content",
}


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
    assert opened == {
        right: {app: set(names.split()) for app, names in apps.items()} for right, apps in OPENS.items()
    }
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
    assert {_app(address) for address in product if not address.page.right} == set(WITH_ANY)


def test_a_right_says_what_it_gives() -> None:
    assert [right for right in registry.rights() if not right.sentence.endswith(".")] == []
