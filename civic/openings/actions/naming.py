"""An agent whose code was right names the mayor. Whoever has no account is invited, and holds office from then on;
whoever has one accepts it first, because an address may be somebody else's, and a name without an account stands in
until then. The agent sees the same in both cases, so no address tells whether it has an account."""

from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from civic.accounts import queries as people
from civic.accounts.actions.account import accept_identity, stand_in_for
from civic.accounts.actions.failures import NAME, notify_failure
from civic.accounts.models import Person
from civic.communes.queries.directory import commune_for_update
from civic.core import registry
from civic.core.clock import now
from civic.core.refusals import Refusal, require
from civic.core.text import mailbox
from civic.core.viewer import Viewer
from civic.delegations.actions import give_delegation
from civic.journal.actions import record
from civic.openings import queries, rules
from civic.openings.actions.proving import finish, is_first, overtake, require_no_other_office
from civic.openings.enums import OpeningStatus
from civic.openings.events import OpeningOffered
from civic.openings.models import Opening
from civic.openings.refusals import (
    CodeExpired,
    NoCodeAwaited,
    OfferOver,
    Overtaken,
    OwnAddress,
    TooLateToOffer,
)
from civic.town_halls.actions.offices import (
    bring_town_hall,
    hand_over_office,
    invite_mayor_again,
    open_for_stand_in,
    record_answer_of_mayor,
    require_possible_since,
)
from civic.town_halls.queries.town_halls import current_mayor, held_another_office
from civic.ui.mails import send_mail


def name_mayor(*, viewer: Viewer, first_name: str, last_name: str, email: str, since: date) -> Opening:
    """The page opens in the mayor's name, who is invited by mail, and the agent acts for the town hall until the mayor
    decides otherwise."""
    with transaction.atomic():
        opening, refusal = _name(viewer, first_name, last_name, email, since)
    if refusal:
        raise refusal
    assert opening
    return opening


def _name(
    viewer: Viewer, first_name: str, last_name: str, email: str, since: date
) -> tuple[Opening | None, Refusal | None]:
    commune = commune_for_update(viewer.commune.id)
    opening = queries.own_opening_for_update(viewer)
    people.require_open_account(viewer)
    if opening and opening.status == OpeningStatus.DONE:
        return opening, None
    if opening is None or opening.status != OpeningStatus.PROVEN:
        return None, NoCodeAwaited()
    if opening.code_expires_at is None or opening.code_expires_at <= now():
        return None, CodeExpired()
    if not is_first(opening=opening):
        overtake(opening=opening)
        return None, Overtaken()
    known = _other_person(viewer, email)
    require_possible_since(since=since, commune=commune)
    if known:
        open_for_stand_in(
            commune=commune, first_name=first_name, last_name=last_name, since=since, viewer=viewer
        )
    else:
        bring_town_hall(
            commune=commune,
            email=email,
            first_name=first_name,
            last_name=last_name,
            since=since,
            viewer=viewer,
            opened_by=opening.agent_words,
        )
    _give_rights_to_agent(opening)
    finish(opening=opening, viewer=viewer)
    _offer(opening, known, email)
    return opening, None


@transaction.atomic
def correct_mayor(*, viewer: Viewer, first_name: str, last_name: str, email: str) -> None:
    """By the agent who named them, the page being open: the invitation did not arrive, or went to a wrong address."""
    commune_for_update(viewer.commune.id)
    opening = require(queries.opening_as_agent_for_update(viewer))
    people.require_open_account(viewer)
    if not rules.may_name_again(opening.ended_at, at=now()):
        raise TooLateToOffer
    known = _other_person(viewer, email)
    if known:
        hand_over_office(
            viewer=viewer,
            agent_id=viewer.own_id,
            commune_id=viewer.commune.id,
            mayor=stand_in_for(first_name=first_name, last_name=last_name),
        )
    else:
        invite_mayor_again(
            viewer=viewer,
            commune_id=viewer.commune.id,
            email=email,
            first_name=first_name,
            last_name=last_name,
            opened_by=opening.agent_words,
        )
    _offer(opening, known, email)


@transaction.atomic
def accept_office(*, viewer: Viewer) -> Opening:
    """By whom the agent named: they are mayor from then on."""
    commune = commune_for_update(viewer.commune.id)
    opening = queries.offered_opening_for_update(viewer)
    people.require_open_account(viewer)
    if opening is None:
        raise OfferOver
    is_late = opening.code_expires_at is None or opening.code_expires_at <= now()
    if is_late or not queries.awaits_mayor(opening):
        raise OfferOver
    require_no_other_office(person_id=viewer.own_id)
    mayor = opening.mayor
    assert mayor
    hand_over_office(viewer=viewer, agent_id=opening.person_id, commune_id=commune.pk, mayor=mayor)
    accept_identity(person_id=mayor.pk, moment=now())
    opening.mayor, opening.mayor_email = None, ""
    opening.save(update_fields=["mayor", "mayor_email"])
    notify_failure(
        person_id=opening.person_id,
        thing_id=opening.pk,
        sentence=f"{NAME} a accepté votre invitation, et est maire {commune.of_name}.",
        name=mayor.full_name,
        url=reverse("desk", args=[commune.slug]),
    )
    return opening


@transaction.atomic
def decline_office(*, viewer: Viewer) -> None:
    """« Ce n’est pas moi »: the agent names another. Doing it twice changes nothing."""
    commune = commune_for_update(viewer.commune.id)
    opening = queries.offered_opening_for_update(viewer)
    people.require_open_account(viewer)
    if opening is None:
        return
    opening.mayor, opening.mayor_email = None, ""
    opening.save(update_fields=["mayor", "mayor_email"])
    _record_answer(
        opening,
        refused=True,
        sentence=f"La personne invitée n’est pas le maire {commune.of_name}. Écrivez la bonne adresse.",
    )


@transaction.atomic
def record_answer_of_offered(*, person_id: UUID, refused: bool) -> None:
    """Their mailbox refuses our mails, or takes them again: the agent hears it as of any mayor who was invited."""
    for opening in Opening.objects.filter(mayor=person_id, status=OpeningStatus.DONE):
        _record_answer(opening, refused=refused)


@transaction.atomic
def erase_address_of_offered(*, person_id: UUID) -> None:
    """Their account is being erased, and their address here with it: for the agent, nothing arrives there any more."""
    record_answer_of_offered(person_id=person_id, refused=True)
    Opening.objects.filter(mayor=person_id).update(mayor_email="")


def _record_answer(opening: Opening, *, refused: bool, sentence: str = "") -> None:
    office = current_mayor(opening.commune_id)
    if office and queries.awaits_mayor(opening):
        record_answer_of_mayor(person_id=office.person_id, refused=refused, sentence=sentence)


def _offer(opening: Opening, mayor: Person | None, email: str) -> None:
    """Writes to whom the address means, if they have an account. Whom the agent named before has nothing to accept any
    more."""
    opening.mayor, opening.code_expires_at = mayor, _offer_expires_at(opening)
    opening.mayor_email, opening.mayor_invited_at = email, now()
    opening.save(update_fields=["mayor", "code_expires_at", "mayor_email", "mayor_invited_at"])
    if mayor is None:
        return
    send_mail(
        "openings/email/offered",
        {
            "commune": opening.commune,
            "person": mayor,
            "opened_by": opening.agent_words,
            "url": settings.SITE_URL + reverse("opening_offer", args=[opening.commune.slug]),
        },
        to=mayor.email,
        answers_to=settings.CONTACT_EMAIL,
        person_id=mayor.pk,
    )
    # Not recorded as the agent's, whose export would tell of the account.
    record(OpeningOffered(opening_id=opening.pk), target=opening)


def _offer_expires_at(opening: Opening) -> datetime:
    moment = now()
    return rules.offer_expires_at(opening.ended_at or moment, at=moment)


def _give_rights_to_agent(opening: Opening) -> None:
    office = current_mayor(opening.commune_id)
    assert office
    given = [right for right in registry.rights() if not right.is_guarded]
    give_delegation(office=office, person=opening.person, title=opening.title, rights=given)


def _other_person(viewer: Viewer, email: str) -> Person | None:
    """Not the agent. Who has an account, or is in another office, now or before, is asked first: there nobody changes
    their name, and whether they may be mayor here is for them to see, when they accept. Else None."""
    if mailbox(email) in people.confirmed_addresses_of(viewer.own_id):
        raise OwnAddress
    person = people.person_by_email(email)
    if person is None:
        return None
    is_known = people.has_come(person) or held_another_office(person.pk, but_in=viewer.commune.id)
    return person if is_known else None
