"""Conversations of communes that were merged into others."""

from uuid import UUID

from civic.messaging.enums import Addressee
from civic.messaging.models import Conversation


def conversations_left_behind() -> list[Conversation]:
    """Of residents, each with its `commune` and where that is now; locked."""
    rows = Conversation.objects.filter(resident__isnull=False, commune__merged_into__isnull=False)
    rows = rows.select_related("commune__merged_into").select_for_update(of=("self",))
    return list(rows.order_by("pk"))


def going_on(commune_id: int, resident_id: UUID | None) -> Conversation | None:
    """Locked: the one with the team."""
    rows = Conversation.objects.filter(
        commune_id=commune_id, resident_id=resident_id, addressee=Addressee.TEAM, ended_at=None
    )
    return rows.select_for_update().first()
