"""Joining a commune, and the town hall's answer."""

from uuid import UUID

from django.db import transaction
from django.db.models import F

from civic.accounts.models import Person
from civic.communes import queries, rules
from civic.communes.enums import MembershipStatus, Proof, Residence
from civic.communes.events import (
    CommuneFollowed,
    CommuneUnfollowed,
    MembershipAccepted,
    MembershipLeft,
    MembershipRefused,
    MembershipRequested,
)
from civic.communes.models import Commune, Follow, Membership, TownHall
from civic.core.clock import now
from civic.core.refusals import Refusal, require
from civic.core.text import clean_text
from civic.core.viewer import Viewer
from civic.journal.actions import record
from civic.live import actions as live


class AlreadyDecided(Refusal):
    """Two agents, one request: the second is told who was first."""


class WordsMissing(Refusal):
    message = "Dites en quelques mots à la personne pourquoi sa demande est refusée."


def _already_decided(membership: Membership) -> AlreadyDecided:
    who = membership.decided_by.full_name if membership.decided_by else "La mairie"
    done = "acceptée" if membership.status == MembershipStatus.ACCEPTED else "traitée"
    return AlreadyDecided(f"Cette demande a déjà été {done} par {who}.")


@transaction.atomic
def request_membership(
    *,
    person: Person,
    commune: Commune,
    residence: str = Residence.MAIN,
    words: str = "",
    confirmed: bool = True,
) -> Membership:
    """Ask to belong. Asking twice changes nothing; asking again after a refusal or a departure starts anew.

    `confirmed=False` while the person's e-mail address is not verified: the town hall is not told yet.
    """
    membership, created = Membership.objects.select_for_update(of=("self",)).get_or_create(
        person=person,
        commune=commune,
        defaults={"residence": residence, "words": clean_text(words), "requested_at": now()},
    )
    if not created and membership.status in {MembershipStatus.PENDING, MembershipStatus.ACCEPTED}:
        return membership
    membership.residence = residence
    membership.words = clean_text(words)
    membership.requested_at = now()
    membership.decided_at = membership.decided_by = None
    membership.decision_words = membership.proof_seen = ""
    membership.status = MembershipStatus.UNCONFIRMED
    membership.save()
    return confirm_membership(membership=membership) if confirmed else membership


@transaction.atomic
def confirm_membership(*, membership: Membership) -> Membership:
    """The person's address is verified: the request goes to the town hall, which may accept all by itself."""
    membership.status = MembershipStatus.PENDING
    membership.requested_at = now()
    membership.save(update_fields=["status", "requested_at"])
    record(
        MembershipRequested(membership_id=membership.pk), target=membership, commune_id=membership.commune_id
    )
    live.rights_changed(person_id=membership.person_id)
    hall = queries.town_hall_of(membership.commune_id)
    if hall and hall.accepts_automatically:
        _accept(membership, by=None, proof=Proof.AUTOMATIC, viewer=None)
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
def accept_membership(*, viewer: Viewer, membership_id: UUID, proof: str) -> Membership:
    membership = queries.membership_for_update(viewer, membership_id)
    require(rules.may_decide(viewer, membership))
    if membership.status != MembershipStatus.PENDING:
        raise _already_decided(membership)
    _accept(membership, by=viewer.person_id, proof=Proof(proof), viewer=viewer)
    return membership


@transaction.atomic
def refuse_membership(*, viewer: Viewer, membership_id: UUID, words: str) -> Membership:
    membership = queries.membership_for_update(viewer, membership_id)
    require(rules.may_decide(viewer, membership))
    if membership.status != MembershipStatus.PENDING:
        raise _already_decided(membership)
    if not clean_text(words):
        raise WordsMissing
    membership.status = MembershipStatus.REFUSED
    membership.decided_at = now()
    membership.decided_by_id = viewer.person_id
    membership.decision_words = clean_text(words)
    membership.save()
    record(MembershipRefused(membership_id=membership.pk), viewer=viewer, target=membership)
    live.rights_changed(person_id=membership.person_id)
    return membership


@transaction.atomic
def reopen_membership(*, viewer: Viewer, membership_id: UUID) -> Membership:
    """Undo a decision just made: the request waits again."""
    membership = queries.membership_for_update(viewer, membership_id)
    require(rules.may_decide(viewer, membership))
    if membership.status == MembershipStatus.ACCEPTED:
        _count_residents(membership.commune_id, -1)
    elif membership.status != MembershipStatus.REFUSED:
        raise Refusal("Cette demande est déjà en attente.")
    membership.status = MembershipStatus.PENDING
    membership.decided_at = membership.decided_by = None
    membership.decision_words = membership.proof_seen = ""
    membership.save()
    record(MembershipRequested(membership_id=membership.pk), viewer=viewer, target=membership)
    live.rights_changed(person_id=membership.person_id)
    return membership


@transaction.atomic
def add_words(*, viewer: Viewer, words: str) -> Membership:
    """The applicant adds a word to a request that waits."""
    membership = queries.own_membership(viewer)
    require(membership is not None and rules.may_add_words(viewer, membership))
    assert membership
    membership.words = clean_text(words)
    membership.save(update_fields=["words"])
    return membership


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
    if membership.status == MembershipStatus.ACCEPTED:
        _count_residents(membership.commune_id, -1)
    membership.status = MembershipStatus.LEFT
    membership.save(update_fields=["status"])
    record(MembershipLeft(membership_id=membership.pk), viewer=viewer, target=membership)
    live.rights_changed(person_id=membership.person_id)


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


def keep_as_resident(*, person_id: UUID, commune_id: int) -> None:
    """A former mayor goes on as a resident. Who is one already stays as they are."""
    membership, _ = Membership.objects.select_for_update(of=("self",)).get_or_create(
        person_id=person_id, commune_id=commune_id, defaults={"requested_at": now()}
    )
    if membership.status != MembershipStatus.ACCEPTED:
        membership.residence = Residence.MAIN
        membership.decision_words = ""
        _accept(membership, by=None, proof=Proof.KNOWN, viewer=None, of_former_mayor=True)


def _accept(
    membership: Membership,
    *,
    by: UUID | None,
    proof: Proof,
    viewer: Viewer | None,
    of_former_mayor: bool = False,
) -> None:
    membership.status = MembershipStatus.ACCEPTED
    membership.decided_at = now()
    membership.decided_by_id = by
    membership.proof_seen = proof
    membership.save()
    _count_residents(membership.commune_id, 1)
    record(
        MembershipAccepted(
            membership_id=membership.pk,
            automatic=proof is Proof.AUTOMATIC,
            of_former_mayor=of_former_mayor,
        ),
        viewer=viewer,
        target=membership,
        commune_id=membership.commune_id,
    )
    live.rights_changed(person_id=membership.person_id)


def _count_residents(commune_id: int, change: int) -> None:
    TownHall.objects.filter(commune_id=commune_id).update(
        residents=F("residents") + change, version=F("version") + 1
    )
