"""Mails around a registration and a town hall: to one that is not here yet, to its mayor, to the person it answers."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from civic.accounts.models import Person
from civic.communes import queries
from civic.communes.events import SolicitationsStopped
from civic.communes.models import Commune, Solicitation
from civic.core.clock import now
from civic.journal.actions import record
from civic.ui.mails import send_mail

DAYS_BETWEEN_MAILS = 7  # counted in days, not hours: a mail of Monday morning does not drift to Tuesday


@transaction.atomic
def solicit_town_hall(*, commune_id: int) -> bool:
    """Write to the town hall, at most once in DAYS_BETWEEN_MAILS and only when more people wait than it was told.

    Returns whether a mail was queued. Without an official address nothing is written, nor once the town hall said stop.
    """
    commune = Commune.objects.select_for_update().get(pk=commune_id)
    if not commune.town_hall_email or queries.town_hall_of(commune_id):
        return False
    waiting = queries.residents_waiting(commune.pk)
    last = Solicitation.objects.filter(commune=commune).first()
    if waiting == 0 or (last and not _is_due(last, waiting)):
        return False
    context = {"commune": commune, "waiting": waiting}
    stop = settings.SITE_URL + reverse("solicitation_stop", args=[queries.stop_token(commune_id)])
    _send("communes/email/solicitation", context, commune.town_hall_email, unsubscribe_url=stop)
    Solicitation.objects.update_or_create(
        commune=commune,
        defaults={
            "sent_at": now(),
            "residents_told": waiting,
            "mails_sent": last.mails_sent + 1 if last else 1,
        },
    )
    return True


def _is_due(last: Solicitation, waiting: int) -> bool:
    days = (timezone.localdate() - timezone.localdate(last.sent_at)).days
    return last.stopped_at is None and waiting > last.residents_told and days >= DAYS_BETWEEN_MAILS


@transaction.atomic
def stop_solicitations(*, token: str) -> None:
    """The town hall wants no more of them: the link in the mail says so for it. Doing it twice changes nothing."""
    solicitation = queries.solicitation_for_update(token)
    if solicitation.stopped_at is None:
        solicitation.stopped_at = now()
        solicitation.save(update_fields=["stopped_at"])
        record(SolicitationsStopped(), commune_id=solicitation.commune_id)


def tell_mayor_page_is_open(*, commune: Commune, mayor: Person) -> None:
    """To a mayor who had an account before: it is the one that opens the town hall's side of the page."""
    _send("communes/email/page_opened", {"person": mayor, "commune": commune}, mayor.email)


def _send(template: str, context: dict[str, Any], recipient: str, unsubscribe_url: str = "") -> None:
    send_mail(
        template, context, to=recipient, answers_to=settings.CONTACT_EMAIL, unsubscribe_url=unsubscribe_url
    )
