from functools import partial
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from civic.core.access import Request
from civic.core.ids import as_id
from civic.core.refusals import Refusal
from civic.core.text import blanks_left, whole_number
from civic.messaging import rules
from civic.messaging.actions import flagging, writing
from civic.messaging.models import Conversation
from civic.messaging.queries import conversations as queries
from civic.messaging.refusals import BlanksLeft
from civic.messaging.views.access import (
    member_edits,
    reader_flags,
    reader_marks,
    reader_reads,
    reader_sends,
)
from civic.messaging.views.context import writing_context
from civic.private_files.actions.receiving import received
from civic.private_files.pages import file_response, sent_files
from civic.private_files.queries import file_to_read
from civic.threads.pages import messages as pages
from civic.threads.pages.lines import list_context


@reader_sends
def private_message_list(request: Request, private_thread_id: UUID) -> HttpResponse:
    """GET: messages before or after a number, as a part of the page. POST: write one."""
    viewer = request.viewer
    if request.method == "POST":
        return _write(request, private_thread_id)
    conversation = queries.conversation_in_view(viewer, private_thread_id)
    if not request.htmx:
        query = request.GET.urlencode()
        return redirect(f"{_address(request, private_thread_id)}{'?' + query if query else ''}")
    found = pages.requested_page(viewer, conversation.thread, request.GET)
    return pages.list_part(request, list_context(viewer, conversation.thread, found))


def _write(request: Request, thread_id: UUID) -> HttpResponse:
    viewer, answers = request.viewer, request.POST.get("answers", "")
    conversation = queries.conversation_in_view(viewer, thread_id)
    try:
        if refusal := rules.refusal(viewer, conversation):
            raise refusal  # before its files are scanned and written
        _require_filled(request, conversation)
        with received(viewer=viewer, files=sent_files(request)) as files:
            message = writing.write_message(
                viewer=viewer,
                thread_id=thread_id,
                body=request.POST.get("body", ""),
                key=request.POST.get("key", ""),
                quoted=as_id(answers) if answers else None,
                seen=whole_number(request.POST.get("seen", ""), figures=9),
                files=files,
            )
    except Refusal as refused:
        conversation = queries.conversation_in_view(viewer, thread_id)
        answered = pages.quoted(viewer, conversation.thread, answers)
        context = writing_context(viewer, conversation) | {"asks_as_is": isinstance(refused, BlanksLeft)}
        return pages.typed_again(request, refused, context, answered=answered)
    if not request.htmx:
        return redirect(f"{_address(request, thread_id)}#message-{message.pk}")
    conversation = queries.conversation_in_view(viewer, thread_id)
    # The form comes back empty; the page then asks for all that is new, in order.
    return pages.sent_part(
        request, "threads/message_form.html", writing_context(viewer, conversation, sent=message)
    )


def _require_filled(request: Request, conversation: Conversation) -> None:
    """What a town hall’s ready answer left to fill is asked about, unless it is to leave as it is."""
    blanks = blanks_left(request.POST.get("body", ""))
    if blanks and "as_is" not in request.POST and rules.takes_templates(request.viewer, conversation):
        raise BlanksLeft(blanks)


@reader_reads
def private_message_detail(request: Request, private_message_id: UUID) -> HttpResponse:
    """The address of one message: leads to its place. For htmx: the message as it stands."""
    return pages.message_response(request, queries.message_in_view(request.viewer, private_message_id))


@reader_reads
def private_file(request: Request, private_file_id: UUID) -> HttpResponse:
    """For those who read its message, while that stands. `apercu`: the small copy of a picture."""
    file = file_to_read(private_file_id)
    queries.message_in_view(request.viewer, file.held_by)
    return file_response(file, small="apercu" in request.GET)


@reader_reads
def private_message_quote(request: Request, private_message_id: UUID) -> HttpResponse:
    return pages.quote_response(request, queries.message_in_view(request.viewer, private_message_id))


@member_edits
def private_message_edit(request: Request, private_message_id: UUID) -> HttpResponse:
    edit = partial(writing.edit_message, viewer=request.viewer, message_id=private_message_id)
    return pages.edit_page(request, queries.message_in_view(request.viewer, private_message_id), edit=edit)


@reader_marks
def private_message_delete(request: Request, private_message_id: UUID) -> HttpResponse:
    delete = partial(writing.remove_own_message, viewer=request.viewer, message_id=private_message_id)
    return pages.delete_page(
        request, queries.message_in_view(request.viewer, private_message_id), delete=delete
    )


@reader_flags
def private_message_flag(request: Request, private_message_id: UUID) -> HttpResponse:
    """Which of the messages around it are copied is for who reports it to choose."""
    viewer = request.viewer
    message = queries.message_in_view(viewer, private_message_id)
    flag = partial(flagging.flag_messages, viewer=viewer, message_id=message.pk)
    around = pages.messages_to_choose(viewer, message)
    return pages.flag_message_page(request, message, flag=flag, choices=around)


def _address(request: Request, thread_id: UUID) -> str:
    return reverse("conversation_detail", args=[request.viewer.commune.slug, thread_id])
