"""Residents street by street, though no street can be read in the database: those of one have the same digest, and each
street's name is decrypted once for all. Who asks has a right of their own to it."""

from collections.abc import Sequence
from functools import partial
from typing import Any, NamedTuple

from django.db.models import FilteredRelation, Min, Q, QuerySet

from civic.communes.directory.streets import StreetOrder, home_of, street_order
from civic.core.compiled_queries import compiled
from civic.core.encryption import Ciphertext, decrypt, readable
from civic.memberships.enums import MembershipStatus
from civic.memberships.models import UNREADABLE_ADDRESS, Membership
from civic.memberships.queries.memberships import accepted_in

_MOST_KEPT = 100_000  # streets, in the memory of a process


class StreetName(NamedTuple):
    order: StreetOrder
    name: str  # as somebody who lives there wrote it; "" for no address


_NO_STREET = StreetName(StreetOrder("", ""), "")
_known: dict[str, StreetName] = {}  # by digest


def street_names(commune_id: int, digests: Sequence[str]) -> dict[str, StreetName]:
    """By digest, of streets where somebody lives who belongs to the commune; that of no address too."""
    known = {"": _NO_STREET} | {digest: name for digest in digests if (name := _known.get(digest))}
    unknown = [digest for digest in digests if digest not in known]
    return known | _read_names(commune_id, unknown) if unknown else known


def _read_names(commune_id: int, digests: list[str]) -> dict[str, StreetName]:
    """The last one of a street may have moved since they were counted: each has a name all the same."""
    names = dict.fromkeys(digests, _named(UNREADABLE_ADDRESS))
    for digest, written in _one_of_each(commune_id, digests):
        names[digest] = _named(readable(partial(_street_in, written), UNREADABLE_ADDRESS))
    if len(_known) > _MOST_KEPT:
        _known.clear()
    _known.update((digest, one) for digest, one in names.items() if one.name != UNREADABLE_ADDRESS)
    return names


def _named(street: str) -> StreetName:
    return StreetName(street_order(street), street)


def _street_in(written: Ciphertext) -> str:
    return home_of(decrypt(written.token)).street


@compiled
def _one_of_each(commune_id: int, digests: list[str]) -> "QuerySet[Any, Any]":
    rows = accepted_in(commune_id).filter(street_digest__in=digests).order_by()
    return rows.values_list("street_digest").annotate(written=Min("street"))


def membership_here(person: str, commune_id: Any) -> FilteredRelation:
    """For rows with such a person: as whom they belong to the commune, if they do; its `street` is for `street_in`."""
    of = f"{person}__memberships"
    accepted = {f"{of}__commune_id": commune_id, f"{of}__status": MembershipStatus.ACCEPTED}
    return FilteredRelation(of, condition=Q(**accepted))


def street_in(written: Ciphertext | None) -> str:
    """With the number of the house; "" for no address."""
    return readable(lambda: decrypt(written.token), UNREADABLE_ADDRESS) if written else ""


def with_homes(rows: "QuerySet[Membership]") -> "QuerySet[Membership]":
    """With the names of the people and their street, and nothing else that is known of them."""
    return rows.select_related("person").only(
        "person_id", "last_first", "street", "street_digest", "person__first_name", "person__last_name"
    )
