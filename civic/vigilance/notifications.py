from typing import ClassVar
from uuid import UUID

from django.urls import reverse

from civic.alerts.enums import CATEGORY, SEND_ALERTS
from civic.delegations.queries.people import people_with_right
from civic.delivery.enums import Channel
from civic.journal.events import Event
from civic.journal.models import Entry
from civic.notifications.enums import Frequency, Side
from civic.notifications.kinds import NotificationKind, Recipients
from civic.vigilance import queries, rules
from civic.vigilance.enums import Colour
from civic.vigilance.events import VigilanceRaised


class _Vigilance(NotificationKind, abstract=True):
    """To whoever may send an alert."""

    colour: ClassVar[Colour]
    events: tuple[type[Event], ...] = (VigilanceRaised,)
    withdrawn_by: tuple[type[Event], ...] = ()
    renewed_by: tuple[type[Event], ...] = ()
    category = CATEGORY
    side = Side.TOWN_HALL
    channels = frozenset({Channel.EMAIL, Channel.PUSH})
    email = Frequency.NOW
    optional = True
    essential = True
    rank = 1
    by_town_hall = True
    line = "{subject}. Un message d’alerte est prêt."
    grouped = "{count} vigilances"
    email_subject = "{subject}"
    action = "Voir le message prêt"

    def recipients(self, event: VigilanceRaised, entry: Entry) -> Recipients | None:
        draft = queries.draft_to_notify(event.draft_id)
        if draft is None or event.colour != self.colour:
            return None
        return Recipients(
            subject=rules.title_of(draft.colour, draft.warning.phenomenon),
            url=reverse("vigilance_draft", args=[draft.commune.slug, draft.pk]),
            target_type="vigilance.vigilancedraft",
            target_id=draft.pk,
            commune_id=draft.commune_id,
            people=people_with_right(commune_id=draft.commune_id, right=SEND_ALERTS),
        )

    def body(self, source_id: UUID) -> str:
        draft = queries.draft_to_notify(source_id)
        if draft is None:
            return ""
        return (
            "Météo-France place votre département en vigilance. Un message d’alerte est prêt\u00a0: relisez-le, "
            "complétez-le, et activez-le si votre commune est concernée. Rien n’est affiché sans vous."
        )

    def push_body(self, subject: str) -> str:
        return subject


class OrangeVigilance(_Vigilance):
    key = "vigilance_orange"
    colour = Colour.ORANGE
    label = "Vigilance orange de Météo-France"


class RedVigilance(_Vigilance):
    """People may be in danger this very night."""

    key = "vigilance_red"
    colour = Colour.RED
    is_urgent = True
    label = "Vigilance rouge de Météo-France"
