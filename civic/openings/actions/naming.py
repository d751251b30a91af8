"""An agent whose code was right names the mayor. Whoever has no account is invited, and holds office from then on;
whoever has one accepts it first, because an address may be somebody else's."""

from datetime import date

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from civic.accounts import queries as people
from civic.accounts.actions.failures import notify_failure
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
    MayorOfAnotherCommune,
    NoCodeAwaited,
    OfferOver,
    Overtaken,
    OwnAddress,
)
from civic.town_halls.actions.offices import (
    bring_town_hall,
    hand_over_office,
    invite_mayor_again,
    require_mayor_to_come,
    require_possible_since,
    take_office,
)
from civic.town_halls.queries.town_halls import current_mayor, office_held_by
from civic.ui.mails import send_mail


def name_mayor(*, viewer: Viewer, first_name: str, last_name: str, email: str, since: date) -> Opening:
    """The page opens in the mayor's name, who is invited by mail, and the agent acts for the town hall until the mayor
    decides otherwise. With somebody who has an account, once they accept; until then the agent may name another."""
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
    if opening is None or opening.status not in {OpeningStatus.PROVEN, OpeningStatus.NAMED}:
        return None, NoCodeAwaited()
    if opening.code_expires_at is None or opening.code_expires_at <= now():
        return None, CodeExpired()
    if not is_first(opening=opening):
        overtake(opening=opening)
        return None, Overtaken()
    known = _require_other_person(viewer, email)
    if known:
        require_possible_since(since=since, commune=commune)
        opening.since, opening.status = since, OpeningStatus.NAMED
        _offer(opening, known, viewer)
        return opening, None
    bring_town_hall(
        commune=commune,
        email=email,
        first_name=first_name,
        last_name=last_name,
        since=since,
        viewer=viewer,
        opened_by=opening.person.full_name,
    )
    opening.mayor = None
    _give_rights_to_agent(opening)
    finish(opening=opening, viewer=viewer)
    return opening, None


@transaction.atomic
def correct_mayor(*, viewer: Viewer, first_name: str, last_name: str, email: str) -> None:
    """By the agent who named them, the page being open: the invitation did not arrive, or went to a wrong address."""
    commune_for_update(viewer.commune.id)
    opening = queries.own_opening_for_update(viewer)
    people.require_open_account(viewer)
    require(opening is not None)
    assert opening
    if known := _require_other_person(viewer, email):
        require_mayor_to_come(agent_id=viewer.own_id, commune_id=viewer.commune.id)
        _offer(opening, known, viewer)
        return
    invite_mayor_again(
        viewer=viewer,
        commune_id=viewer.commune.id,
        email=email,
        first_name=first_name,
        last_name=last_name,
        opened_by=opening.person.full_name,
    )
    opening.mayor = None
    opening.save(update_fields=["mayor"])


@transaction.atomic
def accept_office(*, viewer: Viewer) -> Opening:
    """By whom the agent named: they are mayor from then on."""
    commune = commune_for_update(viewer.commune.id)
    opening = queries.offered_opening_for_update(viewer)
    people.require_open_account(viewer)
    if opening is None:
        raise OfferOver
    is_open = opening.status == OpeningStatus.DONE
    stands = queries.awaits_mayor(opening) if is_open else is_first(opening=opening)
    if not stands or opening.code_expires_at is None or opening.code_expires_at <= now():
        raise OfferOver
    require_no_other_office(person_id=viewer.own_id)
    mayor = opening.mayor
    assert mayor
    opening.mayor = None
    if is_open:  # in place of an invitation that nobody used
        hand_over_office(viewer=viewer, agent_id=opening.person_id, commune_id=commune.pk, mayor=mayor)
        opening.save(update_fields=["mayor"])
    else:
        assert opening.since
        take_office(commune=commune, mayor=mayor, since=opening.since)
        _give_rights_to_agent(opening)
        finish(opening=opening, viewer=viewer)
    _notify_agent(opening, f"Le maire {commune.of_name} a accepté votre invitation.", "desk")
    return opening


@transaction.atomic
def decline_office(*, viewer: Viewer) -> None:
    """« Ce n’est pas moi »: the agent names another. Doing it twice changes nothing."""
    commune = commune_for_update(viewer.commune.id)
    opening = queries.offered_opening_for_update(viewer)
    people.require_open_account(viewer)
    if opening is None:
        return
    opening.mayor = None
    if opening.status == OpeningStatus.NAMED:
        opening.status = OpeningStatus.PROVEN
    opening.save(update_fields=["mayor", "status"])
    _notify_agent(
        opening,
        f"La personne invitée n’est pas le maire {commune.of_name}. Vérifiez l’adresse.",
        "opening_mayor",
    )


def _offer(opening: Opening, mayor: Person, viewer: Viewer) -> None:
    """Writes to them. Whom the agent named before has nothing to accept any more."""
    opening.mayor, opening.code_expires_at = mayor, now() + rules.ACCEPTED_WITHIN
    opening.save(update_fields=["mayor", "since", "status", "code_expires_at"])
    send_mail(
        "openings/email/offered",
        {
            "commune": opening.commune,
            "person": mayor,
            "opened_by": opening.person.full_name,
            "url": settings.SITE_URL + reverse("opening_offer", args=[opening.commune.slug]),
        },
        to=mayor.email,
        answers_to=settings.CONTACT_EMAIL,
        person_id=mayor.pk,
    )
    record(OpeningOffered(opening_id=opening.pk), viewer=viewer, target=opening)


def _give_rights_to_agent(opening: Opening) -> None:
    office = current_mayor(opening.commune_id)
    assert office
    given = [right for right in registry.rights() if not right.is_guarded]
    give_delegation(office=office, person=opening.person, title=opening.title, rights=given)


def _notify_agent(opening: Opening, sentence: str, page: str) -> None:
    notify_failure(
        person_id=opening.person_id,
        thing_id=opening.pk,
        sentence=sentence,
        url=reverse(page, args=[opening.commune.slug]),
    )


def _require_other_person(viewer: Viewer, email: str) -> Person | None:
    """The mayor of no other commune, and not the agent. Returns whoever signs in with this address."""
    if mailbox(email) in people.addresses_of(viewer.own_id):
        raise OwnAddress
    person = people.person_by_email(email)
    held = office_held_by(person.pk) if person else None
    if held and held.commune_id != viewer.commune.id:
        raise MayorOfAnotherCommune(held.commune.of_name)
    return person if person and people.has_come(person) else None
