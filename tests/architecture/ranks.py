"""The nine ranks of people, and what a page answers to each: the whole of access control, in one table."""

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


# Written out, so that nothing here repeats the rule that it tests: by what a page declares and whether it asks for a
# right, one letter for each of the RANKS.
ANSWERS = {
    (Access.PUBLIC, False): "a a a a a a a a a",
    (Access.SIGNED_IN, False): "s a a a a a a a a",
    (Access.MEMBER, False): "s n f a a a a a n",
    (Access.TOWN_HALL, False): "s n f f f a a a n",
    (Access.TOWN_HALL, True): "s n f f f f a a n",
    (Access.MAYOR, False): "s n f f f f f a n",
    (Access.STAFF, False): "s f f f f f f f a",
}
WORDS = {"a": "admitted", "s": "sign in", "f": "forbidden", "n": "not found"}


def expected(page: Page, rank: str) -> str:
    """admitted, sign in, forbidden or not found."""
    return WORDS[ANSWERS[page.access, bool(page.right)].split()[RANKS.index(rank)]]


def read(page: Page, rank: str) -> str:
    """What opening it answers."""
    return "sign in" if page.after_password and rank == "visitor" else expected(page, rank)


def sent(page: Page, rank: str) -> str:
    """What sending its form answers; 405 where it does not write, to everybody."""
    if not page.writes:
        return "405"
    return "forbidden" if page.speaks and rank == "restricted" else read(page, rank)


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
