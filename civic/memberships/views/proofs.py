"""The proof that a town hall asked for: sent, taken back, looked at."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from civic.core.access import Access, Request, page
from civic.core.refusals import Refusal
from civic.media import documents, storage, uploads
from civic.memberships.actions.proofs import NothingAsked, remove_proof_file, send_proof
from civic.memberships.forms.joining import ProofForm
from civic.memberships.queries.memberships import own_membership
from civic.memberships.queries.proofs import proof_file_in_view
from civic.memberships.views.joining import membership_page, proof_draft
from civic.ui.forms import add_refusal, status_of

# What a browser that opens the file by itself may do with it: nothing.
_POLICY = "default-src 'none'; sandbox"


@page(access=Access.SIGNED_IN, writes=True, uploads=True)
def proof_send(request: Request) -> HttpResponse:
    """The answer to what the town hall in view asked."""
    viewer = request.viewer
    address = reverse("membership_detail", args=[viewer.commune.slug])
    membership = own_membership(viewer)
    if request.method != "POST" or membership is None:
        return redirect(address)
    form = ProofForm()
    try:
        uploads.require_received(request)
        form = ProofForm(request.POST, request.FILES)
        if not form.is_valid():
            return membership_page(request, membership, proof_form=form, status=status_of(form))
        send_proof(viewer=viewer, words=form.cleaned_data["answer"], files=form.cleaned_data["documents"])
    except Refusal as refusal:
        if not form.is_bound:  # a file that never ends, or a full disk
            form = ProofForm(request.POST)
            form.is_valid()
        add_refusal(form, refusal, None if isinstance(refusal, NothingAsked) else "documents")
        return membership_page(request, membership, proof_form=form, status=status_of(form))
    sentence = "Votre réponse est à la mairie. Elle vous répondra par e-mail."
    messages.success(request, sentence, extra_tags=proof_draft(membership))
    return uploads.go_on(request, address)


@page(access=Access.SIGNED_IN, writes=True)
def proof_remove(request: Request, proof_id: UUID) -> HttpResponse:
    """A document is taken back by who sent it."""
    if request.method == "POST":
        remove_proof_file(viewer=request.viewer, file_id=proof_id)
        messages.success(request, "Le document est retiré.")
    return redirect("membership_detail", request.viewer.commune.slug)


@page(access=Access.SIGNED_IN)
def proof_file(request: Request, proof_id: UUID) -> HttpResponse:
    """One document, for who sent it and for those who answer requests; nothing at all for everybody else."""
    file = proof_file_in_view(request.viewer, proof_id)
    try:
        content = storage.unseal(file.pk)
    except FileNotFoundError as error:
        raise Http404 from error
    answer = HttpResponse(content, content_type=file.content_type)
    ending = "pdf" if file.content_type == documents.PDF else "webp"
    way = "attachment" if file.content_type == documents.PDF else "inline"
    answer["Content-Disposition"] = f'{way}; filename="justificatif.{ending}"'
    answer["Content-Security-Policy"] = _POLICY
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
