"""The platform's people stop an opening, or the sitting mayor one that came by post."""

from uuid import UUID

from django.conf import settings
from django.db import transaction

from civic.accounts import queries as people
from civic.accounts.actions.failures import notify_failure
from civic.communes.queries.directory import commune_for_update
from civic.core.refusals import require
from civic.core.viewer import Viewer
from civic.journal.actions import record
from civic.openings import queries
from civic.openings.actions.proving import end_opening
from civic.openings.enums import OpeningStatus
from civic.openings.events import OpeningAllowedAgain, OpeningStopped
from civic.openings.models import Opening
from civic.openings.refusals import CodeAtTownHall, NotGoingOn
from civic.ui.mails import send_mail


@transaction.atomic
def stop_opening(*, viewer: Viewer, opening_id: UUID, reason: str) -> Opening:
    """With the reason, which goes to the person by mail. Doing it twice changes nothing."""
    require(viewer.is_staff)
    opening = queries.opening_for_update(viewer, opening_id)
    if opening.status == OpeningStatus.STOPPED:
        return opening
    if not opening.is_going_on:
        raise NotGoingOn
    _stop(opening, viewer, reason)
    return opening


@transaction.atomic
def allow_again(*, viewer: Viewer, opening_id: UUID) -> Opening:
    """It was stopped by mistake, or all is settled: the person begins again, with another code, and hears it by mail as
    they heard of the stop. Doing it twice changes nothing."""
    require(viewer.is_staff)
    opening = queries.opening_for_update(viewer, opening_id)
    if opening.status == OpeningStatus.STOPPED:
        opening.status = OpeningStatus.GIVEN_UP
        opening.save(update_fields=["status"])
        record(
            OpeningAllowedAgain(opening_id=opening.pk),
            viewer=viewer,
            target=opening,
            commune_id=opening.commune_id,
        )
        _notify_allowed(opening)
    return opening


def _notify_allowed(opening: Opening) -> None:
    """By mail and on site; nobody is asked to open what somebody else has opened meanwhile."""
    start, of_name = queries.start_address(opening.commune.slug, opening.function), opening.commune.of_name
    is_open = queries.is_open_meanwhile(opening)
    _write(opening, "openings/email/allowed", url=settings.SITE_URL + start, is_open=is_open)
    notify_failure(
        person_id=opening.person_id,
        thing_id=opening.pk,
        sentence=f"Votre demande n’est plus arrêtée. Entre-temps, la page {of_name} a été ouverte."
        if is_open
        else f"Vous pouvez de nouveau demander à ouvrir la page {of_name}.",
        url=start,
    )


@transaction.atomic
def contest_takeover(*, viewer: Viewer, opening_id: UUID) -> Opening:
    """By the mayor whom it would replace. Not a code that went to the official mailbox: whoever reads it answers it."""
    commune_for_update(viewer.commune.id)
    opening = queries.takeover_for_update(viewer, opening_id)
    people.require_open_account(viewer)
    if opening is None:
        raise NotGoingOn
    if opening.status not in OpeningStatus.contestable():
        raise CodeAtTownHall
    _stop(opening, viewer, "Le maire en place conteste cette demande.")
    return opening


def _stop(opening: Opening, viewer: Viewer, reason: str) -> None:
    _notify_mailbox(opening)
    opening.stopped_by_id, opening.reason = viewer.own_id, reason
    end_opening(opening=opening, status=OpeningStatus.STOPPED)
    _write(opening, "openings/email/stopped", reason=reason)
    record(
        OpeningStopped(opening_id=opening.pk), viewer=viewer, target=opening, commune_id=opening.commune_id
    )


def _notify_mailbox(opening: Opening) -> None:
    """The town hall, which was told of a code: nobody there gives away one that serves no more."""
    address = queries.official_address(opening.commune)
    if opening.status == OpeningStatus.CHOSEN or opening.mail_refused_at or not address:
        return
    context = {
        "commune": opening.commune,
        "asked": queries.request_sentence(opening),
        "is_to_post": opening.status == OpeningStatus.PAPER_ASKED,
    }
    send_mail("openings/email/called_off", context, to=address, answers_to=settings.CONTACT_EMAIL)


def _write(opening: Opening, template: str, **words: str | bool) -> None:
    """To the person, who may answer; nobody writes to a closed account."""
    if not opening.person.is_active:
        return
    send_mail(
        template,
        {"commune": opening.commune, "person": opening.person, **words},
        to=opening.person.email,
        answers_to=settings.CONTACT_EMAIL,
        person_id=opening.person_id,
    )
