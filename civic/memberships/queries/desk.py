"""What waits at the town hall's desk: people who asked to join, and those who answered what was asked of them."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Concat, Left
from django.urls import reverse

from civic.core.desk_sources import DeskRows, DeskTask
from civic.core.ids import stored_id
from civic.core.text import shortened
from civic.core.viewer import Viewer
from civic.memberships.enums import MembershipStatus, Residence
from civic.memberships.models import Membership
from civic.memberships.queries.namesakes import close_names

_SHOWN = 120  # letters of their words


def requests(viewer: Viewer) -> "QuerySet[Any]":
    """That wait for the town hall: of whom a proof was asked, it is the person's turn."""
    return _pending(viewer).filter(proof_request=None).annotate(since=F("requested_at"))


def proofs(viewer: Viewer) -> "QuerySet[Any]":
    answered = _pending(viewer).filter(proof_request__sent_at__isnull=False)
    return answered.annotate(since=F("proof_request__sent_at"))


def _pending(viewer: Viewer) -> "QuerySet[Membership]":
    """Nobody answers their own request."""
    rows = Membership.objects.filter(commune_id=viewer.commune.id, status=MembershipStatus.PENDING)
    return rows.exclude(person_id=viewer.own_id)


REQUEST_COLUMNS: dict[str, Combinable] = {
    "person": F("person_id"),
    "name": Concat("person__first_name", Value(" "), "person__last_name"),
    "words": Left("words", _SHOWN + 1),
    "residence": F("residence"),
}


def request_tasks(viewer: Viewer, rows: DeskRows) -> dict[UUID, DeskTask]:
    names = {stored_id(row["person"]): row["name"] for row in rows.values()}
    close = close_names(viewer.commune.id, names)
    return {
        key: DeskTask(
            f"{row['name']} demande à rejoindre la page",
            close[person_id].words
            if (person_id := stored_id(row["person"])) in close
            else shortened(row["words"], _SHOWN) or Residence(row["residence"]).label,
            _card(viewer, key),
            "Répondre",
        )
        for key, row in rows.items()
    }


def proof_tasks(viewer: Viewer, ids: Collection[UUID]) -> dict[UUID, DeskTask]:
    rows = _pending(viewer).filter(pk__in=ids).select_related("person", "proof_request")
    return {
        one.pk: DeskTask(
            f"{one.person.full_name} a répondu à votre demande de justificatif",
            shortened(one.proof_request.answer, _SHOWN),
            _card(viewer, one.pk),
            "Vérifier",
        )
        for one in rows
    }


def _card(viewer: Viewer, membership_id: UUID) -> str:
    return reverse("resident_detail", args=[viewer.commune.slug, membership_id])
