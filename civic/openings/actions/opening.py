"""From the commune to its open page, as the person does it."""

from datetime import date

from django.db import transaction
from django.utils.crypto import constant_time_compare

from civic.accounts import queries as people
from civic.accounts.actions.account import IdentityChangedMeanwhile, accept_identity
from civic.accounts.models import Person
from civic.communes.models import Commune
from civic.communes.queries.directory import commune_for_update
from civic.core.clock import now
from civic.core.refusals import Refusal
from civic.core.viewer import Viewer
from civic.journal.actions import record
from civic.openings import queries, rules
from civic.openings.actions.codes import mail_code
from civic.openings.actions.pacing import require_waited
from civic.openings.actions.papers import ask_paper
from civic.openings.actions.proving import (
    end_opening,
    erase_paper,
    finish,
    is_first,
    overtake,
    require_no_other_office,
)
from civic.openings.actions.takeovers import wait_for_contest
from civic.openings.enums import OpeningFunction, OpeningStatus
from civic.openings.events import OpeningGivenUp, OpeningStarted
from civic.openings.models import Opening
from civic.openings.refusals import (
    ActsAlready,
    CodeExpired,
    NamedOtherwise,
    NoCodeAwaited,
    NoTriesLeft,
    Overtaken,
    PageAlreadyOpen,
    StoppedByPlatform,
    WrongCode,
)
from civic.town_halls.actions.offices import (
    require_possible_since,
    take_office,
)
from civic.town_halls.queries.town_halls import current_mayor


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
    if function == OpeningFunction.MAYOR:
        require_no_other_office(person_id=viewer.own_id)
    if since:
        require_possible_since(since=since, commune=commune)
    if opening and opening.status == OpeningStatus.STOPPED:
        raise StoppedByPlatform
    if opening and opening.is_going_on and opening.status != OpeningStatus.CHOSEN:
        return opening
    former = opening
    if opening is None or not opening.is_going_on:
        number = opening.number + 1 if opening else 1
        opening = Opening(commune=commune, person_id=viewer.own_id, number=number, started_at=now())
    opening.function, opening.title, opening.since, opening.replaced = function, title, since, office
    opening.save()
    record(OpeningStarted(opening_id=opening.pk), viewer=viewer, target=opening)
    if by_post or not queries.official_address(commune):
        ask_paper(opening=opening, commune=commune, viewer=viewer, source=source)
    else:
        require_waited(opening=former)
        mail_code(opening=opening, commune=commune, viewer=viewer, source=source)
    return opening


def enter_code(*, viewer: Viewer, code: str) -> Opening:
    """The right one opens the page for a mayor; an agent goes on to name theirs. One that came by post takes no page
    over at once. A wrong one counts, though it is
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
    if opening and opening.status in OpeningStatus.proven() | {OpeningStatus.DONE}:
        return opening, None  # the button was pressed twice
    if opening is None or opening.status not in {OpeningStatus.MAILED, OpeningStatus.PAPER_SENT}:
        return None, NoCodeAwaited()  # a paper that nobody posted has no code yet
    if not opening.code_digest:
        return None, NoCodeAwaited()
    if rules.is_spent(opening.failures):
        return None, NoTriesLeft()
    if opening.code_expires_at is None or opening.code_expires_at <= now():
        opening.code_digest = ""  # nor later, should the clock be put back
        opening.save(update_fields=["code_digest"])
        return None, CodeExpired()
    if not constant_time_compare(opening.code_digest, rules.code_digest(opening.pk, code)):
        opening.failures += 1
        opening.save(update_fields=["failures"])
        return None, WrongCode(rules.MOST_TRIES - opening.failures)
    if not is_first(opening=opening):
        overtake(opening=opening)
        return None, Overtaken()
    try:  # from here on the name that the town hall read stands, whatever is still waited for
        accept_identity(person_id=viewer.own_id, moment=now(), read_at=opening.code_sent_at)
    except IdentityChangedMeanwhile:
        return None, NamedOtherwise()
    if opening.is_by_mayor:
        require_no_other_office(person_id=viewer.own_id)
    opening.code_digest = ""
    if opening.replaces and opening.status == OpeningStatus.PAPER_SENT:
        wait_for_contest(opening=opening, commune=commune, viewer=viewer)
    elif opening.is_by_mayor:
        assert opening.since
        take_office(commune=commune, mayor=opening.person, since=opening.since)
        finish(opening=opening, viewer=viewer)
    else:
        opening.status = OpeningStatus.PROVEN
        opening.code_expires_at = now() + rules.NAMED_WITHIN
        opening.save(update_fields=["status", "code_digest", "code_expires_at"])
        erase_paper(opening=opening)
    return opening, None


@transaction.atomic
def give_up(*, viewer: Viewer) -> Opening | None:
    """The person stops it themselves. Doing it twice changes nothing. The one that is given up now; None where there
    is nothing to give up: it ended otherwise meanwhile."""
    opening = queries.own_opening_for_update(viewer)
    if opening and opening.is_going_on:
        end_opening(opening=opening, status=OpeningStatus.GIVEN_UP)
        record(OpeningGivenUp(opening_id=opening.pk), viewer=viewer, target=opening)
    return opening if opening and opening.was_given_up else None
