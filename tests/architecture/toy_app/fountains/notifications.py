from typing import Any
from uuid import UUID

from django.urls import reverse
from fountains.enums import CATEGORY
from fountains.events import FountainOpened
from fountains.models import Fountain

from civic.core.audience import Audience
from civic.delivery.enums import Channel
from civic.journal.models import Entry
from civic.notifications.enums import Frequency, Side
from civic.notifications.kinds import NotificationKind, Recipients


class NewFountain(NotificationKind):
    key = "fountain_opened"
    events = (FountainOpened,)
    withdrawn_by = ()
    renewed_by = ()
    category = CATEGORY
    side = Side.RESIDENT
    channels = frozenset({Channel.EMAIL})
    optional = True
    essential = False
    label = "Nouvelle fontaine"
    email = Frequency.DAILY
    rank = 9
    line = "{author} a ouvert la fontaine «\u00a0{subject}\u00a0»"
    grouped = "{count} nouvelles fontaines"
    email_subject = "Une nouvelle fontaine\u00a0: {subject}"
    push_text = "Une nouvelle fontaine"
    action = "Voir les fontaines"

    def recipients(self, event: Any, entry: Entry) -> Recipients | None:
        fountain = Fountain.objects.select_related("commune").get(pk=event.fountain_id)
        return Recipients(
            subject=fountain.name,
            url=reverse("fountain_list", args=[fountain.commune.slug]),
            target_type="fountains.fountain",
            target_id=fountain.pk,
            commune_id=fountain.commune_id,
            audience=Audience.MEMBERS,
        )

    def body(self, source_id: UUID) -> str:
        return ""
