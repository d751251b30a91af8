"""Joining a commune."""

from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID

from django.urls import reverse

from civic.communes.queries.directory import commune_by_id
from civic.core.clock import UNDO_FOR
from civic.delegations.queries.people import people_with_right
from civic.delivery.enums import Channel
from civic.journal import queries as journal
from civic.journal.events import Event
from civic.journal.models import Entry
from civic.memberships.enums import CATEGORY, MembershipStatus, WantedProof
from civic.memberships.events import (
    AddressChanged,
    MembershipAccepted,
    MembershipLeft,
    MembershipRefused,
    MembershipReopened,
    MembershipRequested,
    ProofAsked,
    ProofSent,
    RequestsLeftWaiting,
)
from civic.memberships.queries.memberships import membership_with_person
from civic.memberships.queries.proofs import proof_request_of
from civic.memberships.queries.residents import MOST_COUNTED, has_requests
from civic.notifications.enums import Frequency, Side
from civic.notifications.kinds import NotificationKind, Recipients
from civic.notifications.queries.inbox import has_received
from civic.town_halls.enums import MANAGE_RESIDENTS


class _Request(NotificationKind, abstract=True):
    """About someone who wants to join: the registration is what it was notified of."""

    category = CATEGORY
    channels = frozenset({Channel.EMAIL, Channel.PUSH})
    email = Frequency.NOW
    renewed_by: tuple[type[Event], ...] = ()

    def target_of(self, event: Any) -> UUID:
        membership_id: UUID = event.membership_id
        return membership_id


class RequestWaiting(_Request):
    """For those of the town hall who answer requests."""

    key = "request_waiting"
    events: tuple[type[Event], ...] = (MembershipRequested,)
    withdrawn_by: tuple[type[Event], ...] = (MembershipAccepted, MembershipRefused, MembershipLeft)
    renewed_by: tuple[type[Event], ...] = (MembershipReopened,)
    restored_by = (MembershipReopened,)
    label = "Une personne demande à s’inscrire"
    side = Side.TOWN_HALL
    optional = True
    essential = True
    rank = 2
    line = "{subject} demande à s’inscrire"
    grouped = "{count} demandes d’inscription"
    email_subject = "{subject} demande à s’inscrire à la page {of_name}"
    push_text = "Une demande d’inscription attend votre réponse"
    action = "Voir la demande"

    def first_entry(self, event: MembershipReopened, entry: Entry) -> Entry:
        """Within the time of « Annuler » it is as if nobody had answered: the team was told of the request already."""
        if event.is_late:
            return entry
        asked = (
            one
            for one in journal.before(entry, [MembershipRequested.kind, MembershipReopened.kind])
            if one.kind == MembershipRequested.kind or _is_late(one)
        )
        return next(asked, entry)

    def recipients(self, event: MembershipRequested | MembershipReopened, entry: Entry) -> Recipients | None:
        membership = membership_with_person(event.membership_id)
        if membership is None or membership.status != MembershipStatus.PENDING:
            return None
        return Recipients(
            subject=membership.person.full_name,
            url=reverse("membership_list", args=[membership.commune.slug]),
            # All that wait stand in one line: they are answered on one page.
            target_type="communes.commune",
            target_id=UUID(int=membership.commune_id),
            source_id=membership.pk,
            commune_id=membership.commune_id,
            people=people_with_right(commune_id=membership.commune_id, right=MANAGE_RESIDENTS),
        )

    def body(self, source_id: UUID) -> str:
        membership = membership_with_person(source_id)
        if membership is None:
            return ""
        return "\n\n".join(filter(None, [membership.get_residence_display(), membership.words]))


def _is_late(entry: Entry) -> bool:
    return entry.kind == MembershipReopened.kind and entry.data["is_late"]


class _MembershipAnswer(_Request, abstract=True):
    """The town hall's: always sent, since the person waits for it; not before « Annuler » would come too late."""

    withdrawn_by: tuple[type[Event], ...] = (MembershipReopened, MembershipRequested)
    side = Side.RESIDENT
    optional = False
    essential = True
    rank = 1
    status: MembershipStatus
    page: str  # URL name, taking the commune's slug

    def held_for(self, event: Any) -> timedelta:
        return timedelta() if getattr(event, "automatic", False) else UNDO_FOR

    def recipients(self, event: Any, entry: Entry) -> Recipients | None:
        membership = membership_with_person(event.membership_id)
        if membership is None or membership.status != self.status:
            return None  # the town hall decided otherwise since
        return Recipients(
            subject=membership.commune.name,
            url=reverse(self.page, args=[membership.commune.slug]),
            target_type="memberships.membership",
            target_id=membership.pk,
            commune_id=membership.commune_id,
            people=[membership.person_id],
        )


class RequestAccepted(_MembershipAnswer):
    """Not to a former mayor, who never asked and is notified of the end of the office."""

    key = "request_accepted"
    status, page = MembershipStatus.ACCEPTED, "commune_page"
    events: tuple[type[Event], ...] = (MembershipAccepted,)
    label = "La mairie accepte votre inscription"
    line = "La mairie {of_name} a accepté votre inscription"
    grouped = line
    email_subject = "Bienvenue sur la page {of_name}"
    push_text = "Votre inscription est acceptée"
    action = "Ouvrir la page"

    def recipients(self, event: MembershipAccepted, entry: Entry) -> Recipients | None:
        return None if event.of_former_mayor else super().recipients(event, entry)

    def body(self, source_id: UUID) -> str:
        return (
            "Vous pouvez dès maintenant lire toutes les publications de la mairie, les commenter et dire ce que "
            "vous aimez."
        )


class RequestRefused(_MembershipAnswer):
    key = "request_refused"
    status, page = MembershipStatus.REFUSED, "membership_detail"
    events: tuple[type[Event], ...] = (MembershipRefused,)
    label = "La mairie n’accepte pas votre inscription"
    line = "La mairie {of_name} n’a pas accepté votre inscription"
    grouped = line
    email_subject = "Votre inscription à la page {of_name}"
    push_text = "La mairie a répondu à votre demande d’inscription"
    action = "Lire la réponse, refaire une demande"

    def body(self, source_id: UUID) -> str:
        membership = membership_with_person(source_id)
        return f"La mairie vous écrit\u00a0:\n\n{membership.decision_words}" if membership else ""


class RequestReopened(_Request):
    """For who was told of the very answer that is taken back, or read it on the site; by what left, not by the clock:
    what was automatic leaves at once, and what should have left may wait for a worker."""

    key = "request_reopened"
    events: tuple[type[Event], ...] = (MembershipReopened,)
    withdrawn_by: tuple[type[Event], ...] = (MembershipAccepted, MembershipRefused, MembershipLeft)
    label = "La mairie revient sur sa réponse à votre inscription"
    side = Side.RESIDENT
    optional = False
    essential = True
    rank = 1
    line = "La mairie {of_name} revient sur sa réponse\u00a0: votre demande attend de nouveau"
    grouped = line
    email_subject = "Votre demande d’inscription à la page {of_name} attend de nouveau"
    push_text = "La mairie revient sur sa réponse à votre inscription"
    action = "Voir ma demande"

    def recipients(self, event: MembershipReopened, entry: Entry) -> Recipients | None:
        membership = membership_with_person(event.membership_id)
        if membership is None or membership.status != MembershipStatus.PENDING:
            return None
        answers = {MembershipAccepted.kind, MembershipRefused.kind}
        answer = next(iter(journal.before(entry, answers)), None)
        if answer is None or not has_received(membership.person_id, answer.pk):
            return None
        return Recipients(
            subject=membership.commune.name,
            url=reverse("membership_detail", args=[membership.commune.slug]),
            target_type="memberships.membership",
            target_id=membership.pk,
            commune_id=membership.commune_id,
            people=[membership.person_id],
        )

    def body(self, source_id: UUID) -> str:
        return (
            "La mairie vous avait répondu\u202f; elle regarde de nouveau votre demande. Vous n’avez rien à "
            "faire\u00a0: elle vous écrira. En attendant, vous lisez ce qui est public."
        )


class ProofWanted(_Request):
    """« Demander un justificatif »: the person's move, so it is always sent."""

    key = "proof_asked"
    events: tuple[type[Event], ...] = (ProofAsked,)
    withdrawn_by: tuple[type[Event], ...] = (MembershipAccepted, MembershipRefused, MembershipLeft, ProofSent)
    renewed_by: tuple[type[Event], ...] = (MembershipReopened,)
    restored_by = (MembershipReopened,)
    label = "La mairie vous demande un justificatif"
    side = Side.RESIDENT
    optional = False
    essential = True
    rank = 1
    line = "La mairie {of_name} vous demande un justificatif"
    grouped = line
    email_subject = "La mairie {of_name} vous demande un justificatif"
    push_text = "La mairie attend quelque chose de vous pour votre inscription"
    action = "Répondre à la mairie"

    def recipients(self, event: ProofAsked, entry: Entry) -> Recipients | None:
        request = proof_request_of(event.membership_id)
        if request is None or request.sent_at:
            return None  # answered or decided since
        return Recipients(
            subject=request.membership.commune.name,
            url=reverse("membership_detail", args=[request.membership.commune.slug]),
            target_type="memberships.membership",
            target_id=request.membership_id,
            commune_id=request.membership.commune_id,
            people=[request.membership.person_id],
        )

    def body(self, source_id: UUID) -> str:
        request = proof_request_of(source_id)
        if request is None:
            return ""
        wanted = "\n".join(f"– {WantedProof(one).label}" for one in request.wanted)
        parts = ["La mairie vous écrit\u00a0:", request.words]
        if wanted:
            parts.append(f"L’un de ces documents suffit\u00a0:\n{wanted}")
        parts.append(
            "Envoyez-le depuis votre page d’inscription. Seule la mairie le lit, et il est effacé dix minutes "
            "après sa réponse."
        )
        return "\n\n".join(parts)


class ProofReceived(_Request):
    """For those of the town hall who answer requests."""

    key = "proof_sent"
    events: tuple[type[Event], ...] = (ProofSent,)
    withdrawn_by: tuple[type[Event], ...] = (MembershipAccepted, MembershipRefused, MembershipLeft)
    renewed_by: tuple[type[Event], ...] = (MembershipReopened,)
    restored_by = (MembershipReopened,)
    label = "Une personne envoie le justificatif demandé"
    side = Side.TOWN_HALL
    optional = True
    essential = True
    rank = 2
    line = "{subject} a répondu à votre demande de justificatif"
    grouped = line
    email_subject = "{subject} a répondu à votre demande de justificatif"
    push_text = "Une réponse à votre demande de justificatif"
    action = "Voir la réponse"

    def recipients(self, event: ProofSent, entry: Entry) -> Recipients | None:
        request = proof_request_of(event.membership_id)
        if request is None or request.sent_at is None:
            return None
        membership = request.membership
        return Recipients(
            subject=membership.person.full_name,
            url=reverse("resident_detail", args=[membership.commune.slug, membership.pk]),
            target_type="memberships.membership",
            target_id=membership.pk,
            commune_id=membership.commune_id,
            people=people_with_right(commune_id=membership.commune_id, right=MANAGE_RESIDENTS),
        )

    def body(self, source_id: UUID) -> str:
        request = proof_request_of(source_id)
        return request.answer if request else ""


class AddressOfResidentChanged(_Request):
    """For those of the town hall who answer requests: it is what they verified. Not the address itself, which mailboxes
    would keep."""

    key = "address_changed"
    events: tuple[type[Event], ...] = (AddressChanged,)
    withdrawn_by: tuple[type[Event], ...] = (MembershipRefused, MembershipLeft)
    email = Frequency.DAILY
    label = "Une personne change d’adresse"
    side = Side.TOWN_HALL
    optional = True
    essential = False
    rank = 6
    line = "{subject} a changé d’adresse"
    grouped = line
    email_subject = "{subject} a changé d’adresse"
    push_text = "Une adresse a changé parmi vos administrés"
    action = "Voir sa fiche"

    def recipients(self, event: AddressChanged, entry: Entry) -> Recipients | None:
        membership = membership_with_person(event.membership_id)
        if membership is None or membership.status not in {
            MembershipStatus.PENDING,
            MembershipStatus.ACCEPTED,
        }:
            return None
        return Recipients(
            subject=membership.person.full_name,
            url=reverse("resident_detail", args=[membership.commune.slug, membership.pk]),
            target_type="memberships.membership",
            target_id=membership.pk,
            commune_id=membership.commune_id,
            people=people_with_right(commune_id=membership.commune_id, right=MANAGE_RESIDENTS),
        )

    def body(self, source_id: UUID) -> str:
        return "Sa fiche montre la nouvelle."


class RequestsWaiting(NotificationKind):
    """A reminder, some mornings: the number of days is the town hall's own setting."""

    key = "requests_waiting"
    settled_by: ClassVar[tuple[type[Event], ...]] = (MembershipAccepted, MembershipRefused, MembershipLeft)
    events: tuple[type[Event], ...] = (RequestsLeftWaiting,)
    withdrawn_by: tuple[type[Event], ...] = ()
    renewed_by: tuple[type[Event], ...] = ()
    label = "Rappel\u00a0: des demandes d’inscription attendent"
    category = CATEGORY
    side = Side.TOWN_HALL
    channels = frozenset({Channel.EMAIL, Channel.PUSH})
    email = Frequency.NOW
    optional = True
    essential = True
    rank = 2
    line = "{subject}"
    grouped = "Des demandes d’inscription attendent toujours votre réponse"
    email_subject = "{subject}"
    push_text = "Des demandes d’inscription attendent votre réponse"
    action = "Voir les demandes"

    def recipients(self, event: RequestsLeftWaiting, entry: Entry) -> Recipients | None:
        commune = commune_by_id(entry.commune_id) if entry.commune_id else None
        if commune is None:
            return None
        days = "d’un jour" if event.days == 1 else f"de {event.days} jours"
        many = "Plus de 999" if event.waiting >= MOST_COUNTED else str(event.waiting)
        waiting = (
            "Une demande attend" if event.waiting == 1 else f"{many} demandes attendent"
        ) + f" votre réponse depuis plus {days}"
        return Recipients(
            subject=waiting,
            url=reverse("membership_list", args=[commune.slug]),
            # One line, however often it was said.
            target_type="communes.commune",
            target_id=UUID(int=commune.pk),
            commune_id=commune.pk,
            people=people_with_right(commune_id=commune.pk, right=MANAGE_RESIDENTS),
        )

    def settled_target(self, event: Any, entry: Entry) -> UUID | None:
        commune_id = entry.commune_id
        return UUID(int=commune_id) if commune_id and not has_requests(commune_id) else None

    def body(self, source_id: UUID) -> str:
        return (
            "Tant qu’elles attendent, ces personnes ne lisent que ce qui est public. La plus ancienne demande vient en "
            "premier dans la liste.\n\nLe délai de ce rappel se règle dans les réglages de la page."
        )
