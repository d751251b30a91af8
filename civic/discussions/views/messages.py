from functools import partial
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from civic.core.access import Request
from civic.core.ids import as_id
from civic.core.refusals import Refusal
from civic.discussions import queries
from civic.discussions.actions import messages as actions
from civic.discussions.models import Discussion
from civic.discussions.views.access import deleting, flagging, leading, liking, reading, speaking
from civic.discussions.views.context import writing
from civic.threads.models import Message
from civic.threads.pages import messages as pages
from civic.threads.pages.lines import list_context


@speaking
def message_list(request: Request, discussion_id: UUID) -> HttpResponse:
    """GET: messages before or after a number, as a part of the page. POST: write one."""
    viewer = request.viewer
    if request.method == "POST":
        return _write(request, discussion_id)
    discussion = queries.discussion_in_view(viewer, discussion_id)
    if not request.htmx:
        query = request.GET.urlencode()
        return redirect(f"{_address(request, discussion)}{'?' + query if query else ''}")
    found = pages.requested_page(viewer, discussion.thread, request.GET)
    # The line « Nouveaux messages » is the page's own: it stands already, or the script draws it.
    return pages.list_part(request, list_context(viewer, discussion.thread, found))


def _write(request: Request, discussion_id: UUID) -> HttpResponse:
    viewer, answers = request.viewer, request.POST.get("answers", "")
    try:
        message = actions.write_message(
            viewer=viewer,
            discussion_id=discussion_id,
            body=request.POST.get("body", ""),
            key=request.POST.get("key", ""),
            answers=as_id(answers) if answers else None,
        )
    except queries.DiscussionGone as gone:
        if not request.htmx:
            raise
        return _typed_again(request, gone.discussion, gone)
    except Refusal as refusal:
        discussion = queries.discussion_in_view(viewer, discussion_id)
        answered = pages.quoted(viewer, discussion.thread, answers)
        return _typed_again(request, discussion, refusal, answered=answered)
    discussion = queries.discussion_in_view(viewer, discussion_id)
    if not request.htmx:
        return redirect(f"{_address(request, discussion)}#message-{message.pk}")
    # The form comes back empty; the page then asks for all that is new, in order.
    return pages.sent_part(request, "threads/message_form.html", writing(viewer, discussion, sent=message))


def _typed_again(
    request: Request, discussion: Discussion, refusal: Refusal, *, answered: Message | None = None
) -> HttpResponse:
    return pages.typed_again(request, refusal, writing(request.viewer, discussion), answered=answered)


@reading
def message_detail(request: Request, message_id: UUID) -> HttpResponse:
    """The address of one message: leads to its place in the discussion. For htmx: the message as it stands."""
    return pages.message_response(request, queries.message_in_view(request.viewer, message_id))


@reading
def message_quote(request: Request, message_id: UUID) -> HttpResponse:
    return pages.quote_response(request, queries.message_in_view(request.viewer, message_id))


@speaking
def message_edit(request: Request, message_id: UUID) -> HttpResponse:
    edit = partial(actions.edit_message, viewer=request.viewer, message_id=message_id)
    return pages.edit_page(request, queries.message_in_view(request.viewer, message_id), edit=edit)


@deleting
def message_delete(request: Request, message_id: UUID) -> HttpResponse:
    delete = partial(actions.remove_own_message, viewer=request.viewer, message_id=message_id)
    return pages.delete_page(request, queries.message_in_view(request.viewer, message_id), delete=delete)


@leading
def message_remove(request: Request, message_id: UUID) -> HttpResponse:
    remove = partial(actions.remove_message, viewer=request.viewer, message_id=message_id)
    return pages.remove_page(request, queries.message_in_view(request.viewer, message_id), remove=remove)


@flagging
def message_flag(request: Request, message_id: UUID) -> HttpResponse:
    return pages.flag_message_page(request, queries.message_in_view(request.viewer, message_id))


@liking
def message_like(request: Request, message_id: UUID) -> HttpResponse:
    return _like(request, message_id, liked=True)


@liking
def message_unlike(request: Request, message_id: UUID) -> HttpResponse:
    return _like(request, message_id, liked=False)


def _like(request: Request, message_id: UUID, *, liked: bool) -> HttpResponse:
    if request.method != "POST":
        return pages.to_message(queries.message_in_view(request.viewer, message_id))
    message = actions.like_message(viewer=request.viewer, message_id=message_id, liked=liked)
    return pages.like_response(request, message, liked=liked)


def _address(request: Request, discussion: Discussion) -> str:
    return reverse("discussion_detail", args=[request.viewer.commune.slug, discussion.pk])
