"""The code by post: a paper that the worker makes, and the platform's people print and post."""

from base64 import b64encode
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from civic.accounts.actions.failures import notify_failure
from civic.communes.models import Commune
from civic.communes.queries.directory import commune_for_update
from civic.core.clock import now
from civic.core.jobs import Lane, job
from civic.core.refusals import require
from civic.core.viewer import Viewer
from civic.journal.actions import record
from civic.openings import queries, rules
from civic.openings.actions.pacing import is_first_paper_of_day, require_pace_of_papers
from civic.openings.actions.proving import erase_paper, new_code
from civic.openings.actions.takeovers import notify_sitting_mayor
from civic.openings.enums import OpeningStatus
from civic.openings.events import OpeningPaperAsked, OpeningPaperSent
from civic.openings.models import Opening, Paper
from civic.openings.refusals import AnotherPaper, NoCodeAwaited, PaperNotReady
from civic.ui import french
from civic.ui.mails import send_mail
from civic.ui.papers import tagged_pdf


def ask_paper(*, opening: Opening, commune: Commune, viewer: Viewer, source: str) -> None:
    """In the transaction of the caller, who locked both. A code that went by e-mail is worth nothing any more. The
    official mailbox, where there is one, hears of it: of the first in a day."""
    require_pace_of_papers(opening=opening, source=source)
    opening.status, opening.paper_asked_at, opening.paper_sent_at = OpeningStatus.PAPER_ASKED, now(), None
    opening.code_digest = ""
    opening.save()
    record(OpeningPaperAsked(opening_id=opening.pk), viewer=viewer, target=opening)
    prepare_paper.enqueue(opening_id=opening.pk)
    notify_sitting_mayor(opening=opening, commune=commune)
    address = queries.official_address(commune)
    if address and is_first_paper_of_day(opening=opening):
        context = {"commune": commune, "asked": queries.request_sentence(opening)}
        send_mail("openings/email/paper", context, to=address, answers_to=settings.CONTACT_EMAIL)


@transaction.atomic
def ask_paper_instead(*, viewer: Viewer, source: str) -> Opening:
    """Of the mail that did not arrive, or of a paper that was lost. Asking twice asks once."""
    commune = commune_for_update(viewer.commune.id)
    opening = queries.own_opening_for_update(viewer)
    if opening is None or opening.status not in OpeningStatus.awaiting_code():
        raise NoCodeAwaited
    if opening.status == OpeningStatus.MAILED or _is_lost(opening):
        ask_paper(opening=opening, commune=commune, viewer=viewer, source=source)
    return opening


def _is_lost(opening: Opening) -> bool:
    return bool(opening.paper_sent_at and now() - opening.paper_sent_at > rules.PAPER_LOST_AFTER)


@job(lane=Lane.FILES)
def prepare_paper(*, opening_id: UUID) -> None:
    """With a code of its own, which is nowhere else. Carried out twice, the first paper stays."""
    opening = queries.opening_by_id(opening_id)
    if opening is None or opening.status != OpeningStatus.PAPER_ASKED or queries.has_paper(opening):
        return
    code = new_code(opening=opening, lifetime=rules.PAPER_LIFETIME)
    content = b64encode(_paper(opening, code)).decode()
    with transaction.atomic():
        rows = Opening.objects.select_for_update().filter(pk=opening_id, status=OpeningStatus.PAPER_ASKED)
        locked = rows.first()
        if locked and not queries.has_paper(locked):
            Paper.objects.create(opening=locked, content=content)
            locked.code_digest, locked.failures = opening.code_digest, 0
            locked.code_sent_at, locked.code_expires_at = opening.code_sent_at, opening.code_expires_at
            locked.save()


def _paper(opening: Opening, code: str) -> bytes:
    context = {
        "commune": opening.commune,
        "asked": queries.request_sentence(opening),
        "address": opening.commune.town_hall_address.splitlines(),
        "code": f"{code[:3]} {code[3:]}",
        "date": french.full_date_time(timezone.localtime(opening.code_sent_at)),
        "site_name": settings.SITE_NAME,
        "short_address": settings.SITE_URL.partition("//")[2] + queries.code_address(opening),
        "contact": settings.CONTACT_EMAIL,
    }
    html = render_to_string("openings/paper.html", context)
    return tagged_pdf(html, render_to_string("openings/paper.css"))


@transaction.atomic
def record_paper_sent(*, viewer: Viewer, opening_id: UUID, paper: str) -> Opening:
    """« Posté »: its code serves from now on, for its weeks, and nobody prints it again. Doing it twice changes
    nothing. `paper`: the `paper_mark` of the one that was shown to be printed."""
    require(viewer.is_staff)
    opening = queries.opening_for_update(viewer, opening_id)
    if opening.status == OpeningStatus.PAPER_ASKED:
        if not queries.has_paper(opening):
            raise PaperNotReady
        if rules.paper_mark(opening.code_sent_at) != paper:
            raise AnotherPaper
        moment = now()
        opening.status, opening.paper_sent_at = OpeningStatus.PAPER_SENT, moment
        opening.code_expires_at = moment + rules.PAPER_LIFETIME
        opening.save(update_fields=["status", "paper_sent_at", "code_expires_at"])
        erase_paper(opening=opening)
        record(
            OpeningPaperSent(opening_id=opening.pk),
            viewer=viewer,
            target=opening,
            commune_id=opening.commune_id,
        )
        notify_failure(
            person_id=opening.person_id,
            thing_id=opening.pk,
            sentence=f"Le courrier avec votre code est posté à la mairie {opening.commune.of_name}.",
            url=queries.code_address(opening),
        )
    return opening
