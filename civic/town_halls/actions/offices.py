"""A commune joins the platform; who is its mayor, from when to when: recorded by the platform's people, or by the
opening of a page (civic.openings)."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.http import Http404
from django.urls import reverse

from civic.accounts import queries as people
from civic.accounts.actions import account as accounts
from civic.accounts.actions.failures import notify_failure
from civic.accounts.models import Person
from civic.communes.models import Commune
from civic.communes.queries.directory import commune_for_update
from civic.core.clock import local_to_utc, now
from civic.core.refusals import Refusal, require
from civic.core.viewer import Viewer
from civic.journal.actions import record
from civic.live import actions as live
from civic.town_halls.actions.pages import bump_page_of_mayor, bump_page_version
from civic.town_halls.events import (
    OfficeCorrected,
    OfficeEnded,
    OfficeHandedOver,
    TownHallJoined,
    mayor_left,
    office_handed_over,
)
from civic.town_halls.models import Office, TownHall
from civic.town_halls.queries.town_halls import current_mayor, lock_town_hall
from civic.ui.mails import send_mail

LONGEST_IN_OFFICE = 70  # years: the longest in France was 69


@dataclass(frozen=True, slots=True)
class OpenedTownHall:
    """What bringing a town hall did, to be reported as it is."""

    mayor: Person
    link_sent: bool  # to choose a password; else the mayor signs in with the one they have
    is_new: bool  # False: the page was open for this mayor already


class WrongDate(Refusal):
    """`field`: which of the two dates is at fault."""

    def __init__(self, message: str, field: str = "since") -> None:
        self.field = field
        super().__init__(message)


class AlreadyMayor(Refusal):
    message = "Cette personne est déjà maire de cette commune. Pour changer la date, corrigez son mandat."


class MayorHasCome(Refusal):
    message = "Le maire s’est déjà connecté\u00a0: son adresse est la bonne."


class OfficeOver(Refusal):
    message = "Ce mandat est déjà terminé."


@transaction.atomic
def open_town_hall(*, commune: Commune, mayor: Person, since: date, slogan: str = "") -> TownHall:
    """Bring a commune's town hall onto the platform. A former mayor's office ends; the page stays."""
    commune_for_update(commune.pk)  # its town hall may not be there to be locked
    town_hall, _ = TownHall.objects.select_for_update().get_or_create(commune=commune)
    office = Office.objects.select_for_update().filter(commune=commune, ended_at=None).first()
    if office is None or office.person_id != mayor.pk:
        if office:
            _leave(office, min(now(), _start_of(max(since, office.since), commune)))
        office = Office.objects.create(commune=commune, person=mayor, since=since, slogan=slogan)
        bump_page_of_mayor(person_id=mayor.pk)
        record(TownHallJoined(office_id=office.pk), target=office, commune_id=commune.pk)
        live.rights_changed(person_id=mayor.pk)
    return town_hall


@transaction.atomic
def bring_town_hall(
    *,
    commune: Commune,
    email: str,
    first_name: str,
    last_name: str,
    since: date,
    viewer: Viewer | None = None,
    opened_by: str = "",
) -> OpenedTownHall:
    """Open a commune's page for its mayor, who may have no account yet: one is made, and a link to choose the password
    goes to the address. To a mayor who has one goes a mail that says so. Doing it twice changes nothing more, but for
    another link to whoever did not use the first. `opened_by`: who did it in the mayor's name, as these mails say."""
    mayor, link_sent = _invite(commune, email, first_name, last_name, opened_by)
    is_new = not Office.objects.filter(commune=commune, person=mayor, ended_at=None).exists()
    open_town_hall(commune=commune, mayor=mayor, since=since)
    if is_new and not link_sent:
        _notify_mayor(commune, mayor, opened_by)
    if is_new or link_sent:
        invited = Office.objects.filter(commune=commune, person=mayor, ended_at=None)
        invited.update(invited_by=viewer and viewer.own_id, mail_refused_at=None)
    return OpenedTownHall(mayor=mayor, link_sent=link_sent, is_new=is_new)


@transaction.atomic
def open_for_stand_in(
    *, commune: Commune, first_name: str, last_name: str, since: date, viewer: Viewer
) -> None:
    """As `bring_town_hall`, where the mayor has an account and has not said yes: the page bears the name that the agent
    wrote, and the agent is told nothing of the account."""
    stand_in = accounts.stand_in_for(first_name=first_name, last_name=last_name)
    open_town_hall(commune=commune, mayor=stand_in, since=since)
    Office.objects.filter(person=stand_in).update(invited_by=viewer.own_id)


@transaction.atomic
def record_mayor(
    *,
    commune: Commune,
    email: str,
    first_name: str,
    last_name: str,
    since: date,
    viewer: Viewer | None = None,
) -> OpenedTownHall:
    """A new mayor takes office in a commune that is here. Page, residents and contents stay with the commune."""
    commune_for_update(commune.pk)  # before its town hall, as everywhere
    TownHall.objects.select_for_update().get(commune=commune)
    require_possible_since(since=since, commune=commune)
    current = Office.objects.filter(commune=commune, ended_at=None).first()
    person = people.person_by_email(email)
    if current and person and current.person_id == person.pk:
        raise AlreadyMayor
    return bring_town_hall(
        commune=commune,
        email=email,
        first_name=first_name,
        last_name=last_name,
        since=since,
        viewer=viewer,
    )


def require_possible_since(*, since: date, commune: Commune) -> None:
    """Of a mayor who takes office: raises WrongDate."""
    _not_in_the_future(since, commune, "since")
    if since.year < now().year - LONGEST_IN_OFFICE:
        raise WrongDate("Cette date est bien ancienne\u00a0: vérifiez l’année.")
    latest = Office.objects.filter(commune=commune).order_by("-since", "-pk").first()
    if latest and since < latest.since:
        raise WrongDate("Cette date est avant le début du mandat précédent.")


@transaction.atomic
def take_office(*, commune: Commune, mayor: Person, since: date) -> None:
    """By whoever proved that the town hall speaks through them. The commune is locked by the caller: of two at once one
    is first. Page, residents and contents of a commune that is here stay with it."""
    require_possible_since(since=since, commune=commune)
    open_town_hall(commune=commune, mayor=mayor, since=since)


@transaction.atomic
def invite_mayor_again(
    *, viewer: Viewer, commune_id: int, email: str, first_name: str, last_name: str, opened_by: str
) -> None:
    """By the agent who invited the mayor, at another address, as long as nobody signed in with the first one. The
    office goes on, and what it gave."""
    office = _require_mayor_to_come(agent_id=viewer.own_id, commune_id=commune_id)
    mayor, _ = _invite(office.commune, email, first_name, last_name, opened_by)
    hand_over_office(viewer=viewer, agent_id=viewer.own_id, commune_id=commune_id, mayor=mayor)


def _require_mayor_to_come(*, agent_id: UUID, commune_id: int) -> Office:
    """Invited by this agent, and never signed in: raises MayorHasCome. Its town hall is locked."""
    lock_town_hall(commune_id)
    office = current_mayor(commune_id)
    require(office is not None and office.invited_by_id == agent_id)
    assert office
    if people.has_opened(office.person):
        raise MayorHasCome
    return office


@transaction.atomic
def hand_over_office(*, viewer: Viewer, agent_id: UUID, commune_id: int, mayor: Person) -> None:
    """From whom an agent invited to whom they meant. The office goes on, and what it gave."""
    office = _require_mayor_to_come(agent_id=agent_id, commune_id=commune_id)
    former = office.person
    office.person, office.mail_refused_at = mayor, None
    office.save(update_fields=["person", "mail_refused_at"])
    bump_page_of_mayor(person_id=mayor.pk)
    office_handed_over.send(Office, office=office, former=former)
    record(OfficeHandedOver(office_id=office.pk), viewer=viewer, target=office)
    accounts.delete_stand_in(person=former)
    live.rights_changed(person_id=mayor.pk)


@transaction.atomic
def record_answer_of_mayor(*, person_id: UUID, refused: bool, sentence: str = "") -> None:
    """A mayor’s mailbox refuses our mails, or takes them again. Who invited them hears once of the former. `sentence`:
    what they hear, where it is a person who refuses."""
    current = Office.objects.filter(person=person_id, ended_at=None)
    if not refused:
        current.update(mail_refused_at=None)
        return
    unknown = current.filter(mail_refused_at=None).select_related("commune", "invited_by")
    for office in unknown.select_for_update(of=("self",)):
        office.mail_refused_at = now()
        office.save(update_fields=["mail_refused_at"])
        notify_failure(
            person_id=office.invited_by_id,
            thing_id=office.pk,
            sentence=sentence
            or f"L’adresse du maire {office.commune.of_name} refuse nos e-mails. "
            "Demandez la bonne à sa mairie.",
            url=_correction_address(office),
        )


@transaction.atomic
def end_office(*, viewer: Viewer, office_id: UUID, last_day: date, notify: bool) -> Office:
    """Without a successor yet. What the mayor gave ends with the mayor; the page stays. `notify` False: the mayor died,
    nobody is written to nor kept as a resident."""
    require(viewer.is_staff)
    office = _for_update(office_id)
    if office.ended_at:
        raise OfficeOver
    _leave(office, _end_within(office, last_day), viewer=viewer, notify=notify)
    return office


@transaction.atomic
def end_offices_of(*, person_id: UUID) -> None:
    """Their account is being erased: nobody is written to nor kept as a resident."""
    for office_id in Office.objects.filter(person_id=person_id, ended_at=None).values_list("pk", flat=True):
        _leave(_for_update(office_id), now(), notify=False)


@transaction.atomic
def correct_office(*, viewer: Viewer, office_id: UUID, since: date, last_day: date | None) -> Office:
    """Dates that were typed wrong. `last_day` is of an office that is over; it ends none."""
    require(viewer.is_staff)
    office = _for_update(office_id)
    _not_in_the_future(since, office.commune, "since")
    others = Office.objects.filter(commune=office.commune).exclude(pk=office.pk)
    same_day = Q(since=office.since)
    earlier = Q(since__lt=office.since) | same_day & Q(pk__lt=office.pk)
    later = Q(since__gt=office.since) | same_day & Q(pk__gt=office.pk)
    before = others.filter(earlier).order_by("-since", "-pk").first()
    after = others.filter(later).order_by("since", "pk").first()
    if before and since < before.since:
        raise WrongDate("Cette date est avant le début du mandat précédent.")
    if after and since > after.since:
        raise WrongDate("Cette date est après le début du mandat suivant.")
    office.since = since
    if office.ended_at and last_day:
        office.ended_at = _end_within(office, last_day)
        if after and last_day > after.since:
            raise WrongDate("Cette date est après le début du mandat suivant.", "last_day")
    elif office.ended_at and _local_day(office.ended_at, office.commune) < since:
        raise WrongDate("Cette date est après la fin du mandat.")
    office.save(update_fields=["since", "ended_at"])
    bump_page_version(commune_id=office.commune_id)
    record(OfficeCorrected(office_id=office.pk), viewer=viewer, target=office, commune_id=office.commune_id)
    return office


def _correction_address(office: Office) -> str:
    """Where whoever invited the mayor puts the address right."""
    if office.invited_by and not office.invited_by.is_staff:
        return reverse("opening_mayor", args=[office.commune.slug])
    return reverse("office_list", args=[office.commune.code])


def _invite(
    commune: Commune, email: str, first_name: str, last_name: str, opened_by: str
) -> tuple[Person, bool]:
    return accounts.invite_person(
        email=email,
        first_name=first_name,
        last_name=last_name,
        template="town_halls/email/mayor_invitation",
        context={"commune": commune, "opened_by": opened_by},
    )


def _notify_mayor(commune: Commune, mayor: Person, opened_by: str) -> None:
    """To a mayor who had an account before: it is the one that opens the town hall's side of the page."""
    context = {"person": mayor, "commune": commune, "opened_by": opened_by}
    send_mail(
        "town_halls/email/page_opened",
        context,
        to=mayor.email,
        answers_to=settings.CONTACT_EMAIL,
        person_id=mayor.pk,
    )


def _leave(office: Office, at: datetime, *, viewer: Viewer | None = None, notify: bool = True) -> None:
    office.ended_at = at
    office.save(update_fields=["ended_at"])
    mayor_left.send(Office, office=office, stays=notify and people.has_opened(office.person))
    bump_page_version(commune_id=office.commune_id)
    record(
        OfficeEnded(office_id=office.pk, notify=notify),
        viewer=viewer,
        target=office,
        commune_id=office.commune_id,
    )
    live.rights_changed(person_id=office.person_id)


def _for_update(office_id: UUID) -> Office:
    """The town hall first, as whoever records a new mayor takes it: two at once wait for each other in turn."""
    town_halls = TownHall.objects.select_for_update(of=("self",))
    town_halls.filter(commune__offices=office_id).first()
    rows = Office.objects.select_for_update(of=("self",)).select_related("commune", "person")
    office = rows.filter(pk=office_id).first()
    if office is None:
        raise Http404
    return office


def _end_within(office: Office, last_day: date) -> datetime:
    """The end of that day, or this moment for today."""
    _not_in_the_future(last_day, office.commune, "last_day")
    if last_day < office.since:
        raise WrongDate("Cette date est avant le début du mandat.", "last_day")
    return min(now(), local_to_utc(datetime.combine(last_day, time.max), office.commune.timezone))


def _not_in_the_future(day: date, commune: Commune, field: str) -> None:
    if day > _local_day(now(), commune):
        raise WrongDate("Cette date est dans le futur\u00a0: revenez le jour venu.", field)


def _start_of(day: date, commune: Commune) -> datetime:
    return local_to_utc(datetime.combine(day, time.min), commune.timezone)


def _local_day(moment: datetime, commune: Commune) -> date:
    return moment.astimezone(ZoneInfo(commune.timezone)).date()


@transaction.atomic
def end_offices_of_merged_communes() -> dict[int, Counter[str]]:
    """How many ended, by the id of the former commune."""
    held = Office.objects.filter(ended_at=None, commune__merged_into__isnull=False)
    ended = Counter(held.values_list("commune_id", flat=True))
    held.filter(commune_id__in=list(ended)).update(ended_at=now())
    return {commune_id: Counter(offices=count) for commune_id, count in ended.items()}
