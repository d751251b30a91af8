"""What is read together with conversations, by the same statement."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from civic.accounts.queries import columns_to_defer
from civic.communes.models import Commune
from civic.core.clock import EPOCH
from civic.core.viewer import Viewer
from civic.memberships.queries.memberships import accepted_in
from civic.messaging.models import Conversation


def came_at(viewer: Viewer) -> datetime:
    """The shared box was there before they came: what was said by then is no news to them."""
    return viewer.acts_since or EPOCH


def with_resident(rows: "QuerySet[Conversation]") -> "QuerySet[Conversation]":
    """And the colleague whose it is."""
    rows = rows.select_related("resident__photo", "assigned_to")
    return rows.defer(*columns_to_defer("assigned_to", pictured="resident"))


def with_other_side(rows: "QuerySet[Conversation]") -> "QuerySet[Conversation]":
    """Of what the town hall reads: the resident or the other mayor, and the colleague whose it is."""
    return _with_peer(with_resident(rows)).select_related("office").defer(*_of_mandate("office"))


def with_mayors(rows: "QuerySet[Conversation]") -> "QuerySet[Conversation]":
    """To whom it goes, between whom it is, and to whom it was opened."""
    rows = _with_peer(with_addressee(rows)).select_related("opened_to__person")
    return rows.defer(*columns_to_defer("opened_to__person"))


def _with_peer(rows: "QuerySet[Conversation]") -> "QuerySet[Conversation]":
    rows = rows.select_related("peer__person__photo", "peer__commune")
    return rows.defer(*columns_to_defer(pictured="peer__person"), *_of_mandate("peer"), *_OF_COMMUNE)


def with_addressee(rows: "QuerySet[Conversation]") -> "QuerySet[Conversation]":
    """Of what a resident reads, where it was written to the mayor alone."""
    rows = rows.select_related("office__person__photo")
    return rows.defer(*columns_to_defer(pictured="office__person"), *_of_mandate("office"))


def _of_mandate(mayor: str) -> list[str]:
    """Its own page, which is not shown here."""
    return [
        f"{mayor}__{field}"
        for field in ("slogan", "presentation", "since", "began_at", "invited_by", "mail_refused_at")
    ]


_OF_COMMUNE = [
    f"peer__commune__{field.name}"
    for field in Commune._meta.concrete_fields
    if field.name not in {"id", "name", "article"}
]


def with_presence(rows: "QuerySet[Any]") -> "QuerySet[Any]":
    return rows.annotate(
        is_resident_here=Exists(accepted_in(OuterRef("commune_id")).filter(person_id=OuterRef("resident_id")))
    )
