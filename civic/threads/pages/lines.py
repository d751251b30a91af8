"""Messages as HTML: what stands in each line of a thread, and what each viewer may do with it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString, mark_safe

from civic.core.clock import now
from civic.core.text import held_together, in_a_row, shortened
from civic.core.viewer import Viewer
from civic.threads import rules
from civic.threads.kinds import ThreadKind, kind_of
from civic.threads.models import Message, Thread
from civic.threads.pages.beneath import NOTHING, beneath_words
from civic.threads.queries.messages import MessagePage
from civic.ui.fragments import cached_fragment, cached_text, fragment_key, id_slot, slot
from civic.ui.links import linked

ID_SLOT = id_slot("id")  # where the id of a thread or a message will stand, in addresses too
# Fields of a message whose values stand in its html; the key of `message_html` names them.
SHOWN = (
    *("pk", "number", "written_at", "edited_at", "removed_at", "removed_by", "removal_reason", "likes"),
    *("for_town_hall", "author_title", "is_automatic", "author_name", "author_in_sentence", "has_text"),
)
_shown = attrgetter(*SHOWN)
_WORDS, _QUOTED, _BENEATH = slot("words"), slot("quoted"), slot("beneath")


@dataclass(frozen=True, slots=True)
class MessageContext:
    """A message with what the viewer may do with it."""

    message: Message
    own: bool
    editable: bool
    erasable: bool  # by its author
    removable: bool  # by the town hall, with a reason
    answerable: bool  # while one may write: the page hides it where there is no form
    stands_apart: bool = False  # of the viewer's own side, where two speak
    turn: str = ""  # what the town hall may make of it, as its link says
    flagged: bool = False  # just now, by the viewer
    is_first_new: bool = False  # « Nouveaux messages » stands above it
    for_all: bool = False  # rendered once for all viewers: a slot stands where their own tools will be
    is_cached: bool = False  # rendered to be kept: what is encrypted at rest is a slot, filled each time
    beneath_html: SafeString = NOTHING
    html: str = ""  # in a list

    @property
    def words(self) -> SafeString:
        return (
            _WORDS
            if self.is_cached and self.message.is_encrypted
            else mark_safe(held_together(linked(self.message.words)))
        )

    @property
    def beneath(self) -> SafeString:
        """Names of files are encrypted at rest, too."""
        return _BENEATH if self.is_cached and self.beneath_html else self.beneath_html

    @property
    def quoted(self) -> SafeString:
        """The beginning of what it answers."""
        answers = self.message.answers
        return _QUOTED if self.is_cached and answers and answers.is_encrypted else beginning(answers)

    @property
    def css(self) -> str:
        townhall = " comment--townhall" if self.message.for_town_hall else ""
        own = " comment--own" if self.stands_apart else ""
        return townhall + own + (" comment--hidden" if self.message.removed_at else "")


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
    beneath = beneath_words(viewer, kind, found)
    turn: str = import_string(kind.turn_label)(viewer) if kind.turn_label else ""
    own_side: Collection[UUID] = import_string(kind.own_side)(viewer, thread) if kind.own_side else ()
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
                erasable=rules.may_take_back(viewer, message, moment),
                removable=may_remove and not own,
                answerable=answerable and not message.is_automatic,
                stands_apart=message.author_id in own_side,
                turn=turn if rules.may_turn(viewer, kind, message) else "",
                flagged=str(message.pk) == flagged,
                is_first_new=is_new,
                beneath_html=beneath.get(message.pk, NOTHING),
            )
        )
    return contexts


def list_context(
    viewer: Viewer,
    thread: Thread,
    found: MessagePage,
    *,
    read_upto: int | None = None,
    flagged: str = "",
) -> dict[str, Any]:
    """For threads/message_list.html."""
    lines = message_contexts(viewer, found.messages, thread, read_upto=read_upto, flagged=flagged)
    return lines_context(viewer, thread, found, lines)


def lines_context(
    viewer: Viewer, thread: Thread, found: MessagePage, lines: list[MessageContext]
) -> dict[str, Any]:
    kind, slug = kind_of(thread), viewer.commune.slug
    return {
        "kind": kind,
        "thread": thread,
        "lines": [replace(line, html=message_html(viewer, kind, line)) for line in lines],
        "list_place": "",
        "list_url": thread.page if kind.is_alone else reverse(kind.urls.messages, args=[slug, thread.pk]),
        "list_query": "?",
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
    seen = (
        line.own,
        line.stands_apart,
        line.editable,
        line.erasable,
        line.removable,
        line.answerable,
        line.turn,
        line.flagged,
        line.for_all,
    )
    shown = (
        *_shown(message),
        *(
            is_encrypted,
            bool(line.beneath_html),
            hash(message.body),
            getattr(message, "liked", False),
            author.full_name,
            author.portrait,
        ),
        answers and (answers.pk, hash(answers.body), answers.removed_at, answers.author_name),
    )
    key = fragment_key("message", viewer, kind.key, *shown, seen_by=seen)
    if not is_encrypted:
        return mark_safe(cached_text(key, render))
    fillers = {
        "words": lambda: line.words,
        "quoted": lambda: line.quoted,
        "beneath": lambda: line.beneath_html,
    }
    return mark_safe(cached_fragment(key, render).finished(fillers).decode())


def beginning(answers: Message | None) -> SafeString:
    return escape(shortened(in_a_row(answers.words), 160)) if answers else NOTHING
