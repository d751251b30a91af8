"""Joining a commune, leaving it, following its page."""

from uuid import UUID

from django.db import transaction

from civic.accounts import queries as people
from civic.accounts.actions.signing_up import NothingToCorrect
from civic.accounts.models import Person
from civic.communes.directory.streets import NO_ADDRESS, Address
from civic.communes.models import Commune
from civic.core.clock import now
from civic.core.refusals import Refusal, require
from civic.core.text import clean_text
from civic.core.viewer import Viewer
from civic.journal.actions import record
from civic.live import actions as live
from civic.memberships import rules
from civic.memberships.actions.answering import accept
from civic.memberships.actions.identity import ask_town_halls
from civic.memberships.actions.proofs import purge_proofs
from civic.memberships.actions.residents import index_address
from civic.memberships.enums import MembershipStatus, Proof, Residence
from civic.memberships.events import (
    AddressChanged,
    CommuneFollowed,
    CommuneUnfollowed,
    MembershipLeft,
    MembershipRequested,
)
from civic.memberships.models import Follow, Membership
from civic.memberships.queries.memberships import (
    own_membership,
    own_membership_for_update,
    unconfirmed_membership_for_update,
)
from civic.memberships.queries.namesakes import close_names
from civic.throttles import actions as throttles
from civic.town_halls.actions.pages import count_residents
from civic.town_halls.queries.town_halls import town_hall_of

REQUESTS_A_DAY = 5


class TooManyRequests(Refusal):
    message = (
        f"Vous pouvez demander {REQUESTS_A_DAY} inscriptions par jour. Recommencez demain, ou demandez d’abord "
        "l’inscription à la commune où vous habitez."
    )
    status = 429


@transaction.atomic
def request_membership(
    *,
    person: Person,
    commune: Commune,
    residence: str = Residence.MAIN,
    address: Address = NO_ADDRESS,
    words: str = "",
    confirmed: bool = True,
) -> Membership:
    """Ask to belong. Asking twice changes nothing; asking again after a refusal or a departure starts again.

    `confirmed=False` while the person's e-mail address is not verified: the town hall is not notified yet.
    """
    membership, created = Membership.objects.select_for_update(of=("self",)).get_or_create(
        person=person,
        commune=commune,
        defaults={"residence": residence, "words": clean_text(words), "requested_at": now()},
    )
    if not created and membership.status in {MembershipStatus.PENDING, MembershipStatus.ACCEPTED}:
        return membership
    _require_pace(person.pk)
    membership.residence = residence
    membership.move_to(address)
    membership.district = commune.district
    membership.words = clean_text(words)
    membership.requested_at = now()
    membership.decided_at = membership.decided_by = None
    membership.decision_words = membership.proof_seen = ""
    membership.status = MembershipStatus.UNCONFIRMED
    membership.name_after(person.first_name, person.last_name)
    membership.save()
    purge_proofs(membership_ids=[membership.pk])  # of a request that was answered a moment ago
    index_address(membership=membership)
    return confirm_membership(membership=membership) if confirmed else membership


@transaction.atomic
def correct_sign_up_commune(*, person_id: UUID, commune: Commune, address: Address) -> None:
    """No town hall knows of the request yet. The account is locked, as by the link of its mail: of both at once, the
    request goes to one commune."""
    people.active_person_for_update(person_id)
    membership = unconfirmed_membership_for_update(person_id)
    if membership is None:
        raise NothingToCorrect
    _require_pace(person_id)
    membership.commune, membership.district = commune, commune.district
    membership.move_to(address)
    membership.save(update_fields=["commune", "district", *Address._fields])
    index_address(membership=membership)


def _require_pace(person_id: UUID) -> None:
    if throttles.is_over_today(subject=str(person_id), activity="membership requests", most=REQUESTS_A_DAY):
        raise TooManyRequests


@transaction.atomic
def confirm_membership(*, membership: Membership) -> Membership:
    """The person's address is verified: the request goes to the town hall, which may accept all by itself, but for who
    is called like somebody who acts for it: that is looked at."""
    membership.status = MembershipStatus.PENDING
    membership.requested_at = now()
    membership.save(update_fields=["status", "requested_at"])
    record(
        MembershipRequested(membership_id=membership.pk), target=membership, commune_id=membership.commune_id
    )
    live.rights_changed(person_id=membership.person_id)
    town_hall = town_hall_of(membership.commune_id)
    person = membership.person
    names = {person.pk: person.full_name}
    if town_hall and town_hall.accepts_automatically and not close_names(membership.commune_id, names):
        accept(membership=membership, by=None, proof=Proof.AUTOMATIC, viewer=None)
    return membership


@transaction.atomic
def confirm_memberships_of(*, person: Person) -> list[Membership]:
    """All that waited for the verification of this person's address, as they are from now on."""
    waiting = (
        Membership.objects.select_for_update(of=("self",))
        .select_related("commune")
        .filter(person=person, status=MembershipStatus.UNCONFIRMED)
    )
    return [confirm_membership(membership=membership) for membership in waiting]


@transaction.atomic
def add_words(*, viewer: Viewer, words: str) -> Membership:
    """The applicant adds a word to a request that waits."""
    membership = own_membership(viewer)
    require(membership is not None and rules.may_add_words(viewer, membership))
    assert membership
    membership.words = clean_text(words)
    membership.save(update_fields=["words"])
    return membership


@transaction.atomic
def change_address(*, viewer: Viewer, address: Address) -> None:
    """Of the home in the commune in view. Its town hall is told, once it knows of the registration."""
    membership = own_membership_for_update(viewer)
    require(membership is not None and rules.may_change_address(viewer, membership))
    assert membership
    if membership.address == address:
        return
    membership.move_to(address)
    membership.save(update_fields=Address._fields)
    index_address(membership=membership)
    record(AddressChanged(membership_id=membership.pk), viewer=viewer, target=membership)


@transaction.atomic
def clear_addresses(*, person_id: UUID) -> None:
    """Of requests that an account made before it began again: whoever wrote them may be anybody."""
    rows = Membership.objects.select_for_update().filter(
        person_id=person_id, status=MembershipStatus.UNCONFIRMED
    )
    for membership in rows:
        membership.move_to(NO_ADDRESS)
        membership.save(update_fields=Address._fields)
        index_address(membership=membership)


@transaction.atomic
def leave_commune(*, viewer: Viewer) -> None:
    """Stop belonging to the commune in view. Can be asked again."""
    membership = (
        Membership.objects.select_for_update()
        .filter(commune_id=viewer.commune.id, person_id=viewer.own_id)
        .exclude(status=MembershipStatus.LEFT)
        .first()
    )
    if membership is None:
        return
    was_accepted = membership.status == MembershipStatus.ACCEPTED
    if was_accepted:
        count_residents(commune_id=membership.commune_id, change=-1)
    membership.status = MembershipStatus.LEFT
    membership.move_to(NO_ADDRESS)
    membership.save(update_fields=["status", *Address._fields])
    purge_proofs(membership_ids=[membership.pk])
    index_address(membership=membership)
    if was_accepted:
        ask_town_halls(person_id=membership.person_id)
    record(MembershipLeft(membership_id=membership.pk), viewer=viewer, target=membership)
    live.rights_changed(person_id=membership.person_id)


@transaction.atomic
def remove_person_from_counts(*, person_id: UUID) -> None:
    """Their account is being erased: a resident less in each of their communes, and no proof of theirs stays."""
    rows = Membership.objects.select_for_update().filter(person_id=person_id)
    memberships = list(rows.order_by("commune_id"))  # each locks its town hall
    for membership in memberships:
        if membership.status == MembershipStatus.ACCEPTED:
            count_residents(commune_id=membership.commune_id, change=-1)
    purge_proofs(membership_ids=[membership.pk for membership in memberships])


@transaction.atomic
def follow_commune(*, viewer: Viewer) -> None:
    _, created = Follow.objects.get_or_create(person_id=viewer.own_id, commune_id=viewer.commune.id)
    if created:
        record(CommuneFollowed(person_id=viewer.own_id, followed_id=viewer.commune.id), viewer=viewer)
        live.rights_changed(person_id=viewer.own_id)


@transaction.atomic
def unfollow_commune(*, viewer: Viewer) -> None:
    deleted, _ = Follow.objects.filter(person_id=viewer.own_id, commune_id=viewer.commune.id).delete()
    if deleted:
        record(CommuneUnfollowed(person_id=viewer.own_id, followed_id=viewer.commune.id), viewer=viewer)
        live.rights_changed(person_id=viewer.own_id)


def keep_as_resident(*, person: Person, commune_id: int) -> None:
    """A former mayor goes on as a resident. Who is one already stays as they are."""
    membership, _ = Membership.objects.select_for_update(of=("self",)).get_or_create(
        person=person, commune_id=commune_id, defaults={"requested_at": now()}
    )
    if membership.status != MembershipStatus.ACCEPTED:
        membership.residence = Residence.MAIN
        membership.decision_words = ""
        membership.name_after(person.first_name, person.last_name)
        accept(membership=membership, by=None, proof=Proof.KNOWN, viewer=None, of_former_mayor=True)
