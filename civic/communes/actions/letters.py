"""Mails around a registration: to a town hall that is not here yet, and to the person it answers."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from civic.communes import queries
from civic.communes.enums import MembershipStatus
from civic.communes.models import Commune, Membership, Solicitation
from civic.core.clock import now

DAYS_BETWEEN_MAILS = 7  # counted in days, not hours: a mail of Monday morning does not drift to Tuesday


@transaction.atomic
def solicit_town_hall(*, commune_id: int) -> bool:
    """Write to the town hall, at most once in DAYS_BETWEEN_MAILS and only when more people wait than it was told.

    Returns whether a mail was queued. Without an official address nothing is written.
    """
    commune = Commune.objects.select_for_update().get(pk=commune_id)
    if not commune.town_hall_email or queries.town_hall_of(commune_id):
        return False
    waiting = queries.residents_waiting(commune)
    last = Solicitation.objects.filter(commune=commune).first()
    if waiting == 0 or (last and (waiting <= last.residents_told or _days_since(last) < DAYS_BETWEEN_MAILS)):
        return False
    context = {"commune": commune, "waiting": waiting}
    subject = (
        f"{waiting} habitants attendent la mairie {commune.of_name}"
        if waiting > 1
        else (f"Un habitant attend la mairie {commune.of_name}")
    )
    _send(subject, "communes/email/solicitation", context, commune.town_hall_email)
    Solicitation.objects.update_or_create(
        commune=commune,
        defaults={
            "sent_at": now(),
            "residents_told": waiting,
            "mails_sent": last.mails_sent + 1 if last else 1,
        },
    )
    return True


def _days_since(last: Solicitation) -> int:
    return (timezone.localdate() - timezone.localdate(last.sent_at)).days


def tell_decision(*, membership: Membership) -> None:
    """The town hall's answer, with its words."""
    accepted = membership.status == MembershipStatus.ACCEPTED
    if not accepted and membership.status != MembershipStatus.REFUSED:
        return  # undone meanwhile
    of_name = membership.commune.of_name
    subject = f"Bienvenue sur la page {of_name}" if accepted else f"Votre inscription à la page {of_name}"
    template = f"communes/email/membership_{membership.status}"
    _send(
        subject, template, {"membership": membership, "commune": membership.commune}, membership.person.email
    )


def _send(subject: str, template: str, context: dict[str, Any], recipient: str) -> None:
    context = {**context, "site_url": settings.SITE_URL, "site_name": settings.SITE_NAME}
    message = EmailMultiAlternatives(
        subject,
        render_to_string(f"{template}.txt", context),
        to=[recipient],
        reply_to=[settings.CONTACT_EMAIL],
    )
    message.attach_alternative(render_to_string(f"{template}.html", context), "text/html")
    message.send()
