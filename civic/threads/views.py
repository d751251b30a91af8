"""Comments: they stand under contents of several apps, at addresses of their own."""

from functools import partial
from uuid import UUID

from django.contrib import messages as django_messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse

from civic.core.access import Access, Request, page
from civic.core.ids import as_id
from civic.core.parts import STAYS, declared
from civic.core.refusals import Refusal
from civic.core.text import elided, shortened
from civic.core.throttles import FLAGGING, LIKING
from civic.threads.actions import answering, likes
from civic.threads.actions import messages as actions
from civic.threads.enums import MODERATE_COMMENTS
from civic.threads.models import Message, Thread
from civic.threads.pages import comments, lines, messages
from civic.threads.queries.answering import message_numbered
from civic.threads.queries.messages import message_in_view
from civic.threads.queries.threads import thread_in_view
from civic.threads.thread_kinds import COMMENTS
from civic.ui.fragments import Fragment
from civic.ui.layout import form_fillers

speaking = page(access=Access.MEMBER, writes=True, speaks=True)
liking = page(access=Access.MEMBER, writes=True, throttle=LIKING)

NEWER_WAIT = "D’autres commentaires sont arrivés entre-temps\u00a0: ceux-là attendent une réponse."


def _comment(request: Request, comment_id: UUID) -> Message:
    return message_in_view(request.viewer, COMMENTS, comment_id)


@speaking
def comment_list(request: Request, thread_id: UUID) -> HttpResponse:
    """GET: comments before or after a number. POST: write one."""
    viewer = request.viewer
    thread = thread_in_view(viewer, COMMENTS, thread_id)
    if request.method == "POST":
        return _write(request, thread)
    context = lines.list_context(viewer, thread, messages.requested_page(viewer, thread, request.GET))
    if request.htmx:
        return messages.list_part(request, context)
    return render(request, "threads/comment_list.html", context | {"back": COMMENTS.back(thread)})


def _write(request: Request, thread: Thread) -> HttpResponse:
    viewer, answers = request.viewer, request.POST.get("answers", "")
    try:
        comment = actions.write_message(
            viewer=viewer,
            kind=COMMENTS,
            thread_id=thread.pk,
            body=request.POST.get("body", ""),
            key=request.POST.get("key", ""),
            answers=as_id(answers) if answers else None,
        )
    except Refusal as refusal:
        answered = messages.quoted(viewer, thread, answers)
        form = messages.form_context(viewer, thread)
        return messages.typed_again(request, refusal, form, answered=answered)
    if not request.htmx:
        return redirect(f"{thread.page}#{COMMENTS.anchor_of(comment)}")
    # The form comes back empty; the new comment joins the list, out of band, in case no script asks for what is new.
    comment = _comment(request, comment.pk)
    context = messages.form_context(viewer, thread, sent=comment)
    context |= {
        "thread": comment.thread,
        "lines": lines.message_contexts(viewer, [comment], comment.thread),
    }
    return messages.sent_part(request, "threads/comment_sent.html", context)


@page(access=Access.MEMBER)
def comment_detail(request: Request, comment_id: UUID) -> HttpResponse:
    """The address of one comment: leads to its place below the content. For htmx: the comment as it stands."""
    return messages.message_response(request, _comment(request, comment_id))


@page(access=Access.MEMBER)
def comment_quote(request: Request, comment_id: UUID) -> HttpResponse:
    return messages.quote_response(request, _comment(request, comment_id))


@speaking
def comment_edit(request: Request, comment_id: UUID) -> HttpResponse:
    edit = partial(actions.edit_message, viewer=request.viewer, kind=COMMENTS, message_id=comment_id)
    return messages.edit_page(request, _comment(request, comment_id), edit=edit)


@page(access=Access.MEMBER, writes=True)
def comment_delete(request: Request, comment_id: UUID) -> HttpResponse:
    delete = partial(actions.remove_own_message, viewer=request.viewer, kind=COMMENTS, message_id=comment_id)
    return messages.delete_page(request, _comment(request, comment_id), delete=delete)


@page(access=Access.TOWN_HALL, right=MODERATE_COMMENTS, writes=True)
def comment_remove(request: Request, comment_id: UUID) -> HttpResponse:
    remove = partial(actions.remove_message, viewer=request.viewer, kind=COMMENTS, message_id=comment_id)
    return messages.remove_page(request, _comment(request, comment_id), remove=remove)


@page(access=Access.MEMBER, writes=True, throttle=FLAGGING)
def comment_flag(request: Request, comment_id: UUID) -> HttpResponse:
    return messages.flag_message_page(request, _comment(request, comment_id))


@page(access=Access.TOWN_HALL, writes=True)
def comments_put_away(request: Request, thread_id: UUID) -> HttpResponse:
    """« Sans suite »: nobody has to answer them any more."""
    viewer, upto = request.viewer, messages.number_of(request.POST.get("upto", "0"))
    if request.method == "POST":
        thread = answering.put_away_comments(viewer=viewer, thread_id=thread_id, upto=upto)
        is_away = thread.put_away_from and upto >= thread.put_away_from
        undo = reverse("comments_take_back", args=[viewer.commune.slug, thread_id]) if is_away else ""
        say = django_messages.info if thread.unanswered_number else django_messages.success
        say(request, _put_away_words(thread), extra_tags=undo)
        return redirect(thread.page)
    return redirect(thread_in_view(viewer, COMMENTS, thread_id).page)


def _put_away_words(thread: Thread) -> str:
    if thread.unanswered_number or not thread.put_away_from:
        return NEWER_WAIT
    first = message_numbered(thread, thread.put_away_from)
    said = shortened(first.words, 40)
    return f"Sans réponse\u00a0: {first.author.full_name}, «\u00a0{said}\u00a0»."


def _taken_back_words(thread: Thread) -> str:
    if not thread.unanswered_number:
        return "Ces commentaires ont reçu une réponse entre-temps."
    first = message_numbered(thread, thread.unanswered_number)
    return f"Le commentaire {elided('de', first.author.full_name)} attend de nouveau une réponse."


@page(access=Access.TOWN_HALL, writes=True)
def comments_take_back(request: Request, thread_id: UUID) -> HttpResponse:
    viewer = request.viewer
    if request.method == "POST":
        thread = answering.take_back_comments(viewer=viewer, thread_id=thread_id)
        django_messages.success(request, _taken_back_words(thread))
        return redirect(thread.page)
    return redirect(thread_in_view(viewer, COMMENTS, thread_id).page)


@liking
def thread_like(request: Request, thread_id: UUID) -> HttpResponse:
    return _like(request, thread_id, liked=True)


@liking
def thread_unlike(request: Request, thread_id: UUID) -> HttpResponse:
    return _like(request, thread_id, liked=False)


def _like(request: Request, thread_id: UUID, *, liked: bool) -> HttpResponse:
    viewer = request.viewer
    if request.method != "POST":
        return redirect(thread_in_view(viewer, COMMENTS, thread_id).page)
    thread = likes.like_content(viewer=viewer, kind=COMMENTS, thread_id=thread_id, liked=liked)
    if not request.htmx:
        return redirect(f"{thread.page}#aimer-{thread.pk}")
    button = Fragment.compiled(render_to_string("threads/like.html", {"thread": thread}))
    html = button.finished(form_fillers(request) | comments.fillers(viewer, liked=liked))
    return declared(HttpResponse(html), focus=STAYS, announcement="")
