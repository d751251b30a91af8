"""Threads as HTML, for the pages that show them: what each viewer may do with each message, the form to write, and the
pages that are the same for every kind of thread."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from operator import attrgetter
from typing import Any, Protocol

from django.contrib import messages as django_messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator

from civic.core.access import Request
from civic.core.clock import now
from civic.core.form_keys import new_form_key
from civic.core.ids import as_id
from civic.core.parts import STAYS, part
from civic.core.refusals import Refusal
from civic.core.text import elided, held_together, in_a_row, whole_number
from civic.core.viewer import Viewer
from civic.moderation.pages import flag_page
from civic.private_files.refusals import FilesRefused
from civic.threads import queries, rules
from civic.threads.actions import messages as actions
from civic.threads.kinds import ThreadKind, kind_of
from civic.threads.models import Message, Thread
from civic.threads.pages.files import NOTHING, files_by_message
from civic.ui.forms import ReasonForm, status_of
from civic.ui.fragments import cached_fragment, cached_text, fragment_key, id_slot, slot
from civic.ui.french import counted
from civic.ui.links import linked

ID_SLOT = id_slot("id")  # where the id of a thread or a message will stand, in addresses too
# Fields of a message whose values stand in its html; the key of `message_html` names them.
SHOWN = (
    *("pk", "number", "written_at", "edited_at", "removed_at", "removed_by", "removal_reason", "likes"),
    *("for_town_hall", "author_title", "has_text"),
)
_shown = attrgetter(*SHOWN)
_WORDS, _QUOTED, _FILES = slot("words"), slot("quoted"), slot("files")
LONGEST_TYPED = 100_000  # characters that come back with a refusal


@dataclass(frozen=True, slots=True)
class MessageContext:
    """A message with what the viewer may do with it."""

    message: Message
    own: bool
    editable: bool
    removable: bool  # by the town hall, with a reason
    answerable: bool  # while one may write: the page hides it where there is no form
    flagged: bool = False  # just now, by the viewer
    is_first_new: bool = False  # « Nouveaux messages » stands above it
    for_all: bool = False  # rendered once for all viewers: a slot stands where their own tools will be
    is_cached: bool = False  # rendered to be kept: what is encrypted at rest is a slot, filled each time
    files_html: SafeString = NOTHING
    html: str = ""  # in a list

    @property
    def words(self) -> SafeString:
        return (
            _WORDS
            if self.is_cached and self.message.is_encrypted
            else mark_safe(held_together(linked(self.message.words)))
        )

    @property
    def files(self) -> SafeString:
        """Their names are encrypted at rest, too."""
        return _FILES if self.is_cached and self.files_html else self.files_html

    @property
    def quoted(self) -> SafeString:
        """The beginning of what it answers."""
        answers = self.message.answers
        return _QUOTED if self.is_cached and answers and answers.is_encrypted else beginning(answers)

    @property
    def css(self) -> str:
        townhall = " comment--townhall" if self.message.for_town_hall else ""
        return townhall + (" comment--hidden" if self.message.removed_at else "")


def message_contexts(
    viewer: Viewer,
    found: Iterable[Message],
    thread: Thread,
    *,
    read_upto: int | None = None,
    flagged: str = "",
) -> list[MessageContext]:
    """`read_upto`: given where the line « Nouveaux messages » is to be drawn, for who has read some of the thread.
    `flagged`: the id of the message that the viewer has just flagged, as the address says."""
    kind, moment = kind_of(thread), now()
    may_remove, answerable = rules.may_remove_any(viewer, kind), not rules.is_silenced(viewer, kind)
    contexts, has_line, found = [], not read_upto, list(found)
    files = files_by_message(viewer, kind, found)
    for message in found:
        message.thread = thread
        own = message.author_id == viewer.person_id
        is_new = not has_line and message.number > (read_upto or 0) and not own
        has_line = has_line or is_new
        contexts.append(
            MessageContext(
                message=message,
                own=own,
                editable=rules.may_edit(viewer, message, moment),
                removable=may_remove and not own,
                answerable=answerable,
                flagged=str(message.pk) == flagged,
                is_first_new=is_new,
                files_html=files.get(message.pk, NOTHING),
            )
        )
    return contexts


def list_context(
    viewer: Viewer,
    thread: Thread,
    found: queries.MessagePage,
    *,
    read_upto: int | None = None,
    flagged: str = "",
) -> dict[str, Any]:
    """For threads/message_list.html."""
    lines = message_contexts(viewer, found.messages, thread, read_upto=read_upto, flagged=flagged)
    return lines_context(viewer, thread, found, lines)


def lines_context(
    viewer: Viewer, thread: Thread, found: queries.MessagePage, lines: list[MessageContext]
) -> dict[str, Any]:
    kind, slug = kind_of(thread), viewer.commune.slug
    return {
        "kind": kind,
        "thread": thread,
        "lines": [replace(line, html=message_html(viewer, kind, line)) for line in lines],
        "list_place": "",
        "list_url": thread.page if kind.is_alone else reverse(kind.urls.messages, args=[slug, thread.pk]),
        "message_url": reverse(kind.urls.detail, args=[slug, ID_SLOT]).removesuffix(f"{ID_SLOT}/"),
        "older": found.older,
        "newer": found.newer,
    }


def message_html(viewer: Viewer, kind: ThreadKind, line: MessageContext) -> str:
    """threads/message.html, kept for all who see the same of a message: the key names all that it shows, but for the
    words that are encrypted at rest, which are filled in."""

    def render() -> str:
        context = {"line": replace(line, is_cached=True), "kind": kind, "commune": viewer.commune}
        return render_to_string("threads/message.html", context)

    message, author, answers = line.message, line.message.author, line.message.answers
    is_encrypted = message.is_encrypted or (answers is not None and answers.is_encrypted)
    seen = (line.own, line.editable, line.removable, line.answerable, line.flagged, line.for_all)
    shown = (
        *_shown(message),
        *(
            is_encrypted,
            bool(line.files_html),
            hash(message.body),
            getattr(message, "liked", False),
            author.full_name,
            author.portrait,
        ),
        answers and (answers.pk, hash(answers.body), answers.removed_at, answers.author.full_name),
    )
    key = fragment_key("message", viewer, kind.key, *shown, seen_by=seen)
    if not is_encrypted:
        return mark_safe(cached_text(key, render))
    fillers = {"words": lambda: line.words, "quoted": lambda: line.quoted, "files": lambda: line.files_html}
    return mark_safe(cached_fragment(key, render).finished(fillers).decode())


def beginning(answers: Message | None) -> SafeString:
    return escape(Truncator(in_a_row(answers.words)).chars(160)) if answers else NOTHING


def form_context(viewer: Viewer, thread: Thread, **typed: Any) -> dict[str, Any]:
    """For threads/message_form.html. `typed`: what comes back with an `error`, what is `answered`, what was `sent`;
    `closed`: the template that says why nobody writes here."""
    kind = kind_of(thread)
    return {
        "kind": kind,
        "thread": thread,
        "thread_id": thread.pk,
        "write_place": kind.place("ecrire", thread.pk),
        "answer_place": kind.place("reponse", thread.pk),
        "restricted": rules.is_silenced(viewer, kind),
        "key": new_form_key(),
        "sent_address": kind.address_of(typed["sent"]) if typed.get("sent") else "",
        "files_id": f"fichiers-{thread.pk}",
        **dict.fromkeys(("body", "error", "sent", "closed", "answered", "answered_is_gone", "from_address")),
        "files_error": "",
        **typed,
    }


def requested_page(viewer: Viewer, thread: Thread, asked: QueryDict) -> queries.MessagePage:
    """The newest; `autour`: around one message; `avant`, `apres`: the page before or after it."""
    around, after, before = (asked.get(name) for name in ("autour", "apres", "avant"))
    if around is not None:
        return queries.messages_around(viewer, thread, number_of(around))
    if after is not None:
        return queries.messages_after(viewer, thread, number_of(after))
    return queries.messages_before(
        viewer, thread, queries.PAST_THE_END if before is None else number_of(before)
    )


def quoted(viewer: Viewer, thread: Thread, text: str) -> Message | None:
    """The message that is to be answered, when it is one of this thread and still stands."""
    try:
        found = queries.message_in_view(viewer, kind_of(thread), as_id(text)) if text else None
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
    request: Request, message: Message, *, template: str = "threads/message.html", announcement: str = ""
) -> HttpResponse:
    """For htmx the message as it stands; else its place on the page of the content."""
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


def flag_message_page(request: Request, message: Message) -> HttpResponse:
    kind = kind_of(message.thread)
    return flag_page(
        request,
        flagged=f"un {kind.wording.noun}",
        author=message.author.full_name,
        text=message.words,
        back=reverse(kind.urls.detail, args=[request.viewer.commune.slug, message.pk]),
        flag=partial(actions.flag_message, viewer=request.viewer, kind=kind, message_id=message.pk),
        done=kind_of(message.thread).address_of(message).replace("#", f"&signale={message.pk}#"),
    )


def _updated_message(
    request: Request, message: Message, *, done: str, template: str = "threads/message.html"
) -> HttpResponse:
    """After a change."""
    updated = queries.message_in_view(request.viewer, kind_of(message.thread), message.pk)
    words = f"Votre {kind_of(message.thread).wording.noun} est {done}."
    return message_response(request, updated, template=template, announcement=words)
