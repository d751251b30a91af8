"""« Réponses types »: the list, its form, and what is put into an answer."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from civic.core.access import Request
from civic.core.ids import as_id
from civic.core.parts import part
from civic.core.refusals import Refusal
from civic.messaging.actions import templates as actions
from civic.messaging.enums import MOST_TEMPLATES
from civic.messaging.forms import ReplyTemplateForm
from civic.messaging.models import ReplyTemplate
from civic.messaging.queries import conversations, templates
from civic.messaging.ready import READY_REPLIES, ready_reply
from civic.messaging.refusals import TemplateChangedMeanwhile
from civic.messaging.views.access import team_inserts, team_reads, team_shares
from civic.messaging.views.context import writing_context
from civic.threads.pages import messages as pages
from civic.ui.forms import add_refusal, put_into, status_of


@team_reads
def reply_template_list(request: Request) -> HttpResponse:
    found = templates.templates_of(request.viewer)
    names = {one.name for one in found}
    context = {
        "templates": found,
        "is_full": len(found) >= MOST_TEMPLATES,
        "ready_replies": [ready for ready in READY_REPLIES if ready.name not in names],
    }
    return render(request, "messaging/reply_template_list.html", context)


@team_shares
def reply_template_new(request: Request) -> HttpResponse:
    """`modele`: one that is ready, to start from."""
    ready = ready_reply(request.GET.get("modele", ""))
    return _form_page(request, None, ready._asdict() if ready else {})


@team_shares
def reply_template_edit(request: Request, reply_template_id: UUID) -> HttpResponse:
    template = templates.template_in_view(request.viewer, reply_template_id)
    return _form_page(request, template, _as_it_is(template))


def _as_it_is(template: ReplyTemplate) -> dict[str, str]:
    return {"name": template.name, "text": template.text, "seen": template.mark}


def _form_page(request: Request, template: ReplyTemplate | None, initial: dict[str, str]) -> HttpResponse:
    viewer, is_sent = request.viewer, request.method == "POST"
    other: ReplyTemplate | None = None  # as a colleague saved it meanwhile
    form = ReplyTemplateForm(request.POST if is_sent else None, initial=initial)
    if is_sent and form.is_valid():
        try:
            actions.save_template(
                viewer=viewer, reply_template_id=template.pk if template else None, **form.cleaned_data
            )
        except Refusal as refusal:
            if template and isinstance(refusal, TemplateChangedMeanwhile):
                other = templates.template_in_view(viewer, template.pk)
                put_into(form, "seen", other.mark)
            add_refusal(form, refusal)
        else:
            messages.success(request, "La réponse type est enregistrée.")
            return redirect("reply_template_list", viewer.commune.slug)
    context = {"form": form, "template": template, "other": other}
    return render(request, "messaging/reply_template_form.html", context, status=status_of(form))


@team_shares
def reply_template_delete(request: Request, reply_template_id: UUID) -> HttpResponse:
    """Asks first."""
    viewer = request.viewer
    template = templates.template_in_view(viewer, reply_template_id)
    if request.method != "POST":
        return render(request, "messaging/reply_template_delete.html", {"template": template})
    actions.remove_template(viewer=viewer, reply_template_id=template.pk)
    messages.success(request, "La réponse type est supprimée.")
    return redirect("reply_template_list", viewer.commune.slug)


@team_inserts
def reply_template_insert(request: Request, private_thread_id: UUID) -> HttpResponse:
    """After what is typed, never over it. For htmx the field alone: the files that were chosen stay."""
    viewer = request.viewer
    if request.method != "POST":
        return redirect("conversation_detail", viewer.commune.slug, private_thread_id)
    conversation = conversations.conversation_in_view(viewer, private_thread_id)
    typed, chosen = (
        request.POST.get("body", "")[: pages.LONGEST_TYPED].rstrip(),
        request.POST.get("template", ""),
    )
    text = templates.filled_for(viewer, conversation, as_id(chosen)) if chosen else ""
    context = writing_context(
        viewer,
        conversation,
        body="\n\n".join(filter(None, [typed, text])),
        key=request.POST.get("key", ""),
        answered=pages.quoted(viewer, conversation.thread, request.POST.get("answers", "")),
    )
    if request.htmx:
        spoken = "La réponse type suit ce que vous aviez écrit." if text else "Choisissez une réponse type."
        field = context["kind"].field(context["thread_id"])
        context["inserted"] = text  # whoever chose none still chooses
        return part(request, "messaging/reply_inserted.html", context, focus=field, announcement=spoken)
    context["back"] = context["kind"].back(conversation.thread)
    return render(request, "threads/message_new.html", context)
