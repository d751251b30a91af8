"""What waits for an answer of the town hall's."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet, Subquery
from django.urls import reverse

from civic.accounts.queries import name_of
from civic.communes.directory.names import of_name
from civic.core.desk_sources import DeskTask
from civic.core.ids import stored_id
from civic.core.viewer import Viewer
from civic.messaging import rules
from civic.messaging.enums import FEATURE, Addressee
from civic.messaging.models import Conversation
from civic.town_halls.queries.mayors import mayor_of_office
from civic.town_halls.queries.town_halls import in_office


def waiting(viewer: Viewer) -> "QuerySet[Any]":
    """Of those that the viewer answers."""
    seen = Q(addressee=Addressee.TEAM)
    if viewer.is_mayor:
        seen |= Q(office_id=Subquery(in_office(viewer.commune.id).values("pk")[:1]))
    rows = Conversation.objects.filter(seen, commune_id=viewer.commune.id, waiting_since__isnull=False)
    return rows.exclude(resident_id=viewer.own_id).annotate(since=F("waiting_since"))


WAITING_COLUMNS = {
    "addressee": F("addressee"),
    "resident": name_of("resident_id"),
    "mayor": mayor_of_office("peer_id"),
    "colleague": name_of("assigned_to_id"),
    "thread": F("thread_id"),
    "last_number": F("thread__last_number"),
}


def waiting_line(viewer: Viewer, conversation_id: UUID, row: Mapping[str, Any]) -> DeskTask:
    """Who wrote; what, is read where it is answered."""
    if row["mayor"]:
        writer, name, article = row["mayor"].split("\n")
        wrote, detail = "vous a écrit, de maire à maire", f"Maire {of_name(name, int(article))}"
    else:
        writer = row["resident"]
        wrote = (
            "vous a écrit, à vous personnellement"
            if row["addressee"] == Addressee.MAYOR
            else "a écrit à la mairie"
        )
        detail = f"Confiée à {row['colleague']}" if row["colleague"] else ""
    thread_id = stored_id(row["thread"])
    return DeskTask(
        f"{writer} {wrote}",
        detail,
        reverse("conversation_detail", args=[viewer.commune.slug, thread_id]),
        "Répondre",
        reverse("conversation_put_away", args=[viewer.commune.slug, thread_id]),
        row["last_number"],
    )


def answers_here(viewer: Viewer) -> bool:
    """Without a statement."""
    return FEATURE in viewer.features and rules.may_answer(viewer)
