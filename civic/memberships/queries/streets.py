"""Residents street by street, though no street can be read in the database: those of one have the same digest, and each
street's name is decrypted once for all. Who asks has a right of their own to it."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db.models import Count, Min, QuerySet, Value

from civic.communes.directory.streets import StreetOrder, home_of, street_order
from civic.core.compiled_queries import compiled
from civic.core.encryption import Ciphertext, decrypt, readable
from civic.memberships.models import Membership
from civic.memberships.queries.memberships import accepted_in

_UNREADABLE = "Adresse qui ne peut pas être lue pour le moment"
_MOST_KEPT = 100_000  # streets, in the memory of a process


class StreetName(NamedTuple):
    order: StreetOrder
    name: str  # as somebody who lives there wrote it; "" for no address


_known: dict[str, StreetName] = {"": StreetName(StreetOrder("", ""), "")}  # by digest


def count_by_street(rows: "QuerySet[Membership]", *, called: str) -> "QuerySet[Any, Any]":
    """For a statement: digest, `called`, how many of these memberships."""
    return rows.order_by().values_list("street_digest", Value(called)).annotate(count=Count("pk"))


def street_names(commune_id: int, digests: Sequence[str]) -> dict[str, StreetName]:
    """By digest, of streets where somebody lives who belongs to the commune."""
    unknown = [digest for digest in digests if digest not in _known]
    if not unknown:
        return {digest: _known[digest] for digest in digests}
    found = {digest: _name_in(written) for digest, written in _one_of_each(commune_id, unknown)}
    names = {digest: StreetName(street_order(name), name) for digest, name in found.items()}
    if len(_known) > _MOST_KEPT:
        _known.clear()
    _known.update((digest, one) for digest, one in names.items() if one.name != _UNREADABLE)
    return {digest: _known.get(digest) or names[digest] for digest in digests}


def _name_in(written: Ciphertext) -> str:
    return readable(lambda: home_of(decrypt(written.token)).street, _UNREADABLE)


@compiled
def _one_of_each(commune_id: int, digests: list[str]) -> "QuerySet[Any, Any]":
    rows = accepted_in(commune_id).filter(street_digest__in=digests).order_by()
    return rows.values_list("street_digest").annotate(written=Min("street"))


def with_homes(rows: "QuerySet[Membership]") -> "QuerySet[Membership]":
    """With the names of the people and their street, and nothing else that is known of them."""
    return rows.select_related("person").only(
        "person_id", "last_first", "street", "street_digest", "person__first_name", "person__last_name"
    )
