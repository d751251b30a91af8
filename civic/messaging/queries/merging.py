"""Conversations of communes that were merged into others."""

from uuid import UUID

from civic.communes.models import Commune
from civic.messaging.enums import Addressee
from civic.messaging.models import Conversation


def communes_left_behind() -> list[Commune]:
    """In whose name residents have conversations still."""
    residents = Conversation.objects.filter(resident__isnull=False, commune__merged_into__isnull=False)
    rows = Commune.objects.filter(pk__in=residents.values("commune")).select_related("merged_into")
    return list(rows.order_by("pk"))


def conversations_to_move(commune_id: int) -> list[Conversation]:
    """Locked."""
    rows = Conversation.objects.filter(commune_id=commune_id, resident__isnull=False)
    return list(rows.select_for_update().order_by("pk"))


def going_on(commune_id: int, resident_id: UUID | None) -> Conversation | None:
    """Locked: the one with the team."""
    rows = Conversation.objects.filter(
        commune_id=commune_id, resident_id=resident_id, addressee=Addressee.TEAM, ended_at=None
    )
    return rows.select_for_update().first()
