"""The papers that invite residents: made by the worker, kept until something on them changes."""

from base64 import b64encode
from uuid import UUID

from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import mark_safe

from civic.accounts.actions.failures import notify_failure
from civic.core.audience import Audience
from civic.core.clock import now
from civic.core.jobs import Lane, job
from civic.core.refusals import require
from civic.core.viewer import Viewer
from civic.desk import rules
from civic.desk.enums import Paper
from civic.desk.events import InvitationAsked
from civic.desk.models import Invitation
from civic.desk.queries import inviting as queries
from civic.journal.actions import record
from civic.live import actions as live
from civic.live.rules import commune_topic
from civic.media import queries as media
from civic.media import storage
from civic.town_halls.queries.town_halls import active_mayor_id
from civic.ui.papers import GIVEN_UP_AFTER, qr_code, tagged_pdf
from civic.viewers.queries.viewer import viewer_for

LONG_NAME = 20  # letters: beyond, it takes two lines of the poster


@transaction.atomic
def ask_papers(*, viewer: Viewer) -> Invitation:
    """Asking again while they are prepared, or when nothing on them has changed, makes no new ones."""
    require(rules.may_work(viewer))
    digest, moment = queries.papers_digest(viewer.commune), now()
    invitation, created = Invitation.objects.select_for_update().get_or_create(
        commune_id=viewer.commune.id, defaults={"digest": digest, "asked_at": moment}
    )
    waits = invitation.ready_at is None and moment - invitation.asked_at < GIVEN_UP_AFTER
    if not created:
        if invitation.digest == digest and (invitation.ready_at or waits):
            return invitation
        invitation.digest, invitation.asked_at, invitation.ready_at = digest, moment, None
        invitation.save(update_fields=["digest", "asked_at", "ready_at"])
    record(InvitationAsked(), viewer=viewer)
    prepare_papers.enqueue(commune_id=viewer.commune.id, person_id=viewer.own_id)
    return invitation


def _record_unprepared(*, commune_id: int, person_id: UUID | None = None) -> None:
    invitation = (
        Invitation.objects.select_related("commune").filter(commune_id=commune_id, ready_at=None).first()
    )
    if invitation is not None:
        notify_failure(
            person_id=person_id or active_mayor_id(commune_id),
            thing_id=invitation.file_id,
            sentence=f"L’affiche et le tract {invitation.commune.of_name} n’ont pas pu être préparés. "
            "Demandez-les de nouveau.",
            url=reverse("invite", args=[invitation.commune.slug]),
        )


@job(lane=Lane.FILES, otherwise=_record_unprepared)
def prepare_papers(*, commune_id: int, person_id: UUID | None = None) -> None:
    """`person_id`: who asked for them; jobs of before name nobody."""
    invitation = Invitation.objects.filter(commune_id=commune_id, ready_at=None).first()
    if invitation is None:
        return
    mayor = viewer_for(person_id=active_mayor_id(commune_id), commune_id=commune_id)
    commune = mayor.commune
    context = {
        "commune": commune,
        "emblem": _emblem(mayor),
        "qr": mark_safe(qr_code(queries.sign_up_address(commune))),
        "address": queries.short_address(commune),
        "long": len(commune.name) > LONG_NAME,
    }
    for paper in Paper:
        html = render_to_string("desk/invitation_paper.html", context | {"paper": paper})
        style = render_to_string("desk/invitation_paper.css", {"paper": paper})
        storage.put(invitation.file_id, f"{paper}.pdf", tagged_pdf(html, style))
    with transaction.atomic():
        Invitation.objects.filter(pk=commune_id).update(ready_at=now())
        live.publish(topic=commune_topic(commune_id, Audience.TOWN_HALL), name="desk")


def _emblem(viewer: Viewer) -> str:
    """The largest copy, as an address that holds the picture itself; "" where there is none."""
    if viewer.commune.emblem_id is None:
        return ""
    found = media.media_for(viewer, viewer.commune.emblem_id)
    if found.largest is None:
        return ""
    with storage.open_file(found.pk, found.largest["name"]) as file:
        return f"data:{found.largest['type']};base64,{b64encode(file.read()).decode()}"
