"""The code by e-mail: to the official address of the town hall, and to no other."""

from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from civic.accounts.actions.failures import notify_failure
from civic.communes.models import Commune
from civic.communes.queries.directory import commune_for_update
from civic.core.clock import now
from civic.core.ids import new_id
from civic.core.viewer import Viewer
from civic.journal.actions import record
from civic.openings import queries, rules
from civic.openings.actions.pacing import require_pace_of_codes, require_waited
from civic.openings.actions.proving import erase_paper, new_code
from civic.openings.actions.takeovers import notify_sitting_mayor
from civic.openings.enums import OpeningStatus
from civic.openings.events import OpeningCodeMailed
from civic.openings.models import Opening
from civic.openings.refusals import NoCodeAwaited, NoOfficialAddress
from civic.ui.mails import send_mail


def mail_code(*, opening: Opening, commune: Commune, viewer: Viewer, source: str) -> None:
    """Writes to the directory's address, in the transaction of the caller, who locked both. The former code is worth
    nothing from then on."""
    address = queries.official_address(commune)
    if not address:
        raise NoOfficialAddress
    require_pace_of_codes(opening=opening, source=source)
    code = new_code(opening=opening, lifetime=rules.CODE_LIFETIME)
    opening.status, opening.paper_asked_at = OpeningStatus.MAILED, None
    opening.mail_id, opening.mailed_at = new_id(), opening.code_sent_at
    opening.address_digest, opening.mail_refused_at = rules.address_digest(address), None
    opening.mailbox_refused = False
    opening.save()
    context = {
        "commune": commune,
        "asked": queries.request_sentence(opening),
        "code": code,
        "expires_at": opening.code_expires_at,
    }
    send_mail(
        "openings/email/code",
        context,
        to=address,
        answers_to=settings.CONTACT_EMAIL,
        about_id=opening.mail_id,
    )
    record(OpeningCodeMailed(opening_id=opening.pk), viewer=viewer, target=opening)
    notify_sitting_mayor(opening=opening, commune=commune)


@transaction.atomic
def resend_code(*, viewer: Viewer, source: str) -> Opening:
    """After five minutes; also by e-mail at last, for who had asked for the code by post."""
    commune = commune_for_update(viewer.commune.id)
    opening = queries.own_opening_for_update(viewer)
    if opening is None or opening.status not in OpeningStatus.awaiting_code():
        raise NoCodeAwaited
    require_waited(opening=opening)
    mail_code(opening=opening, commune=commune, viewer=viewer, source=source)
    erase_paper(opening=opening)
    return opening


@transaction.atomic
def record_refused_code(*, mail_id: UUID, of_mailbox: bool) -> None:
    """It did not arrive: the person is told. Its own code is worth nothing; one that left since stays. Where the
    official mailbox is refused, not this mail or us, nobody's code is sent there for a while."""
    rows = Opening.objects.select_for_update(of=("self",)).select_related("commune")
    carried = Q(mail_id=mail_id) | Q(pk=mail_id, mail_id=None)  # by a process of the release before
    opening = rows.filter(carried, mail_refused_at=None).first()
    if opening is None:
        return
    opening.mail_refused_at, opening.mailbox_refused = now(), of_mailbox
    if opening.status == OpeningStatus.MAILED:
        opening.code_digest = ""
    opening.save(update_fields=["mail_refused_at", "mailbox_refused", "code_digest"])
    if opening.status in OpeningStatus.awaiting_code():
        notify_failure(
            person_id=opening.person_id,
            thing_id=opening.pk,
            sentence=_refused_sentence(opening),
            url=reverse("opening_code", args=[opening.commune.slug]),
        )


def _refused_sentence(opening: Opening) -> str:
    of_name = opening.commune.of_name
    refused = (
        f"L’adresse officielle de la mairie {of_name} refuse notre message."
        if opening.mailbox_refused
        else f"Notre message à la mairie {of_name} n’est pas arrivé."
    )
    if opening.status in OpeningStatus.by_post():
        return f"{refused} Le code du courrier reste bon."
    return f"{refused} Demandez {'le code par courrier' if opening.mailbox_refused else 'un autre code'}."
