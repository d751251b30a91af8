"""Those who act for the mairies of the demo besides the director: one of each state, through the same actions."""

from dataclasses import dataclass
from datetime import timedelta

from civic.accounts.models import Person
from civic.agenda.enums import EDIT_AGENDA
from civic.alerts.enums import SEND_ALERTS
from civic.core.descriptors import Right
from civic.delegations.actions import give_delegation, offer_delegation, withdraw_delegation
from civic.delegations.enums import HANDLE_REPORTS
from civic.delegations.models import Delegation
from civic.posts.enums import PUBLISH
from civic.statistics.enums import SEE_STATISTICS
from civic.threads.enums import MODERATE_COMMENTS
from civic.town_halls.enums import EDIT_PAGE
from civic.town_halls.models import Office
from demo.loading.past import Past
from demo.loading.registrations import Town

ACCOUNTS = 4  # inhabitants that it takes from the crowd


@dataclass(frozen=True, slots=True)
class Given:
    title: str
    rights: tuple[Right, ...]
    since: timedelta  # before now, or after it
    lasts: timedelta | None = None
    withdrawn: timedelta | None = None  # before now


GIVEN = (
    Given(
        "Chargée de communication",
        (PUBLISH, EDIT_PAGE, SEE_STATISTICS, SEND_ALERTS),
        timedelta(days=-120),
    ),
    Given("Adjoint à la culture", (PUBLISH, EDIT_AGENDA), timedelta(days=9), timedelta(days=180)),
    Given("Renfort de l’été", (MODERATE_COMMENTS, HANDLE_REPORTS), timedelta(days=-160), timedelta(days=75)),
    Given("Stagiaire", (PUBLISH,), timedelta(days=-70), withdrawn=timedelta(days=12)),
)


def settle(town: Town, past: Past) -> None:
    """The last of the crowd, who say nothing elsewhere, and an invitation that a known resident can answer."""
    quiet = [
        inhabitant.person for inhabitant in town.inhabitants if inhabitant.person not in town.known.values()
    ]
    office = Office.objects.get(commune=town.commune, ended_at=None)
    for given, person in zip(GIVEN, quiet[-ACCOUNTS:], strict=False):
        starts_at = past.now + given.since
        past.delegation(
            _give(town, office, given, person),
            min(starts_at, past.now - timedelta(days=3)),
            starts_at=starts_at,
            ends_at=starts_at + given.lasts if given.lasts else None,
            withdrawn_at=past.now - given.withdrawn if given.withdrawn else None,
        )
    invited = town.known["citoyen"]
    offered = offer_delegation(
        viewer=town.viewer(town.mayor),
        email=invited.email,
        first_name=invited.first_name,
        last_name=invited.last_name,
        title="Référent des associations",
        rights=[EDIT_AGENDA, PUBLISH, SEND_ALERTS],
        starts_at=None,
        ends_at=None,
        key="demo",
    )
    past.offer(offered, past.now - timedelta(days=1, hours=3))


def _give(town: Town, office: Office, given: Given, person: Person) -> Delegation:
    delegation = give_delegation(
        office=office,
        person=person,
        title=given.title,
        rights=given.rights,
    )
    if given.withdrawn:
        withdraw_delegation(viewer=town.viewer(town.mayor), delegation_id=delegation.pk)
        delegation.refresh_from_db()
    return delegation
