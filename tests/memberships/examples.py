"""What the parts of this app's addresses stand for in the access matrix; what of it waits at the desk."""

from datetime import timedelta
from uuid import uuid4

from civic.accounts.models import Person
from civic.communes.models import Commune
from civic.core.clock import now
from civic.media import storage
from civic.memberships.actions.answering import Answers
from civic.memberships.models import (
    IdentityAnswer,
    IdentityChange,
    Membership,
    ProofFile,
    ProofRequest,
    Solicitation,
)
from civic.memberships.queries.solicitations import stop_token
from civic.town_halls.enums import MANAGE_RESIDENTS
from tests.accounts.factories import PersonFactory
from tests.architecture.world import MANY, Examples, Place, Wanted
from tests.communes.factories import MembershipFactory
from tests.desk.waiting import DeskExamples, Waiting


def proof(wanted: Wanted) -> ProofFile:
    membership, _ = Membership.objects.update_or_create(
        commune=wanted.commune,
        person=wanted.sender,
        defaults={"status": "pending"},
        create_defaults={"status": "pending", "requested_at": now()},
    )
    asked, _ = ProofRequest.objects.get_or_create(
        membership=membership, defaults={"asked_at": now(), "words": "-"}
    )
    file = ProofFile.objects.create(
        request=asked, status="ready", content_type="-", size=1, digest=uuid4().hex, added_at=now()
    )
    storage.seal(file.pk, b"-")
    return file


def answered(wanted: Wanted) -> int:
    moment = now()
    refused = Membership.objects.filter(commune=wanted.commune, person=wanted.place.second_resident)
    refused.update(status="refused", decided_at=moment, decided_by=wanted.owner)
    return Answers(moment=moment).stamp


def token(wanted: Wanted) -> str:
    sent, _ = Solicitation.objects.get_or_create(
        commune=wanted.commune, defaults={"sent_at": now(), "residents_counted": 1}
    )
    return stop_token(sent.pk)


def identity_answer(wanted: Wanted) -> IdentityAnswer:
    change, _ = IdentityChange.objects.get_or_create(
        person=wanted.place.second_resident,
        state="waiting",
        defaults={"reason": "mistake", "first_name": "-", "last_name": "-", "asked_at": now()},
    )
    return IdentityAnswer.objects.get_or_create(
        change=change, commune=wanted.commune, defaults={"asked_at": now()}
    )[0]


EXAMPLES: Examples = {
    "answer_id": lambda wanted: identity_answer(wanted).pk,
    "membership_id": lambda wanted: (
        Membership.objects.get(commune=wanted.commune, person=wanted.place.applicant).pk
    ),
    "proof_id": lambda wanted: proof(wanted).pk,
    "stamp": answered,
    "token": token,
}


def request(commune: Commune, person: Person) -> Membership:
    made: Membership = MembershipFactory(
        commune=commune,
        person=PersonFactory(),
        status="pending",
        requested_at=now() - timedelta(days=4),
    )
    return made


def answered_proof(commune: Commune, person: Person) -> None:
    ProofRequest.objects.create(
        membership=request(commune, person),
        asked_at=now() - timedelta(days=9),
        words="?",
        sent_at=now() - timedelta(days=2),
    )


def change_of_identity(commune: Commune, person: Person) -> None:
    change = IdentityChange.objects.create(
        person=PersonFactory(),
        reason="marriage",
        former_first_name="Marie",
        former_last_name="Dupond",
        first_name="Marie",
        last_name="Martin",
        asked_at=now(),
    )
    IdentityAnswer.objects.create(change=change, commune=commune, asked_at=now() - timedelta(days=2))


DESK: DeskExamples = {
    "identity_change": Waiting(change_of_identity, rights=[MANAGE_RESIDENTS]),
    "membership_request": Waiting(request, rights=[MANAGE_RESIDENTS]),
    "membership_proof": Waiting(answered_proof, rights=[MANAGE_RESIDENTS]),
}


def fill(place: Place) -> Examples:
    for _ in range(MANY):
        place.member()
        place.member(status="pending")
    return {}


# What a delegate with this right alone may send: nothing else (tests/architecture/test_rights.py).
RIGHT_OPENS = {
    "residents": [
        "identity_accept",
        "identity_answer",
        "identity_reopen",
        "membership_accept",
        "membership_bulk_reopen",
        "membership_decide",
        "membership_list",
        "membership_refuse",
        "membership_reopen",
        "proof_ask",
        "resident_export",
    ],
}
