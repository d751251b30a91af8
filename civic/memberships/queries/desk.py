"""What waits at the town hall's desk: people who asked to join, and those who answered what was asked of them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.text import Truncator

from civic.core.compiled_queries import compiled
from civic.core.desk_sources import DeskTask
from civic.core.viewer import Viewer
from civic.memberships.enums import MembershipStatus
from civic.memberships.models import Membership
from civic.memberships.queries.namesakes import close_names


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


def request_tasks(viewer: Viewer, ids: Sequence[UUID]) -> dict[UUID, DeskTask]:
    rows = _asking(viewer.commune.id, viewer.own_id, list(ids))
    close = close_names(viewer.commune.id, [one.person for one in rows]) if rows else {}
    return {
        one.pk: DeskTask(
            f"{one.person.full_name} demande à rejoindre la page",
            close[one.person_id].words
            if one.person_id in close
            else Truncator(one.words).chars(120) or one.get_residence_display(),
            _card(viewer, one),
            "Répondre",
        )
        for one in rows
    }


@compiled
def _asking(commune_id: int, but: UUID, ids: list[UUID]) -> "QuerySet[Membership]":
    rows = Membership.objects.filter(pk__in=ids, commune_id=commune_id, status=MembershipStatus.PENDING)
    rows = rows.exclude(person_id=but).select_related("person")
    return rows.only("words", "residence", "person__first_name", "person__last_name")


def proof_tasks(viewer: Viewer, ids: Sequence[UUID]) -> dict[UUID, DeskTask]:
    rows = _pending(viewer).filter(pk__in=ids).select_related("person", "proof_request")
    return {
        one.pk: DeskTask(
            f"{one.person.full_name} a répondu à votre demande de justificatif",
            Truncator(one.proof_request.answer).chars(120),
            _card(viewer, one),
            "Vérifier",
        )
        for one in rows
    }


def _card(viewer: Viewer, membership: Membership) -> str:
    return reverse("resident_detail", args=[viewer.commune.slug, membership.pk])
