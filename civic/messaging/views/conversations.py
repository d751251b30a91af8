from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from civic.core.access import Access, Request, page
from civic.core.ids import as_id
from civic.core.parts import STAYS, part
from civic.core.refusals import Refusal
from civic.core.text import whole_number
from civic.messaging import rules
from civic.messaging.actions import assigning, erasing, reading, sharing, writing
from civic.messaging.forms import MOST_PROPOSED, ToResidentForm, ToTownHallForm
from civic.messaging.models import Conversation
from civic.messaging.queries import conversations as queries
from civic.messaging.queries import people
from civic.messaging.queries.absences import absence_in
from civic.messaging.refusals import AssignedMeanwhile, MemoEmpty, MemoTooLong
from civic.messaging.thread_kinds import BY_RESIDENT
from civic.messaging.views import context
from civic.messaging.views.access import (
    member_reads,
    member_sends,
    reader_marks,
    reader_reads,
    team_reads,
    team_shares,
)
from civic.messaging.views.first_message import Send, form_of, send_or_show
from civic.private_files.actions.receiving import ReceivedFile
from civic.threads.actions.messages import Silenced
from civic.threads.models import Thread
from civic.threads.pages import messages as pages
from civic.threads.pages.lines import list_context
from civic.ui.french import counted


@page(access=Access.SIGNED_IN)
def messaging(request: Request) -> HttpResponse:
    """« Messagerie » of a person: of the one commune where they have it, or the choice among them; and what they wrote
    where they do not belong any more. One statement for each of their communes."""
    person_id = request.viewer.own_id
    communes = [one for one in request.viewer.communes if people.has_messaging(person_id, one)]
    former = queries.conversations_elsewhere(person_id, [one.id for one in communes])
    if len(communes) == 1 and not former:
        return redirect("conversation_list", communes[0].slug)
    lines = [context.former_line(one) for one in former]
    return render(request, "messaging/messaging.html", {"communes": communes, "former": lines})


@member_reads
def conversation_list(request: Request) -> HttpResponse:
    """The left pane; beside it, how to begin."""
    pane = context.left_pane(request.viewer, request.GET, _open_beside(request))
    if request.htmx and "avant" in request.GET:
        came = counted(len(pane["conversations"]), "conversation de plus", "conversations de plus")
        return part(request, "messaging/conversation_lines.html", pane, focus=STAYS, announcement=came)
    if request.htmx:  # what an open page asks for when it hears of a change
        return part(request, "messaging/conversation_found.html", pane, focus=STAYS, announcement="")
    absence = context.absence_notice(request.viewer, absence_in(request.viewer.commune), rules.SHOWN_AHEAD)
    return render(request, "messaging/conversation_list.html", pane | {"absence": absence})


def _open_beside(request: Request) -> UUID | None:
    """The conversation whose page asks for its left pane again, or for more of it."""
    text = request.GET.get("ouverte", "") if request.htmx else ""
    return as_id(text) if text else None


@reader_reads
def conversation_detail(request: Request, private_thread_id: UUID) -> HttpResponse:
    """Opens at what is unread, or else at the newest; `autour`, `avant`, `apres`: at one message, a page before or
    after it. `etat`: what an open page asks for when it hears of a change, with the number of its last message."""
    viewer = request.viewer
    conversation = queries.conversation_in_view(viewer, private_thread_id)
    if request.htmx:
        upto = whole_number(request.GET.get("etat", ""), figures=9) or 0
        last = queries.last_message(conversation) if upto >= conversation.thread.last_number else None
        state = context.state_context(viewer, conversation, upto, last)
        state |= context.narrowing(viewer, request.GET)
        return part(request, "messaging/conversation_state.html", state, focus=STAYS, announcement="")
    return _opened(request, conversation)


def _opened(request: Request, conversation: Conversation, status: int = 200, **typed: str) -> HttpResponse:
    """The page. `typed`: of a note that was refused."""
    viewer = request.viewer
    thread, mark = conversation.thread, getattr(conversation, "read_upto", None)
    asked = request.GET.copy()
    asked.pop("liste", None)
    narrowed = context.narrowed(viewer, request.GET)
    answered = pages.quoted(viewer, thread, asked.get("reponse", ""))
    found = pages.requested_page(viewer, thread, asked or _start(thread, mark))
    upto = found.messages[-1].number if found.messages else 0
    written = [] if found.newer else [one for one in found.messages if not one.is_automatic]
    flagged = request.GET.get("signale", "")
    shown = context.state_context(
        viewer,
        conversation,
        upto,
        written[-1] if written else None,
        with_memos="notes" in request.GET or bool(typed),
        answered=answered,
        from_address=answered is not None,
    )
    shown |= list_context(viewer, thread, found, read_upto=mark, flagged=flagged)
    shown |= context.left_pane(viewer, narrowed, conversation.thread_id)
    shown |= {
        "list_query": shown["narrowed_and"],
        "newer": found.newer or (upto if upto < thread.last_number else 0),
        "read_upto": "" if mark is None else mark,
    }
    return render(request, "messaging/conversation_detail.html", shown | typed, status=status)


@member_sends
def conversation_new(request: Request) -> HttpResponse:
    """« Écrire un nouveau message »: a resident to their town hall, the town hall to a resident."""
    if rules.may_answer(request.viewer):
        return _to_resident(request)
    return _to_town_hall(request)


def _to_town_hall(request: Request) -> HttpResponse:
    viewer = request.viewer
    form: ToTownHallForm = form_of(request, ToTownHallForm)

    def send(files: Sequence[ReceivedFile]) -> Conversation:
        typed = form.cleaned_data
        return writing.write_to_town_hall(
            viewer=viewer, addressee=typed["addressee"], body=typed["body"], key=typed["key"], files=files
        )

    refusal = Silenced(BY_RESIDENT.wording.silenced) if rules.is_silenced(viewer) else None
    return _new(request, form, send, refusal, going_on=queries.own_with_team(viewer))


def _to_resident(request: Request) -> HttpResponse:
    viewer = request.viewer
    url = reverse("resident_completion", args=[viewer.commune.slug]) + "?q="
    form: ToResidentForm = form_of(request, ToResidentForm, viewer=viewer, url=url)

    def send(files: Sequence[ReceivedFile]) -> Conversation:
        typed = form.cleaned_data
        return writing.write_to_resident(
            viewer=viewer, membership_id=form.membership_id, body=typed["body"], key=typed["key"], files=files
        )

    return _new(request, form, send)


def _new(
    request: Request, form: Form, send: Send, refusal: Refusal | None = None, going_on: UUID | None = None
) -> HttpResponse:
    """`going_on`: the conversation to which a resident may also go."""
    viewer = request.viewer
    return send_or_show(
        request,
        form,
        send,
        template="messaging/conversation_new.html",
        draft_name=f"message-prive-{viewer.commune.slug}",
        refusal=refusal,
        restricted=rules.is_silenced(viewer),
        kind=BY_RESIDENT,
        answers_here=rules.may_answer(viewer),
        absence=context.absence_notice(viewer, absence_in(viewer.commune)),
        going_on=going_on,
    )


@team_reads
def resident_completion(request: Request) -> HttpResponse:
    """Residents whose name begins with what is typed: options for the combobox."""
    typed = request.GET.get("q", "")
    found = {"residents": people.residents_called(request.viewer, typed, MOST_PROPOSED)}
    return part(request, "messaging/resident_completion.html", found, focus=STAYS, announcement="")


@reader_marks
def conversation_read(request: Request, private_thread_id: UUID) -> HttpResponse:
    """The end of the page was seen: `upto` is the number of the last message on it."""
    if request.method != "POST":
        return redirect("conversation_detail", request.viewer.commune.slug, private_thread_id)
    upto = pages.number_of(request.POST.get("upto") or "0")
    reading.mark_read(viewer=request.viewer, thread_id=private_thread_id, number=upto)
    return HttpResponse(status=204)


@reader_marks
def conversation_erase(request: Request, private_thread_id: UUID) -> HttpResponse:
    """« Effacer la conversation », for who has left the commune: asks first."""
    viewer = request.viewer
    if request.method == "POST":
        erasing.erase_conversation(viewer=viewer, thread_id=private_thread_id)
        messages.success(request, "Cette conversation est effacée, pour vous et pour la mairie.")
        return redirect("messaging")
    conversation = queries.conversation_in_view(viewer, private_thread_id)
    if not rules.has_left(viewer, conversation):
        return _back(request, private_thread_id)
    return render(request, "messaging/conversation_erase.html", {"conversation": conversation})


@team_shares
def conversation_assign(request: Request, private_thread_id: UUID) -> HttpResponse:
    """« Confier à quelqu’un »."""
    viewer = request.viewer
    if request.method == "POST":
        chosen = request.POST.get("person", "")
        person_id, read = as_id(chosen) if chosen else None, request.POST.get("read")
        try:
            made = assigning.assign(
                viewer=viewer, thread_id=private_thread_id, person_id=person_id, read=read
            )
        except AssignedMeanwhile as refusal:
            messages.warning(request, refusal.message)
            return _assigning(request, private_thread_id, person_id, refusal.status)
        whom = made.assigned_to.full_name if made.assigned_to else ""
        said = f"est confiée à {whom}" if whom else "n’est plus confiée à personne"
        messages.success(request, f"Cette conversation {said}.")
        return _back(request, private_thread_id)
    return _assigning(request, private_thread_id)


def _assigning(
    request: Request, thread_id: UUID, chosen: UUID | None = None, status: int = 200
) -> HttpResponse:
    """`chosen`: whom they wanted, where a colleague came before them; else who has it is shown as chosen."""
    conversation = queries.conversation_to_share(request.viewer, thread_id)
    shown = {
        "conversation": conversation,
        "team": queries.team(request.viewer, conversation),
        "chosen": conversation.assigned_to_id if status == 200 else chosen,
        "back_url": context.page_of(request.viewer, thread_id, request.GET),
    }
    return render(request, "messaging/conversation_assign.html", shown, status=status)


@team_shares
def memo_new(request: Request, private_thread_id: UUID) -> HttpResponse:
    """An internal note."""
    if request.method == "POST":
        viewer, words = request.viewer, request.POST.get("words", "")
        try:
            sharing.add_memo(
                viewer=viewer,
                thread_id=private_thread_id,
                words=words,
                key=request.POST.get("key", ""),
            )
        except (MemoEmpty, MemoTooLong) as refusal:
            conversation = queries.conversation_in_view(viewer, private_thread_id)
            typed = {"memo_typed": words[: pages.LONGEST_TYPED], "memo_error": refusal.message}
            return _opened(request, conversation, refusal.status, **typed)
        messages.success(request, "Votre note est ajoutée\u00a0: l’administré ne la voit pas.")
    return _back(request, private_thread_id, notes="")


@team_shares
def conversation_put_away(request: Request, private_thread_id: UUID) -> HttpResponse:
    """« Pas de réponse à donner »."""
    viewer = request.viewer
    if request.method == "POST":
        upto = pages.number_of(request.POST.get("upto") or "0")
        if sharing.put_away(viewer=viewer, thread_id=private_thread_id, upto=upto):
            undo = reverse("conversation_take_back", args=[viewer.commune.slug, private_thread_id])
            undo += context.narrowing(viewer, request.GET)["narrowed_query"]
            sentence = f"{_named(request, private_thread_id)} n’attend plus de réponse."
            messages.success(request, sentence, extra_tags=undo)
        else:
            messages.info(request, "Un message que vous n’avez pas vu attend encore votre réponse.")
    return _back(request, private_thread_id)


@team_shares
def conversation_take_back(request: Request, private_thread_id: UUID) -> HttpResponse:
    if request.method == "POST":
        if sharing.take_back(viewer=request.viewer, thread_id=private_thread_id):
            sentence = f"{_named(request, private_thread_id)} attend de nouveau une réponse."
            messages.success(request, sentence)
        else:
            messages.info(request, "Il n’y a plus rien à répondre dans cette conversation.")
    return _back(request, private_thread_id)


def _named(request: Request, thread_id: UUID) -> str:
    conversation = queries.conversation_in_view(request.viewer, thread_id)
    return f"La conversation avec {context.other_side(request.viewer, conversation)[0]}"


def _back(request: Request, thread_id: UUID, **asked: str) -> HttpResponse:
    """To the top of the page, where what was done is said: it would open at the last message, out of sight of that."""
    return redirect(f"{context.page_of(request.viewer, thread_id, request.GET, **asked)}#messages")


def _start(thread: Thread, mark: int | None) -> QueryDict:
    """Where a conversation opens, as an address would say it. `mark`: the last message that the viewer read."""
    return QueryDict(f"autour={mark + 1}" if mark and mark < thread.last_number else "")
