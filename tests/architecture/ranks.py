"""The nine ranks of people, and what a page answers to each: the whole of access control, in one function."""

from civic.core import registry
from civic.core.access import Access, Page
from civic.posts.enums import PUBLISH

RANKS = [
    "visitor", "stranger", "applicant", "resident", "restricted", "powerless", "delegate", "mayor", "staff",
]  # fmt: skip


def rights_of(rank: str, right: str | None) -> frozenset[str]:
    """Of a page's `right`, the delegate holds that one alone and the powerless delegate every other."""
    if rank == "delegate":
        return frozenset({right or PUBLISH})
    return frozenset(registry.rights()) - {right} if rank == "powerless" else frozenset()


def expected(page: Page, rank: str) -> str:
    """admitted, sign in, forbidden or not found."""
    if page.access is Access.PUBLIC:
        return "admitted"
    if rank == "visitor":
        return "sign in"
    if page.access is Access.SIGNED_IN:
        return "admitted"
    if page.access is Access.STAFF:
        return "admitted" if rank == "staff" else "forbidden"
    if rank in {"stranger", "staff"}:
        return "not found"
    if rank == "applicant":
        return "forbidden"
    if page.access is Access.MAYOR:
        return "admitted" if rank == "mayor" else "forbidden"
    if page.access is Access.MEMBER or rank in {"mayor", "delegate"}:
        return "admitted"
    if rank == "powerless":
        return "forbidden" if page.right else "admitted"
    return "forbidden"


def nearest(page: Page) -> tuple[str, str | None]:
    """Who may open it with the least, and who may not though they hold the most beside it."""
    return {
        Access.PUBLIC: ("visitor", None),
        Access.SIGNED_IN: ("stranger", "visitor"),
        Access.MEMBER: ("resident", "applicant"),
        Access.TOWN_HALL: ("delegate", "powerless") if page.right else ("powerless", "resident"),
        Access.MAYOR: ("mayor", "delegate"),
        Access.STAFF: ("staff", "mayor"),
    }[page.access]
