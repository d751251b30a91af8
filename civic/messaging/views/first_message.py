"""The form of a first message, whoever writes it to whom."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from civic.core.access import Request
from civic.core.form_keys import new_form_key
from civic.core.refusals import Refusal
from civic.media.uploads import go_on
from civic.messaging.models import Conversation
from civic.private_files.actions.receiving import ReceivedFile, received
from civic.private_files.pages import sent_files
from civic.private_files.refusals import FilesRefused
from civic.threads.actions.messages import Silenced
from civic.ui.forms import add_refusal, status_of

type Send = Callable[[Sequence[ReceivedFile]], Conversation]


def form_of(request: Request, form: Callable[..., Any], **more: Any) -> Any:
    """As it opens, or as it was sent: files may come without a word."""
    sent: QueryDict | None = request.POST if request.method == "POST" else None
    return form(sent, initial={"key": new_form_key()}, with_files=bool(request.FILES), **more)


def send_or_show(
    request: Request,
    form: forms.Form,
    send: Send,
    *,
    template: str,
    draft_name: str,
    refusal: Refusal | None = None,
    **more: Any,
) -> HttpResponse:
    """Sent, its conversation opens; else the form comes back, with what was typed and why. `draft_name`: under which
    the device keeps what is being written; as the tag of a message, it says that it may go. `refusal`: known before
    anything is looked at, the files too."""
    files_error, status = "", 0
    if request.method == "POST" and refusal:
        form.is_valid()  # the fields are read before something is said above them
        status = _add(form, refusal)
    elif request.method == "POST" and form.is_valid():
        try:
            with received(viewer=request.viewer, files=sent_files(request)) as files:
                made = send(files)
        except FilesRefused as refused:
            files_error, status = refused.message, refused.status
        except Refusal as refused:
            status = _add(form, refused)
        else:
            messages.success(request, "Votre message est envoyé.", extra_tags=draft_name)
            address = reverse("conversation_detail", args=[request.viewer.commune.slug, made.thread_id])
            return go_on(request, address)
    context = {"form": form, "files_id": "fichiers", "files_error": files_error, "draft_name": draft_name}
    return render(request, template, context | more, status=status or status_of(form))


def _add(form: forms.Form, refusal: Refusal) -> int:
    """Whoever may not write for a time keeps what was typed, too."""
    add_refusal(form, Refusal(refusal.message) if isinstance(refusal, Silenced) else refusal)
    return refusal.status
