"""What a town hall asked to see, and who may see what was sent."""

from uuid import UUID

from django.http import Http404

from civic.core.viewer import Viewer
from civic.memberships import rules
from civic.memberships.enums import MembershipStatus, ProofFileStatus
from civic.memberships.models import ProofFile, ProofRequest


def proof_request_of(membership_id: UUID) -> ProofRequest | None:
    """Of a request that waits: what is kept for a moment after the answer, in case it is undone, nobody is shown."""
    requests = ProofRequest.objects.select_related("asked_by", "membership__commune", "membership__person")
    return requests.filter(pk=membership_id, membership__status=MembershipStatus.PENDING).first()


def proof_files_of(request: ProofRequest) -> list[ProofFile]:
    return list(ProofFile.objects.filter(request=request).order_by("added_at", "id"))


def own_proof_request_for_update(viewer: Viewer) -> ProofRequest | None:
    """What the town hall in view waits for from the viewer, locked until the end of the transaction."""
    return (
        ProofRequest.objects.select_for_update(of=("self",))
        .select_related("membership")
        .filter(
            membership__commune_id=viewer.commune.id,
            membership__person_id=viewer.own_id,
            membership__status=MembershipStatus.PENDING,
        )
        .first()
    )


def owes_proof(viewer: Viewer) -> bool:
    """The town hall in view asked the viewer for a document, and has no answer yet."""
    return (
        viewer.is_applicant
        and ProofRequest.objects.filter(
            membership__commune_id=viewer.commune.id,
            membership__person_id=viewer.own_id,
            membership__status=MembershipStatus.PENDING,
            sent_at=None,
        ).exists()
    )


def proof_file_in_view(viewer: Viewer, file_id: UUID) -> ProofFile:
    """A document that can be looked at: one's own, or sent to the town hall in view by someone who asks to join."""
    file = (
        ProofFile.objects.select_related("request__membership")
        .filter(pk=file_id, status=ProofFileStatus.READY)
        .first()
    )
    if file is None or not rules.may_see_proof(viewer, file.request.membership):
        raise Http404
    return file
