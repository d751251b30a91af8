"""What one mayor shows another to make their own, and what the town hall makes of a message."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from civic.contents.forms import BEGUN
from civic.core.access import Request
from civic.core.form_keys import new_form_key
from civic.core.refusals import Refusal
from civic.messaging import rules
from civic.messaging.actions import reusing as actions
from civic.messaging.forms import ShowContentForm
from civic.messaging.queries import conversations as queries
from civic.messaging.queries import reusing
from civic.messaging.views.access import mayor_speaks, member_marks, team_reads
from civic.messaging.views.context import other_side
from civic.threads.kinds import kind_of
from civic.threads.rules import may_turn
from civic.ui.forms import add_refusal, status_of


@mayor_speaks
def content_show(request: Request, private_thread_id: UUID) -> HttpResponse:
    """« Proposer un modèle », in a conversation between two mayors."""
    viewer = request.viewer
    conversation = queries.conversation_in_view(viewer, private_thread_id)
    if not rules.may_show_content(viewer, conversation):
        raise Http404
    form = ShowContentForm(
        request.POST if request.method == "POST" else None,
        offered=reusing.offered(viewer),
        initial={"key": new_form_key()},
    )
    back = reverse("conversation_detail", args=[viewer.commune.slug, private_thread_id])
    if request.method == "POST" and form.is_valid():
        label, content_id = form.chosen
        typed = form.cleaned_data
        try:
            message = actions.show_content(
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
    return render(request, "messaging/content_show.html", context, status=status_of(form))


@member_marks
def shown_content(request: Request, private_message_id: UUID) -> HttpResponse:
    """GET: all of what a message shows. POST: a draft of it here."""
    viewer = request.viewer
    if request.method == "POST":
        draft = actions.take_up(viewer=viewer, message_id=private_message_id, key=request.POST.get("key", ""))
        lifecycle = reusing.shown_under([private_message_id])[private_message_id].lifecycle
        messages.success(request, "Le brouillon est prêt : relisez-le avant de le publier.")
        return redirect(lifecycle.edit_page, viewer.commune.slug, draft.pk)
    message = queries.message_in_view(viewer, private_message_id)
    shown = reusing.shown_under([private_message_id]).get(private_message_id)
    if shown is None or shown.content is None:
        raise Http404
    here = reverse("shown_content", args=[viewer.commune.slug, private_message_id])
    fields = shown.reuse.fields and shown.reuse.fields(shown.content)
    context = {
        "shown": shown,
        "may_take_up": rules.may_take_up(viewer, shown.lifecycle, shown.content),
        "action": reverse(shown.lifecycle.new_page, args=[viewer.commune.slug]) if fields else here,
        "fields": {BEGUN: "1", **fields} if fields else {"key": new_form_key()},
        "back_url": reverse("conversation_detail", args=[viewer.commune.slug, message.thread_id]),
    }
    return render(request, "messaging/shown_content_detail.html", context)


@team_reads
def private_message_turn(request: Request, private_message_id: UUID) -> HttpResponse:
    """« Transformer en… »: into what exists here, by the form of that."""
    viewer = request.viewer
    message = queries.message_in_view(viewer, private_message_id)
    becomes = reusing.made_of_messages(viewer)
    if not may_turn(viewer, kind_of(message.thread), message):
        raise Http404
    context = {
        "words": message.words,
        "becomes": becomes,
        "begun": BEGUN,
        "back_url": reverse("conversation_detail", args=[viewer.commune.slug, message.thread_id]),
    }
    return render(request, "messaging/message_turn.html", context)
