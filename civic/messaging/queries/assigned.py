"""Conversations that were given to one of a team to answer."""

from django.db.models import Exists, OuterRef, QuerySet

from civic.core.clock import now
from civic.delegations.queries.people import running_in
from civic.messaging.models import Conversation
from civic.town_halls.queries.town_halls import in_office


def assigned_in(commune_id: int) -> "QuerySet[Conversation]":
    return Conversation.objects.filter(commune_id=commune_id, assigned_to__isnull=False)


def communes_to_release() -> list[int]:
    """Where one is given to somebody who is neither mayor nor delegate any more."""
    person = {"person_id": OuterRef("assigned_to_id")}
    rows = Conversation.objects.filter(
        ~Exists(running_in(OuterRef("commune_id"), now()).filter(**person)),  # type: ignore[arg-type]
        ~Exists(in_office(OuterRef("commune_id")).filter(**person)),  # type: ignore[arg-type]
        assigned_to__isnull=False,
    )
    return list(rows.order_by("commune_id").values_list("commune_id", flat=True).distinct())
