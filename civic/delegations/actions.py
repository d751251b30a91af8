"""A mayor hands named rights to a named person, who accepts or declines; changed, withdrawn, given back."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from civic.accounts import queries as people
from civic.accounts.actions import account as accounts
from civic.accounts.actions.failures import NAME, notify_failure
from civic.accounts.models import Person
from civic.core import registry
from civic.core.clock import now
from civic.core.form_keys import digest_of_form
from civic.core.refusals import require
from civic.core.text import mailbox
from civic.core.viewer import Viewer
from civic.delegations import rules
from civic.delegations.enums import DelegationState
from civic.delegations.events import (
    DelegationAccepted,
    DelegationChanged,
    DelegationDeclined,
    DelegationEnded,
    DelegationGiven,
    DelegationOffered,
    DelegationRestored,
    DelegationWithdrawn,
)
from civic.delegations.models import Delegation
from civic.delegations.queries.delegations import delegation_for_update, own_delegation_for_update
from civic.delegations.queries.people import people_with_right
from civic.delegations.refusals import (
    MOST_STANDING,
    AlreadyDelegate,
    AnotherName,
    DelegationTooShort,
    NoLongerOffered,
    NotStanding,
    TooLateToGiveBack,
    TooManyDelegations,
    ToOneself,
    ToTheMayor,
)
from civic.journal.actions import record
from civic.live import actions as live
from civic.memberships.actions.joining import confirm_memberships_of
from civic.town_halls.models import Office
from civic.town_halls.queries.town_halls import current_mayor, held_an_office, town_hall_for_update

GIVEN_BACK_WITHIN = timedelta(minutes=30)  # after it, whoever was notified that it is over is invited again


@transaction.atomic
def give_delegation(
    *, office: Office, person: Person, title: str, rights: Iterable[str], ends_at: datetime | None = None
) -> Delegation:
    """By the platform, at the mayor's request: accepted at once."""
    moment = now()
    delegation = Delegation.objects.create(
        commune_id=office.commune_id,
        person=person,
        given_by=office.person,
        title=title,
        rights=_known(rights),
        starts_at=moment,
        ends_at=ends_at,
        offered_at=moment,
        accepted_at=moment,
    )
    accounts.accept_identity(person_id=person.pk, moment=moment)
    record(DelegationGiven(delegation_id=delegation.pk), target=delegation, commune_id=office.commune_id)
    live.rights_changed(person_id=person.pk)
    return delegation


@transaction.atomic
def give_in_the_name_of(*, office: Office, former: Person) -> None:
    """Of the mayor whom an agent meant, what was given by whoever was named first."""
    given = Delegation.objects.filter(commune_id=office.commune_id, given_by=former)
    given.filter(person=office.person).delete()  # the mayor needs none
    given.update(given_by=office.person)


@transaction.atomic
def offer_delegation(
    *,
    viewer: Viewer,
    email: str,
    first_name: str,
    last_name: str,
    title: str,
    rights: Iterable[str],
    starts_at: datetime | None,
    ends_at: datetime | None,
    key: str,
) -> Delegation:
    """Invite someone, who may have no account yet, to act for the town hall. Nothing works before they accept.

    `starts_at` None: now. `key` comes with the form: a double click invites once; filled in again with anything else,
    it is another invitation. The answer is the same whether the address has an account or not.
    """
    _lock_town_hall(viewer)
    wanted = _known(rights)
    require(rules.may_delegate(viewer, wanted) and _still_may_delegate(viewer, wanted))
    email = mailbox(email)
    key = digest_of_form(key, email, first_name, last_name, title, wanted, starts_at, ends_at)
    own = Delegation.objects.filter(commune_id=viewer.commune.id, given_by_id=viewer.own_id)
    if made := own.filter(key=key).first():
        return made
    moment = now()
    _check_invited(viewer, email, moment)
    if ends_at and ends_at <= max(moment, starts_at or moment):
        raise DelegationTooShort
    person, link_sent = accounts.invite_person(
        email=email,
        first_name=first_name,
        last_name=last_name,
        template="delegations/email/delegation_invitation",
        context=_email_context(viewer, title, wanted),
        keep_known_name=_acts_somewhere(email),
    )
    delegation = Delegation.objects.create(
        commune_id=viewer.commune.id,
        person=person,
        given_by_id=viewer.own_id,
        title=title,
        rights=wanted,
        starts_at=starts_at or moment,
        ends_at=ends_at,
        invited_name=f"{first_name} {last_name}",
        invited_email=email,
        key=key,
        offered_at=moment,
    )
    record(
        DelegationOffered(delegation_id=delegation.pk, newcomer=link_sent), viewer=viewer, target=delegation
    )
    return delegation


@transaction.atomic
def record_answer_to_invitations(*, person_id: UUID, refused: bool) -> None:
    """Their mailbox refuses our mails, hence what waits for their answer, or takes them again. Each mayor hears once of
    what did not arrive."""
    moment = now()
    waiting = Delegation.objects.standing(moment).filter(person=person_id, accepted_at=None)
    if not refused:
        waiting.update(mail_refused_at=None)
        return
    unknown = waiting.filter(mail_refused_at=None).select_related("commune")
    for delegation in unknown.select_for_update(of=("self",)):
        delegation.mail_refused_at = moment
        delegation.save(update_fields=["mail_refused_at"])
        notify_failure(
            person_id=delegation.given_by_id,
            thing_id=delegation.pk,
            sentence=f"L’invitation «\N{NO-BREAK SPACE}{NAME}\N{NO-BREAK SPACE}» "
            "n’est pas arrivée\N{NO-BREAK SPACE}: l’adresse la refuse. "
            "Retirez-la, puis invitez de nouveau à la bonne adresse.",
            url=reverse("delegation_list", args=[delegation.commune.slug]) + f"#procuration-{delegation.pk}",
            name=delegation.title,
        )


def _lock_town_hall(viewer: Viewer) -> None:
    """Two invitations at once, or one while the mayor changes: the second looks again."""
    town_hall_for_update(viewer)


def _known(rights: Iterable[str]) -> list[str]:
    """As they are stored. Raises ValueError for a right that no app has."""
    wanted = set(rights)
    if unknown := wanted - set(registry.rights()):
        raise ValueError(f"No such right: {', '.join(sorted(unknown))}")
    return sorted(wanted)


def _still_may_delegate(viewer: Viewer, rights: list[str]) -> bool:
    """What a mayor gives ends with the mayor: nothing is given by a request that began just before."""
    return all(
        viewer.own_id in people_with_right(commune_id=viewer.commune.id, right=right) for right in rights
    )


def _acts_somewhere(email: str) -> bool:
    """Their name stands on the page of a town hall, where whoever else invites them must not change it."""
    person = people.person_by_email(email)
    return person is not None and (
        held_an_office(person.pk)
        or Delegation.objects.filter(person=person, accepted_at__isnull=False).exists()
    )


def _check_invited(viewer: Viewer, email: str, moment: datetime) -> None:
    standing = Delegation.objects.standing(moment).filter(commune_id=viewer.commune.id)
    person = people.person_by_email(email)
    if person and person.pk == viewer.person_id:
        raise ToOneself
    mayor = current_mayor(viewer.commune.id)
    if person and mayor and mayor.person_id == person.pk:
        raise ToTheMayor
    # By the address, until they accept: which accounts are whose is not told.
    same = Q(invited_email=email) | Q(person=person, accepted_at__isnull=False)
    if theirs := standing.filter(same).select_related("person").first():
        raise AlreadyDelegate(theirs)
    if standing.count() >= MOST_STANDING:
        raise TooManyDelegations


def _email_context(viewer: Viewer, title: str, rights: list[str]) -> dict[str, Any]:
    return {
        "giver": viewer.name,
        "of_name": viewer.commune.of_name,
        "title": title,
        "rights": [right for right in registry.rights() if right in rights],
    }


@transaction.atomic
def accept_delegation(*, viewer: Viewer, delegation_id: UUID) -> Delegation:
    """By the person invited. Doing it twice changes nothing."""
    delegation = own_delegation_for_update(viewer, delegation_id)
    if delegation.accepted_at is None:
        _check_offered(delegation)
        delegation.accepted_at = now()
        person = accounts.accept_identity(person_id=delegation.person_id, moment=delegation.accepted_at)
        if not rules.is_invited_name(delegation.invited_name, person.full_name):
            raise AnotherName(delegation.invited_name, person.full_name)
        delegation.save(update_fields=["accepted_at"])
        # The address is proven by the invitation itself: a request made with it need not wait any longer.
        confirm_memberships_of(person=delegation.person)
        record(
            DelegationAccepted(delegation_id=delegation.pk),
            viewer=viewer,
            target=delegation,
            title=delegation.title,
        )
        live.rights_changed(person_id=delegation.person_id)
    return delegation


@transaction.atomic
def decline_delegation(*, viewer: Viewer, delegation_id: UUID) -> Delegation:
    delegation = own_delegation_for_update(viewer, delegation_id)
    if delegation.declined_at is None:
        if delegation.accepted_at:
            raise NoLongerOffered(
                "Vous avez déjà accepté cette procuration. Demandez à la mairie de la retirer."
            )
        _check_offered(delegation)
        delegation.declined_at = now()
        delegation.save(update_fields=["declined_at"])
        record(DelegationDeclined(delegation_id=delegation.pk), viewer=viewer, target=delegation)
    return delegation


def _check_offered(delegation: Delegation) -> None:
    match delegation.state_at(now()):
        case DelegationState.OFFERED:
            return
        case DelegationState.DECLINED:
            raise NoLongerOffered(
                "Vous avez refusé cette invitation. La mairie peut vous en envoyer une autre."
            )
        case DelegationState.EXPIRED:
            raise NoLongerOffered(
                "Cette invitation a plus de 30 jours. La mairie peut vous en envoyer une autre."
            )
        case _:
            raise NoLongerOffered("La mairie a retiré cette invitation.")


@transaction.atomic
def change_delegation(
    *, viewer: Viewer, delegation_id: UUID, title: str, rights: Iterable[str], ends_at: datetime | None
) -> Delegation:
    """Function, rights and end. An invitation that waits is changed as well: the person accepts what stands there."""
    delegation = delegation_for_update(viewer, delegation_id)
    wanted = _known(rights)
    require(rules.may_change_delegation(viewer) and rules.may_delegate(viewer, wanted))
    moment = now()
    _require_standing(delegation, moment)
    if ends_at and ends_at <= max(moment, delegation.starts_at):
        raise DelegationTooShort
    if (delegation.title, delegation.rights, delegation.ends_at) == (title, wanted, ends_at):
        return delegation
    delegation.title, delegation.rights, delegation.ends_at = title, wanted, ends_at
    delegation.save(update_fields=["title", "rights", "ends_at"])
    record(DelegationChanged(delegation_id=delegation.pk), viewer=viewer, target=delegation)
    live.rights_changed(person_id=delegation.person_id)
    return delegation


@transaction.atomic
def withdraw_delegation(*, viewer: Viewer, delegation_id: UUID) -> Delegation:
    """At once, for the sessions that are open too. Doing it twice changes nothing."""
    delegation = delegation_for_update(viewer, delegation_id)
    require(rules.may_change_delegation(viewer))
    if delegation.withdrawn_at is None:
        moment = now()
        _require_standing(delegation, moment)
        delegation.withdrawn_at = moment
        delegation.save(update_fields=["withdrawn_at"])
        record(DelegationWithdrawn(delegation_id=delegation.pk), viewer=viewer, target=delegation)
        live.rights_changed(person_id=delegation.person_id)
    return delegation


@transaction.atomic
def restore_delegation(*, viewer: Viewer, delegation_id: UUID) -> Delegation:
    """« Annuler » after a withdrawal: it stands again as it stood."""
    _lock_town_hall(viewer)
    delegation = delegation_for_update(viewer, delegation_id)
    require(rules.may_change_delegation(viewer) and _still_may_delegate(viewer, delegation.rights))
    if delegation.withdrawn_at:
        moment = now()
        standing = Delegation.objects.standing(moment).filter(commune_id=delegation.commune_id)
        another = standing.filter(person_id=delegation.person_id).select_related("person").first()
        if another:
            raise AlreadyDelegate(another)
        if moment - delegation.withdrawn_at > GIVEN_BACK_WITHIN:
            raise TooLateToGiveBack
        delegation.withdrawn_at = None
        _require_standing(delegation, moment)
        delegation.save(update_fields=["withdrawn_at"])
        record(DelegationRestored(delegation_id=delegation.pk), viewer=viewer, target=delegation)
        live.rights_changed(person_id=delegation.person_id)
    return delegation


def end_delegations(*, commune_id: int) -> None:
    """What a mayor gave ends with the mayor: those with a planned end and those not answered too."""
    moment = now()
    for delegation in Delegation.objects.standing(moment).filter(commune_id=commune_id):
        delegation.ends_at = moment
        delegation.save(update_fields=["ends_at"])
        record(DelegationEnded(delegation_id=delegation.pk), target=delegation, commune_id=commune_id)
        live.rights_changed(person_id=delegation.person_id)


@transaction.atomic
def end_delegations_of(*, person_id: UUID) -> None:
    """Their account is being erased: they act for nobody any more, nobody is notified of it, and the address that was
    invited is gone."""
    moment = now()
    received = Delegation.objects.filter(person_id=person_id)
    received.standing(moment).update(ends_at=moment)
    received.exclude(invited_email="").update(invited_email="")


@transaction.atomic
def end_delegations_of_merged_communes() -> dict[int, Counter[str]]:
    """How many ended, by the id of the former commune."""
    moment = now()
    standing = Delegation.objects.standing(moment).filter(commune__merged_into__isnull=False)
    ended = Counter(standing.values_list("commune_id", flat=True))
    Delegation.objects.standing(moment).filter(commune_id__in=list(ended)).update(ends_at=moment)
    return {commune_id: Counter(delegations=count) for commune_id, count in ended.items()}


def _require_standing(delegation: Delegation, moment: datetime) -> None:
    if delegation.state_at(moment) not in DelegationState.standing():
        raise NotStanding
