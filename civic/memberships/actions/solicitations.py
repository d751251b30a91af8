"""Mails to a town hall that is not here yet: how many people wait for it."""

import structlog
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from civic.communes.queries.directory import commune_for_update
from civic.core.clock import now, start_of_today
from civic.core.jobs import Lane, job
from civic.journal.actions import record
from civic.memberships.events import SolicitationsStopped
from civic.memberships.models import Solicitation
from civic.memberships.queries.memberships import communes_to_solicit, residents_waiting
from civic.memberships.queries.solicitations import (
    solicitation_by_token,
    solicitations_since,
    stop_token,
)
from civic.town_halls.queries.town_halls import town_hall_of
from civic.ui.mails import send_mail

log = structlog.get_logger("civic.memberships")

# To all town halls together: whoever asks to join everywhere makes no more mails leave than that.
MOST_A_DAY = 40
DAYS_BETWEEN_MAILS = 7  # counted in days, not hours: a mail of Monday morning does not drift to Tuesday


@job(lane=Lane.ROUNDS)
@transaction.atomic
def solicit_town_hall(*, commune_id: int) -> bool:
    """Write to the town hall, at most once in DAYS_BETWEEN_MAILS and only when more people wait than the last mail
    said; to no more than MOST_A_DAY of them.

    Returns whether a mail was queued. Without an official address nothing is written, nor once the town hall said stop.
    """
    commune = commune_for_update(commune_id)
    if not commune.town_hall_email or town_hall_of(commune_id):
        return False
    if solicitations_since(start_of_today()) >= MOST_A_DAY:
        return False
    waiting = residents_waiting(commune.pk)
    last = Solicitation.objects.filter(commune=commune).first()
    if waiting == 0 or (last and not _is_due(last, waiting)):
        return False
    context = {"commune": commune, "waiting": waiting}
    stop = settings.SITE_URL + reverse("solicitation_stop", args=[stop_token(commune_id)])
    send_mail(
        "memberships/email/solicitation",
        context,
        to=commune.town_hall_email,
        answers_to=settings.CONTACT_EMAIL,
        unsubscribe_url=stop,
    )
    Solicitation.objects.update_or_create(
        commune=commune,
        defaults={
            "sent_at": now(),
            "residents_counted": waiting,
            "mails_sent": last.mails_sent + 1 if last else 1,
        },
    )
    return True


@job(lane=Lane.ROUNDS)
def solicit_town_halls() -> None:
    """On working days, and at no other time: the town halls that were never written to, or a week ago or more while
    more people wait since. Who has waited longest first, MOST_A_DAY in all; the others' turn comes another day."""
    left = MOST_A_DAY - solicitations_since(start_of_today())
    for commune_id in communes_to_solicit():
        if left <= 0:
            break
        try:
            left -= solicit_town_hall(commune_id=commune_id)
        except Exception:  # of one town hall: the others do not wait for it
            log.exception("town_hall_not_solicited", commune=commune_id)


def _is_due(last: Solicitation, waiting: int) -> bool:
    days = (timezone.localdate() - timezone.localdate(last.sent_at)).days
    return last.stopped_at is None and waiting > last.residents_counted and days >= DAYS_BETWEEN_MAILS


@transaction.atomic
def stop_solicitations(*, token: str) -> None:
    """The town hall wants no more of them: the link in the mail says so for it. Doing it twice changes nothing."""
    commune_id = solicitation_by_token(token).commune_id
    none_yet = {"sent_at": now(), "residents_counted": 0, "mails_sent": 0}
    rows = Solicitation.objects.select_for_update()
    solicitation, _ = rows.get_or_create(commune_id=commune_id, defaults=none_yet)
    if solicitation.stopped_at is None:
        solicitation.stopped_at = now()
        solicitation.save(update_fields=["stopped_at"])
        record(SolicitationsStopped(), commune_id=solicitation.commune_id)
