"""A commune joins the platform; its mayor takes office and gives delegations."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q

from civic.accounts import actions as accounts
from civic.accounts.models import Person
from civic.communes.actions.letters import tell_mayor_page_is_open
from civic.communes.enums import Right
from civic.communes.events import DelegationGiven, TownHallJoined
from civic.communes.models import Commune, Delegation, Office, TownHall
from civic.core.audience import Audience
from civic.core.clock import now
from civic.journal.actions import record
from civic.live import actions as live
from civic.media import actions as media


@dataclass(frozen=True, slots=True)
class Opening:
    """What bringing a town hall did, to be told as it is."""

    mayor: Person
    link_sent: bool  # to choose a password; else the mayor signs in with the one they have
    is_new: bool  # False: the page was open for this mayor already


@transaction.atomic
def open_town_hall(*, commune: Commune, mayor: Person, since: date, slogan: str = "") -> TownHall:
    """Bring a commune's town hall onto the platform. A former mayor's office ends; the page stays."""
    hall, _ = TownHall.objects.get_or_create(commune=commune)
    office = Office.objects.filter(commune=commune, ended_at=None).first()
    if office is None or office.person_id != mayor.pk:
        if office:
            office.ended_at = now()
            office.save(update_fields=["ended_at"])
            # Those with a planned end too: what a mayor gave ends with the mayor.
            running = Delegation.objects.filter(Q(ends_at=None) | Q(ends_at__gt=now()), commune=commune)
            bereft = {office.person_id, *running.values_list("person_id", flat=True)}
            running.update(ends_at=now())
            for person_id in bereft:
                live.rights_changed(person_id=person_id)
        office = Office.objects.create(commune=commune, person=mayor, since=since, slogan=slogan)
        show_mayor(person_id=mayor.pk)
        record(TownHallJoined(office_id=office.pk), target=office, commune_id=commune.pk)
        live.rights_changed(person_id=mayor.pk)
    return hall


@transaction.atomic
def give_delegation(
    *, office: Office, person: Person, title: str, rights: Iterable[Right], ends_at: datetime | None = None
) -> Delegation:
    delegation = Delegation.objects.create(
        commune_id=office.commune_id,
        person=person,
        given_by=office.person,
        title=title,
        rights=sorted(Right(right).value for right in rights),
        starts_at=now(),
        ends_at=ends_at,
    )
    record(DelegationGiven(delegation_id=delegation.pk), target=delegation, commune_id=office.commune_id)
    live.rights_changed(person_id=person.pk)
    return delegation


def touch_page(*, commune_id: int) -> None:
    """What the frame of the commune's page shows has changed: kept renderings are not used again."""
    TownHall.objects.filter(commune_id=commune_id).update(version=F("version") + 1)


@transaction.atomic
def bring_town_hall(*, commune: Commune, email: str, first_name: str, last_name: str, since: date) -> Opening:
    """Open a commune's page for its mayor, who may have no account yet: one is made, and a link to choose the password
    goes to the address. To a mayor who has one goes a mail that says so. Doing it twice changes nothing more, but for
    another link to whoever did not use the first."""
    mayor, link_sent = accounts.invite_person(email=email, first_name=first_name, last_name=last_name)
    is_new = not Office.objects.filter(commune=commune, person=mayor, ended_at=None).exists()
    open_town_hall(commune=commune, mayor=mayor, since=since)
    if is_new and not link_sent:
        tell_mayor_page_is_open(commune=commune, mayor=mayor)
    return Opening(mayor=mayor, link_sent=link_sent, is_new=is_new)


def show_mayor(*, person_id: UUID) -> None:
    """Whoever holds an office is shown to every visitor of the commune's page: their photo is public."""
    offices = Office.objects.filter(person_id=person_id, ended_at=None).select_related("person")
    for office in offices:
        if office.person.photo_id:
            media.set_audience(audience=Audience.PUBLIC, media_ids=[office.person.photo_id])
        touch_page(commune_id=office.commune_id)
