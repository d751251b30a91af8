"""From the commune to its open page, as the person does it."""

from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from civic.accounts import queries as people
from civic.accounts.actions.failures import notify_failure
from civic.accounts.models import Person
from civic.communes.models import Commune
from civic.communes.queries.directory import commune_for_update
from civic.core import registry
from civic.core.clock import now
from civic.core.refusals import Refusal, require
from civic.core.text import mailbox
from civic.core.viewer import Viewer
from civic.delegations.actions import give_delegation
from civic.journal.actions import record
from civic.openings import queries, rules
from civic.openings.actions.codes import mail_code, require_waited
from civic.openings.actions.papers import ask_paper
from civic.openings.actions.proving import end_opening, erase_paper
from civic.openings.enums import OpeningFunction, OpeningStatus
from civic.openings.events import OpeningDone, OpeningGivenUp, OpeningOvertaken, OpeningStarted
from civic.openings.models import Opening
from civic.openings.refusals import (
    ActsAlready,
    CodeExpired,
    MayorElsewhere,
    MayorOfAnotherCommune,
    NoCodeAwaited,
    NoTriesLeft,
    Overtaken,
    OwnAddress,
    PageAlreadyOpen,
    StoppedByPlatform,
    WrongCode,
)
from civic.town_halls.actions.offices import (
    bring_town_hall,
    invite_mayor_again,
    require_possible_since,
    take_office,
)
from civic.town_halls.queries.town_halls import current_mayor, office_held_by


@transaction.atomic
def choose_commune(*, person: Person, commune: Commune, function: str) -> None:
    """Somebody signs up to open a page: once their address is confirmed, in whatever browser, they go on there."""
    Opening.objects.get_or_create(
        commune=commune,
        person=person,
        status=OpeningStatus.CHOSEN,
        defaults={"function": function, "started_at": now()},
    )


@transaction.atomic
def start_opening(
    *, viewer: Viewer, function: str, title: str, since: date | None, by_post: bool, source: str
) -> Opening:
    """Ask for the code: by e-mail where the directory has an address, else, or if the person prefers it, by post.
    Asking twice asks once. `source`: where the request comes from."""
    commune = commune_for_update(viewer.commune.id)
    office = current_mayor(commune.pk)
    opening = queries.own_opening_for_update(viewer)
    people.require_open_account(viewer)
    if viewer.is_mayor or (viewer.is_town_hall and function == OpeningFunction.AGENT):
        raise ActsAlready  # a delegate may become the mayor
    if function == OpeningFunction.AGENT and office:
        raise PageAlreadyOpen(commune.of_name, office.person.full_name)
    if function == OpeningFunction.MAYOR and (held := office_held_by(viewer.own_id)):
        raise MayorElsewhere(held.commune.of_name)
    if since:
        require_possible_since(since=since, commune=commune)
    if opening and opening.status == OpeningStatus.STOPPED:
        raise StoppedByPlatform
    if opening and opening.is_going_on and opening.status != OpeningStatus.CHOSEN:
        return opening
    if opening is None or not opening.is_going_on:
        require_waited(opening=opening)
        opening = Opening(commune=commune, person_id=viewer.own_id, started_at=now())
    opening.function, opening.title, opening.since, opening.replaced = function, title, since, office
    opening.save()
    record(OpeningStarted(opening_id=opening.pk), viewer=viewer, target=opening)
    if by_post or not queries.official_address(commune):
        ask_paper(opening=opening, viewer=viewer)
    else:
        mail_code(opening=opening, commune=commune, viewer=viewer, source=source)
    return opening


def enter_code(*, viewer: Viewer, code: str) -> Opening:
    """The right one opens the page for a mayor; an agent goes on to name theirs. A wrong one counts, though it is
    refused: what is raised comes after the commit."""
    with transaction.atomic():
        opening, refusal = _try_code(viewer, code)
    if refusal:
        raise refusal
    assert opening
    return opening


def _try_code(viewer: Viewer, code: str) -> tuple[Opening | None, Refusal | None]:
    commune = commune_for_update(viewer.commune.id)
    opening = queries.own_opening_for_update(viewer)
    people.require_open_account(viewer)
    if opening and opening.status in {OpeningStatus.PROVEN, OpeningStatus.DONE}:
        return opening, None  # the button was pressed twice
    if opening is None or opening.status not in OpeningStatus.awaiting_code() or not opening.code_digest:
        return None, NoCodeAwaited()
    if opening.failures >= rules.MOST_TRIES:
        return None, NoTriesLeft()
    if opening.code_expires_at is None or opening.code_expires_at <= now():
        return None, CodeExpired()
    if not constant_time_compare(opening.code_digest, rules.code_digest(opening.pk, code)):
        opening.failures += 1
        opening.save(update_fields=["failures"])
        return None, WrongCode(rules.MOST_TRIES - opening.failures)
    opening.code_digest = ""
    if not _is_first(opening):
        _overtake(opening)
        return None, Overtaken()
    if opening.is_by_mayor:
        assert opening.since
        take_office(commune=commune, mayor=opening.person, since=opening.since)
        _finish(opening, viewer)
    else:
        opening.status = OpeningStatus.PROVEN
        opening.code_expires_at = now() + rules.NAMED_WITHIN
        opening.save(update_fields=["status", "code_digest", "code_expires_at"])
        erase_paper(opening=opening)
    return opening, None


def name_mayor(*, viewer: Viewer, first_name: str, last_name: str, email: str, since: date) -> Opening:
    """By an agent whose code was right: the page opens in the mayor's name, who is invited by mail, and the agent acts
    for the town hall until the mayor decides otherwise."""
    with transaction.atomic():
        opening, refusal = _open_for_mayor(viewer, first_name, last_name, email, since)
    if refusal:
        raise refusal
    assert opening
    return opening


def _open_for_mayor(
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
    if not _is_first(opening):
        _overtake(opening)
        return None, Overtaken()
    _require_other_person(viewer, email)
    bring_town_hall(
        commune=commune,
        email=email,
        first_name=first_name,
        last_name=last_name,
        since=since,
        viewer=viewer,
        opened_by=opening.person.full_name,
    )
    office = current_mayor(commune.pk)
    assert office
    given = [right for right in registry.rights() if not right.is_guarded]
    give_delegation(office=office, person=opening.person, title=opening.title, rights=given)
    _finish(opening, viewer)
    return opening, None


@transaction.atomic
def correct_mayor(*, viewer: Viewer, first_name: str, last_name: str, email: str) -> None:
    """By the agent who named them: the invitation did not arrive, or went to a wrong address."""
    commune_for_update(viewer.commune.id)
    opening = queries.own_opening_for_update(viewer)
    people.require_open_account(viewer)
    require(opening is not None)
    assert opening
    _require_other_person(viewer, email)
    invite_mayor_again(
        viewer=viewer,
        commune_id=viewer.commune.id,
        email=email,
        first_name=first_name,
        last_name=last_name,
        opened_by=opening.person.full_name,
    )


def _require_other_person(viewer: Viewer, email: str) -> None:
    """The mayor of no other commune, and not the agent."""
    if mailbox(email) in people.addresses_of(viewer.own_id):
        raise OwnAddress
    person = people.person_by_email(email)
    held = office_held_by(person.pk) if person else None
    if held and held.commune_id != viewer.commune.id:
        raise MayorOfAnotherCommune(held.commune.of_name)


@transaction.atomic
def give_up(*, viewer: Viewer) -> None:
    """The person stops it themselves. Doing it twice changes nothing."""
    opening = queries.own_opening_for_update(viewer)
    if opening and opening.is_going_on:
        end_opening(opening=opening, status=OpeningStatus.GIVEN_UP)
        record(OpeningGivenUp(opening_id=opening.pk), viewer=viewer, target=opening)


def _is_first(opening: Opening) -> bool:
    """Nobody took office since it began. The commune is locked: of two at once the second finds the first."""
    office = current_mayor(opening.commune_id)
    return (office.pk if office else None) == opening.replaced_id


def _finish(opening: Opening, viewer: Viewer) -> None:
    end_opening(opening=opening, status=OpeningStatus.DONE)
    record(OpeningDone(opening_id=opening.pk), viewer=viewer, target=opening)
    others = Opening.objects.filter(commune=opening.commune_id, status__in=OpeningStatus.going_on())
    for other in others.select_for_update(of=("self",)).select_related("commune"):
        _overtake(other)


def _overtake(opening: Opening) -> None:
    end_opening(opening=opening, status=OpeningStatus.OVERTAKEN)
    record(OpeningOvertaken(opening_id=opening.pk), target=opening, commune_id=opening.commune_id)
    notify_failure(
        person_id=opening.person_id,
        thing_id=opening.pk,
        sentence=f"La page {opening.commune.of_name} vient d’être ouverte par une autre personne.",
        url=reverse("opening_start", args=[opening.commune.slug]),
    )
