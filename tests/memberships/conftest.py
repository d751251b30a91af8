"""Somebody who waits is asked for a proof, and sends it; somebody who was accepted asks to be called otherwise."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from civic.accounts.models import Person
from civic.communes.models import Commune
from civic.core.viewer import Viewer
from civic.memberships.actions import identity
from civic.memberships.actions.answering import accept_membership
from civic.memberships.actions.joining import request_membership
from civic.memberships.actions.proofs import (
    ask_for_proof,
    send_proof,
)
from civic.memberships.models import Membership, ProofRequest
from tests.accounts.factories import PersonFactory
from tests.memberships.names import MARRIED


@pytest.fixture
def agent(commune: Commune, mayor: Person, viewer_of) -> Viewer:
    return viewer_of(mayor, commune)


@pytest.fixture
def membership(applicant: Person) -> Membership:
    return applicant.memberships.get()


@pytest.fixture
def asked(agent: Viewer, membership: Membership) -> ProofRequest:
    ask_for_proof(
        viewer=agent, membership_id=membership.pk, words="Quelle est votre rue ?", wanted=["bill", "host"]
    )
    return ProofRequest.objects.get(membership=membership)


@pytest.fixture
def send(commune: Commune, applicant: Person, viewer_of, asked):
    def now_(*files: SimpleUploadedFile, words: str = "") -> None:
        send_proof(viewer=viewer_of(applicant, commune), words=words, files=files)

    return now_


@pytest.fixture
def marie(commune, mayor, viewer_of):
    """« Marie Dupond », accepted by Villeneuve."""
    person = PersonFactory(first_name="Marie", last_name="Dupond", civility="mme")
    asked = request_membership(person=person, commune=commune)
    accept_membership(viewer=viewer_of(mayor, commune), membership_id=asked.pk, proof="known")
    person.refresh_from_db()
    return person


@pytest.fixture
def in_both(marie, other_commune, other_mayor, viewer_of):
    """The same, by Autreville as well."""
    asked = request_membership(person=marie, commune=other_commune)
    accept_membership(viewer=viewer_of(other_mayor, other_commune), membership_id=asked.pk, proof="known")
    return marie


@pytest.fixture
def asks(commune, viewer_of):
    def ask(person, **changes):
        fields = MARRIED | {"reason": "marriage", "words": "Le 3 mai"} | changes
        return identity.ask_identity_change(viewer=viewer_of(person, commune), **fields)

    return ask


@pytest.fixture
def answered(viewer_of):
    """`answered(change, commune, agent)`: accepted, or refused with these words."""

    def answer(change, place, agent, words=""):
        row = change.answers.get(commune=place)
        act = {"viewer": viewer_of(agent, place), "answer_id": row.pk}
        if words:
            return identity.refuse_identity_change(**act, words=words)
        return identity.accept_identity_change(**act)

    return answer
