"""The town hall's answer to those who ask to belong, one by one or several at once."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.http import Http404

from civic.accounts.actions.account import IdentityChangedMeanwhile, accept_identity, release_identity
from civic.accounts.queries import active_person_for_update
from civic.core.clock import EPOCH, UNDO_FOR, now
from civic.core.refusals import NotAllowed, Refusal, require
from civic.core.text import clean_text
from civic.core.viewer import Viewer
from civic.journal.actions import record
from civic.live import actions as live
from civic.memberships import rules
from civic.memberships.actions.decisions import AlreadyAnswered, already_answered
from civic.memberships.actions.identity import NameOfTheMayor, ask_town_halls
from civic.memberships.actions.proofs import purge_proofs_later
from civic.memberships.enums import MembershipStatus, Proof
from civic.memberships.events import MembershipAccepted, MembershipRefused, MembershipReopened
from civic.memberships.models import Membership
from civic.memberships.queries.identity import communes_to_ask
from civic.memberships.queries.memberships import bulk_decisions, chosen_requests, membership_for_update
from civic.memberships.queries.namesakes import close_names
from civic.town_halls.actions.pages import count_residents

MOST_AT_ONCE = 50


class RefusalReasonMissing(Refusal):
    message = "Dites en quelques mots à la personne pourquoi sa demande est refusée."


class AcceptedForGood(Refusal):
    message = (
        "Cette personne a été acceptée il y a plus d’un jour\u00a0: elle fait partie de vos administrés."
    )


class CloseNameInBulk(Refusal):
    message = "À accepter à part, car le nom se lit comme celui d’une personne de la mairie."
    of_several = "À accepter à part, car leur nom se lit comme celui d’une personne de la mairie."


class OwnRequest(NotAllowed):
    message = "Votre propre demande se décide sans vous."


class NobodyChosen(Refusal):
    message = "Cochez au moins une demande, puis recommencez."


class TooManyRequestsChosen(Refusal):
    message = f"Vous avez choisi plus de {MOST_AT_ONCE} demandes. Répondez-y en plusieurs fois."


@dataclass(slots=True)
class Answers:
    """What became of several requests."""

    moment: datetime  # of all of them: what `reopen_bulk` finds them by
    done: list[Membership] = field(default_factory=list)
    left: list[tuple[str, Refusal]] = field(default_factory=list)  # name, and why it was not decided now
    gone: int = 0  # there no more

    @property
    def stamp(self) -> int:
        return (self.moment - EPOCH) // timedelta(microseconds=1)


@transaction.atomic
def accept_membership(
    *,
    viewer: Viewer,
    membership_id: UUID,
    proof: str,
    read_at: datetime | None = None,
    moment: datetime | None = None,
    in_bulk: bool = False,
) -> Membership:
    """`read_at`: when the agent was shown who asks; nobody takes another name while it is being accepted."""
    membership = _waiting_for_update(viewer, membership_id)
    names = {membership.person_id: membership.person.full_name}
    close = close_names(membership.commune_id, names).get(membership.person_id)
    if not rules.may_accept_name(viewer, close):
        raise NameOfTheMayor
    if close and in_bulk:
        raise CloseNameInBulk
    accept(
        membership=membership,
        by=viewer.person_id,
        proof=Proof(proof),
        viewer=viewer,
        read_at=read_at,
        moment=moment,
    )
    return membership


@transaction.atomic
def refuse_membership(
    *, viewer: Viewer, membership_id: UUID, words: str, moment: datetime | None = None
) -> Membership:
    membership = _waiting_for_update(viewer, membership_id)
    if not clean_text(words):
        raise RefusalReasonMissing
    membership.status = MembershipStatus.REFUSED
    membership.decided_at = moment or now()
    membership.decided_by_id = viewer.person_id
    membership.decision_words = clean_text(words)
    membership.save()
    purge_proofs_later(membership=membership)
    record(MembershipRefused(membership_id=membership.pk), viewer=viewer, target=membership)
    live.rights_changed(person_id=membership.person_id)
    return membership


@transaction.atomic
def reopen_membership(*, viewer: Viewer, membership_id: UUID) -> Membership:
    """The request waits again: what was refused, or accepted a moment ago. Within UNDO_FOR what was asked as proof, and
    sent, is still there, and no mail of the answer left, but where it was automatic; whoever heard of it hears this."""
    membership = membership_for_update(viewer, membership_id)
    require(rules.may_decide(viewer, membership))
    is_late = membership.decided_at is None or membership.decided_at <= now() - UNDO_FOR
    was_accepted = membership.status == MembershipStatus.ACCEPTED
    if was_accepted:
        if membership.decided_at and membership.decided_at < now() - rules.ACCEPTED_FOR_GOOD:
            raise AcceptedForGood
        count_residents(commune_id=membership.commune_id, change=-1)
    elif membership.status == MembershipStatus.LEFT:
        raise already_answered(membership=membership)
    elif membership.status != MembershipStatus.REFUSED:
        raise Refusal("Cette demande est déjà en attente.")
    membership.status = MembershipStatus.PENDING
    membership.decided_at = membership.decided_by = None
    membership.decision_words = membership.proof_seen = ""
    membership.save()
    if was_accepted:
        _release_name(membership.person_id)
    record(MembershipReopened(membership_id=membership.pk, is_late=is_late), viewer=viewer, target=membership)
    live.rights_changed(person_id=membership.person_id)
    return membership


def _release_name(person_id: UUID) -> None:
    """Of two town halls that take their acceptance back at once, the second sees that the first did."""
    active_person_for_update(person_id)
    release_identity(person_id=person_id, is_known_elsewhere=bool(communes_to_ask(person_id)))
    ask_town_halls(person_id=person_id)


def accept_bulk(
    *, viewer: Viewer, membership_ids: Collection[UUID], proof: str, read_at: datetime | None = None
) -> Answers:
    """One proof for all. Each is decided by itself: what another agent decided meanwhile is reported, and stops
    nothing; so is who could be taken for somebody of the town hall."""
    return _answer_bulk(
        viewer,
        membership_ids,
        lambda membership_id, moment: accept_membership(
            viewer=viewer,
            membership_id=membership_id,
            proof=proof,
            read_at=read_at,
            moment=moment,
            in_bulk=True,
        ),
    )


def refuse_bulk(*, viewer: Viewer, membership_ids: Collection[UUID], words: str) -> Answers:
    """One message for all, in the same way."""
    return _answer_bulk(
        viewer,
        membership_ids,
        lambda membership_id, moment: refuse_membership(
            viewer=viewer, membership_id=membership_id, words=words, moment=moment
        ),
    )


@transaction.atomic
def reopen_bulk(*, viewer: Viewer, stamp: int) -> list[Membership]:
    """« Annuler » after several were answered at once: one's own answers of that very moment wait again."""
    try:
        moment = EPOCH + timedelta(microseconds=stamp)
    except OverflowError as error:
        raise Http404 from error
    decided = bulk_decisions(viewer, moment, MOST_AT_ONCE)
    if not decided:
        raise Http404
    return [reopen_membership(viewer=viewer, membership_id=membership_id) for membership_id in decided]


def _answer_bulk(
    viewer: Viewer, membership_ids: Collection[UUID], answer: Callable[[UUID, datetime], Membership]
) -> Answers:
    chosen = chosen_requests(viewer, membership_ids, MOST_AT_ONCE)
    answers = Answers(moment=now(), gone=len(set(membership_ids)) - len(chosen))
    for membership in chosen:
        try:
            answers.done.append(answer(membership.pk, answers.moment))
        except (AlreadyAnswered, IdentityChangedMeanwhile, CloseNameInBulk, NameOfTheMayor) as refusal:
            answers.left.append((membership.person.full_name, refusal))
        except NotAllowed:
            answers.left.append((membership.person.full_name, OwnRequest()))
        except Http404:  # gone since they were read
            answers.gone += 1
    return answers


def _waiting_for_update(viewer: Viewer, membership_id: UUID) -> Membership:
    membership = membership_for_update(viewer, membership_id)
    require(rules.may_decide(viewer, membership))
    if membership.status != MembershipStatus.PENDING:
        raise already_answered(membership=membership)
    return membership


def accept(
    *,
    membership: Membership,
    by: UUID | None,
    proof: Proof,
    viewer: Viewer | None,
    read_at: datetime | None = None,
    moment: datetime | None = None,
    of_former_mayor: bool = False,
) -> None:
    """In the caller's transaction, the request being locked."""
    membership.status = MembershipStatus.ACCEPTED
    membership.decided_at = moment or now()
    membership.decided_by_id = by
    membership.proof_seen = proof
    membership.save()
    count_residents(commune_id=membership.commune_id, change=1)
    purge_proofs_later(membership=membership)
    accept_identity(person_id=membership.person_id, moment=membership.decided_at, read_at=read_at)
    ask_town_halls(person_id=membership.person_id)
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
