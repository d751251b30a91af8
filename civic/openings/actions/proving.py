"""A code, and what is left of it: a digest, and a paper until it is posted. And how an opening ends."""

import secrets
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from civic.accounts.actions.failures import erase_failures, notify_failure
from civic.core.clock import now
from civic.core.viewer import Viewer
from civic.journal.actions import record
from civic.openings import queries, rules
from civic.openings.enums import OpeningStatus
from civic.openings.events import OpeningDone, OpeningOvertaken
from civic.openings.models import Opening, Paper
from civic.openings.refusals import MayorElsewhere
from civic.town_halls.queries.town_halls import office_held_by
from civic.ui.mails import send_mail


def new_code(*, opening: Opening, lifetime: timedelta) -> str:
    """The former one is worth nothing any more. Saves nothing."""
    code = f"{secrets.randbelow(10**rules.CODE_LENGTH):0{rules.CODE_LENGTH}}"
    moment = now()
    opening.code_digest = rules.code_digest(opening.pk, code)
    opening.code_sent_at, opening.code_expires_at, opening.failures = moment, moment + lifetime, 0
    return code


def erase_paper(*, opening: Opening) -> None:
    Paper.objects.filter(opening=opening).delete()


def require_no_other_office(*, person_id: UUID) -> None:
    """The account is locked by the caller: of two communes at once the second finds the first."""
    if held := office_held_by(person_id):
        raise MayorElsewhere(held.commune.of_name)


def is_first(*, opening: Opening) -> bool:
    """Nobody took office since it began; that somebody left is no hindrance. The commune is locked: of two at once the
    second finds the first."""
    return not queries.is_open_meanwhile(opening)


def end_opening(*, opening: Opening, status: OpeningStatus) -> None:
    """Its code and its paper are worth nothing any more, nor what was said of it on the way. The row is locked."""
    opening.status, opening.ended_at, opening.code_digest = status, now(), ""
    opening.save()
    erase_paper(opening=opening)
    erase_failures(content_id=opening.pk)


def finish(*, opening: Opening, viewer: Viewer) -> None:
    """The page is open: whoever else was on the way comes too late."""
    end_opening(opening=opening, status=OpeningStatus.DONE)
    former = Opening.objects.filter(commune=opening.commune_id).exclude(pk=opening.pk)
    former.update(mayor=None, mayor_email="")  # an office that is over is nobody's to accept
    record(OpeningDone(opening_id=opening.pk), viewer=viewer, target=opening)
    _notify_mailbox(opening)
    others = Opening.objects.filter(commune=opening.commune_id, status__in=OpeningStatus.going_on())
    for other in others.select_for_update(of=("self",)).select_related("commune"):
        overtake(opening=other)


def _notify_mailbox(opening: Opening) -> None:
    """The town hall hears that its page is open, and who spoke for it: a code may have been given by mistake."""
    if address := queries.official_address(opening.commune):
        context = {
            "commune": opening.commune,
            "name": opening.person.full_name,
            "by_mayor": opening.is_by_mayor,
            "replaces": opening.replaces,
            "what": "change de maire" if opening.replaces else "est ouverte",
        }
        send_mail("openings/email/opened", context, to=address, answers_to=settings.CONTACT_EMAIL)


def overtake(*, opening: Opening) -> None:
    end_opening(opening=opening, status=OpeningStatus.OVERTAKEN)
    record(OpeningOvertaken(opening_id=opening.pk), target=opening, commune_id=opening.commune_id)
    notify_failure(
        person_id=opening.person_id,
        thing_id=opening.pk,
        sentence=f"La page {opening.commune.of_name} vient d’être ouverte par une autre personne.",
        url=reverse("opening_start", args=[opening.commune.slug]),
    )
