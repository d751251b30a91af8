"""The form of a thread, and the pages and parts that are the same for every kind of thread."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Protocol
from uuid import UUID

from django.contrib import messages as django_messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from civic.core.access import Request
from civic.core.clock import now
from civic.core.form_keys import new_form_key
from civic.core.ids import as_id
from civic.core.parts import STAYS, part
from civic.core.refusals import Refusal
from civic.core.text import elided, in_a_row, shortened, whole_number
from civic.core.viewer import Viewer
from civic.moderation.pages import Flagging, flag_page
from civic.private_files.refusals import FilesRefused
from civic.threads import rules
from civic.threads.actions import messages as actions
from civic.threads.kinds import ThreadKind, kind_of
from civic.threads.models import Message, Thread
from civic.threads.pages.lines import message_contexts
from civic.threads.queries.messages import (
    PAST_THE_END,
    MessagePage,
    message_in_view,
    messages_after,
    messages_around,
    messages_before,
)
from civic.ui.forms import ReasonForm, status_of
from civic.ui.french import counted

LONGEST_TYPED = 100_000  # characters that come back with a refusal


def form_context(viewer: Viewer, thread: Thread, **typed: Any) -> dict[str, Any]:
    """For threads/message_form.html. `typed`: what comes back with an `error`, what is `answered`, what was `sent`;
    `closed`: the template that says why nobody writes here; `beside`: that of what else stands in the form."""
    kind = kind_of(thread)
    return {
        "kind": kind,
        "thread": thread,
        **form_places(kind, thread.pk),
        "restricted": rules.is_silenced(viewer, kind),
        "key": new_form_key(),
        "sent_address": kind.address_of(typed["sent"]) if typed.get("sent") else "",
        **dict.fromkeys(("body", "error", "sent", "closed", "answered", "answered_is_gone", "from_address")),
        "files_error": "",
        "beside": "",
        **typed,
    }


def form_places(kind: ThreadKind, thread_id: UUID) -> dict[str, Any]:
    """Where its parts stand in a page."""
    return {
        "thread_id": thread_id,
        "write_place": kind.place("ecrire", thread_id),
        "answer_place": kind.place("reponse", thread_id),
        "files_id": f"fichiers-{thread_id}",
    }


def requested_page(viewer: Viewer, thread: Thread, asked: QueryDict) -> MessagePage:
    """The newest; `autour`: around one message; `avant`, `apres`: the page before or after it."""
    around, after, before = (asked.get(name) for name in ("autour", "apres", "avant"))
    if around is not None:
        return messages_around(viewer, thread, number_of(around))
    if after is not None:
        return messages_after(viewer, thread, number_of(after))
    return messages_before(viewer, thread, PAST_THE_END if before is None else number_of(before))


def quoted(viewer: Viewer, thread: Thread, text: str) -> Message | None:
    """The message that is to be answered, when it is one of this thread and still stands."""
    try:
        found = message_in_view(viewer, kind_of(thread), as_id(text)) if text else None
    except Http404:
        return None
    return found if found and found.thread_id == thread.pk and not found.removed_at else None


def number_of(text: str) -> int:
    """Of a message, from an address. Raises Http404 for what we never wrote there."""
    number = whole_number(text, figures=9)
    if number is None:
        raise Http404
    return number


def list_part(request: Request, context: dict[str, Any]) -> HttpResponse:
    """More of a thread, where one asked for it: one reads on at the first that came."""
    lines, kind = context["lines"], context["kind"]
    came = counted(len(lines), f"{kind.wording.noun} de plus", f"{kind.wording.noun}s de plus")
    focus = kind.anchor_of(lines[0].message) if lines else STAYS
    return part(request, "threads/message_list.html", context, focus=focus, announcement=came)


def sent_part(request: Request, template: str, context: dict[str, Any]) -> HttpResponse:
    """The form comes back empty, ready for the next one."""
    kind = context["kind"]
    words, focus = f"Votre {kind.wording.noun} est envoyé.", kind.field(context["thread_id"])
    return part(
        request, template, context, focus=focus, announcement=words, settles=bool(context["sent"].settles)
    )


# --- Pages of one message -------------------------------------------------------------------------------------------


class Changing(Protocol):
    def __call__(self, *, body: str) -> object: ...


class Removing(Protocol):
    def __call__(self, *, reason: str) -> object: ...


def message_response(
    request: Request,
    message: Message,
    *,
    template: str = "threads/message.html",
    announcement: str = "Rien n’a changé.",
) -> HttpResponse:
    """For htmx the message as it stands, as after « Annuler »; else its place on the page of the content."""
    if not request.htmx:
        return to_message(message)
    (line,) = message_contexts(request.viewer, [message], message.thread)
    kind = kind_of(message.thread)
    context = {"line": line, "kind": kind, "thread": message.thread}
    return part(request, template, context, focus=kind.anchor_of(message), announcement=announcement)


def to_message(message: Message) -> HttpResponse:
    return redirect(kind_of(message.thread).address_of(message))


def quote_response(request: Request, message: Message) -> HttpResponse:
    """« Répondre »: the quotation above the form."""
    thread = message.thread
    kind = kind_of(thread)
    if not request.htmx:
        return redirect(f"{thread.page}?reponse={message.pk}#{kind.field(thread.pk)}")
    answered = {"answered_is_gone": True} if message.removed_at else {"answered": message}
    context = form_context(request.viewer, thread, **answered)
    return part(request, "threads/message_quote.html", context, focus=kind.field(thread.pk), announcement="")


def typed_again(
    request: Request,
    refusal: Refusal,
    context: dict[str, Any],
    *,
    answered: Message | None = None,
) -> HttpResponse:
    """What was typed stays in the form of `context`, with the reason beside it."""
    is_of_files = isinstance(refusal, FilesRefused)
    typed = {
        "body": request.POST.get("body", "")[:LONGEST_TYPED],
        "key": request.POST.get("key", ""),
        "files_error" if is_of_files else "error": refusal.message,
        "answered": answered,
        "back": context["kind"].back(context["thread"]),
    }
    context, status = context | typed, refusal.status
    if request.htmx:
        # Which the error describes.
        focus = context["files_id"] if is_of_files else context["kind"].field(context["thread_id"])
        template = "threads/message_form.html"
        return part(request, template, context, focus=focus, announcement="", status=status)
    return render(request, "threads/message_new.html", context, status=status)


def like_response(request: Request, message: Message, *, liked: bool) -> HttpResponse:
    if not request.htmx:
        return to_message(message)
    context = {"message": message, "liked": liked, "kind": kind_of(message.thread)}
    return part(request, "threads/message_like.html", context, focus=STAYS, announcement="")


def edit_page(request: Request, message: Message, *, edit: Changing) -> HttpResponse:
    body, error, status = actions.text_of(message=message), "", 200
    if request.method == "POST":
        body = request.POST.get("body", "")[:LONGEST_TYPED]
        try:
            edit(body=body)
        except Refusal as refusal:
            if refusal.status == 403 and not isinstance(refusal, actions.Silenced):
                raise
            error, status = refusal.message, refusal.status
        else:
            return _updated_message(request, message, done="modifié")
    context = {"kind": kind_of(message.thread), "message": message, "body": body, "error": error}
    if request.htmx:
        context, focus = context | {"tag": "li"}, f"modifier-{message.pk}"
        template = "threads/message_edit.html#form"
        return part(request, template, context, focus=focus, announcement="", status=status)
    return render(request, "threads/message_edit.html", context, status=status)


def delete_page(request: Request, message: Message, *, delete: Callable[[], object]) -> HttpResponse:
    """One's own: asks first, in the place of the message."""
    kind = kind_of(message.thread)
    if request.method == "POST":
        delete()
        if request.htmx:
            template = "threads/message.html" if kind.is_alone else "threads/comment_deleted.html"
            return _updated_message(request, message, done="supprimé", template=template)
        django_messages.success(request, f"Votre {kind.wording.noun} est supprimé.")
    elif message.author_id == request.viewer.person_id and not message.removed_at:
        if not rules.may_take_back(request.viewer, message, now()):
            raise actions.TooLate(kind.too_late)
        context = {"kind": kind, "message": message, "tag": "li" if request.htmx else ""}
        if request.htmx:
            focus = f"garder-{message.pk}"  # Enter pressed twice erases nothing
            return part(request, "threads/message_delete.html#form", context, focus=focus, announcement="")
        return render(request, "threads/message_delete.html", context)
    return to_message(message)


def remove_page(request: Request, message: Message, *, remove: Removing) -> HttpResponse:
    """Anyone's, by the town hall, with a reason."""
    wording = kind_of(message.thread).wording
    form = ReasonForm(
        request.POST or None,
        missing=f"Dites en quelques mots pourquoi ce {wording.noun} est retiré.",
        help_text=wording.reason_help,
    )
    if request.method == "POST" and form.is_valid():
        remove(reason=form.cleaned_data["reason"])
        django_messages.success(
            request, f"{elided('Le', wording.noun)} est retiré. Votre motif a pris sa place."
        )
        return to_message(message)
    context = {"message": message, "form": form, "kind": kind_of(message.thread)}
    return render(request, "threads/message_remove.html", context, status=status_of(form))


def flag_message_page(
    request: Request,
    message: Message,
    *,
    flag: Flagging | None = None,
    choices: Sequence[tuple[str, str]] | None = None,
) -> HttpResponse:
    """`choices`: of what is said among a few, the messages that may be copied; `flag` then takes those that are."""
    actions.require_flaggable(viewer=request.viewer, message=message)
    kind = kind_of(message.thread)
    whole = partial(actions.flag_message, viewer=request.viewer, kind=kind, message_id=message.pk)
    return flag_page(
        request,
        flagged=f"un {kind.wording.noun}",
        author=message.author_name,
        text=message.words,
        back=reverse(kind.urls.detail, args=[request.viewer.commune.slug, message.pk]),
        flag=flag or whole,
        choices=choices,
        chosen=str(message.pk),
        done=kind_of(message.thread).address_of(message).replace("#", f"&signale={message.pk}#"),
    )


def messages_to_choose(viewer: Viewer, message: Message) -> list[tuple[str, str]]:
    """That message and those around it: each with how it begins."""
    found = messages_around(viewer, message.thread, message.number).messages
    return [
        (str(one.pk), f"{one.author_name}\u00a0: {shortened(in_a_row(one.words), 160)}")
        for one in found
        if not one.removed_at
    ]


def _updated_message(
    request: Request, message: Message, *, done: str, template: str = "threads/message.html"
) -> HttpResponse:
    """After a change."""
    updated = message_in_view(request.viewer, kind_of(message.thread), message.pk)
    words = f"Votre {kind_of(message.thread).wording.noun} est {done}."
    return message_response(request, updated, template=template, announcement=words)
