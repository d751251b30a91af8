"""Somebody who waits is asked for a proof, and sends it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from civic.accounts.models import Person
from civic.communes.models import Commune
from civic.core.viewer import Viewer
from civic.memberships.actions.proofs import (
    ask_for_proof,
    send_proof,
)
from civic.memberships.models import Membership, ProofRequest


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
