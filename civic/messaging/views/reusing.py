"""What one mayor shows another to make their own, and what the town hall makes of a message."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from civic.contents.forms import BEGUN, PRIVATE
from civic.contents.registry import lifecycle_of
from civic.core.access import Request
from civic.core.form_keys import new_form_key
from civic.core.refusals import Refusal
from civic.messaging import rules
from civic.messaging.actions import reusing as actions
from civic.messaging.forms import ProposalForm
from civic.messaging.queries import conversations as queries
from civic.messaging.queries import reusing
from civic.messaging.refusals import ProposalGone
from civic.messaging.views.access import mayor_shares, mayor_speaks, team_reads
from civic.messaging.views.context import other_side, page_of
from civic.ui.forms import add_refusal, status_of


@mayor_speaks
def content_propose(request: Request, private_thread_id: UUID) -> HttpResponse:
    """« Proposer un modèle », in a conversation between two mayors."""
    viewer = request.viewer
    conversation = queries.conversation_in_view(viewer, private_thread_id)
    if not rules.may_propose(viewer, conversation):
        raise Http404
    form = ProposalForm(
        request.POST if request.method == "POST" else None,
        offered=reusing.offered(viewer),
        initial={"key": new_form_key()},
    )
    back = page_of(viewer, private_thread_id, request.GET)
    if request.method == "POST" and form.is_valid():
        label, content_id = form.chosen
        typed = form.cleaned_data
        try:
            message = actions.propose_content(
                viewer=viewer,
                thread_id=private_thread_id,
                label=label,
                content_id=content_id,
                body=typed["body"],
                key=typed["key"],
            )
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "Votre message est envoyé.")
            return redirect(f"{back}#message-{message.pk}")
    context = {"form": form, "back_url": back, "other_name": other_side(viewer, conversation)[0]}
    return render(request, "messaging/content_propose.html", context, status=status_of(form))


@mayor_shares
def proposed_content(request: Request, private_message_id: UUID) -> HttpResponse:
    """GET: all of what a message shows. POST: a draft of it here."""
    viewer = request.viewer
    if request.method == "POST":
        draft = actions.take_up(viewer=viewer, message_id=private_message_id, key=request.POST.get("key", ""))
        messages.success(request, "Le brouillon est prêt\u00a0: relisez-le avant de le publier.")
        return redirect(lifecycle_of(draft).edit_page, viewer.commune.slug, draft.pk)
    message = queries.message_in_view(viewer, private_message_id)
    proposal = reusing.proposals_under([private_message_id]).get(private_message_id)
    if proposal is None:
        raise Http404
    if proposal.content is None:
        raise ProposalGone
    here = reverse("proposed_content", args=[viewer.commune.slug, private_message_id])
    fields = proposal.reuse.fields and proposal.reuse.fields(proposal.content)
    context = {
        "proposal": proposal,
        "may_take_up": rules.may_take_up(viewer, proposal.lifecycle, proposal.content),
        "action": reverse(proposal.lifecycle.new_page, args=[viewer.commune.slug]) if fields else here,
        "fields": {BEGUN: "1", **fields} if fields else {"key": new_form_key()},
        "back_url": reverse("conversation_detail", args=[viewer.commune.slug, message.thread_id]),
    }
    return render(request, "messaging/proposed_content.html", context)


@team_reads
def private_message_turn(request: Request, private_message_id: UUID) -> HttpResponse:
    """« Transformer en… »: into what exists here, by the form of that; straight to it where there is but one."""
    viewer = request.viewer
    found = reusing.words_to_turn(viewer, private_message_id)
    asked = urlencode({PRIVATE: str(private_message_id)})
    becomes = [
        (one.noun.one, f"{reverse(one.new_page, args=[viewer.commune.slug])}?{asked}")
        for one in reusing.made_of_messages(viewer)
    ]
    if not becomes:  # nothing leads here then
        return redirect(found.back_url)
    if len(becomes) == 1:
        return redirect(becomes[0][1])
    context = {"words": found.words, "becomes": becomes, "back_url": found.back_url}
    return render(request, "messaging/message_turn.html", context)
