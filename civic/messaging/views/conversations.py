from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from civic.core.access import Access, Request, page
from civic.core.form_keys import new_form_key
from civic.core.ids import as_id
from civic.core.parts import STAYS, part
from civic.core.refusals import Refusal
from civic.core.viewer import Viewer
from civic.media.uploads import go_on
from civic.messaging import rules
from civic.messaging.actions import reading as marks
from civic.messaging.actions import sharing as actions
from civic.messaging.actions import writing
from civic.messaging.enums import ANSWER_MESSAGES, FEATURE
from civic.messaging.forms import MOST_PROPOSED, ToResidentForm, ToTownHallForm
from civic.messaging.models import Conversation
from civic.messaging.queries import conversations as queries
from civic.messaging.queries import people
from civic.messaging.refusals import MemoEmpty, MemoTooLong
from civic.messaging.thread_kinds import BY_RESIDENT
from civic.messaging.views import context
from civic.messaging.views.access import marking, reading, sharing, speaking
from civic.private_files.actions.receiving import received
from civic.private_files.pages import sent_files
from civic.private_files.refusals import FilesRefused
from civic.threads.actions.messages import Silenced
from civic.threads.models import Thread
from civic.threads.pages import messages as pages
from civic.threads.queries import MessagePage
from civic.ui.forms import add_refusal, status_of
from civic.ui.french import counted


@page(access=Access.SIGNED_IN)
def messaging(request: Request) -> HttpResponse:
    """« Messagerie » of a person: of the one commune where they have it, or the choice among them. One statement for
    each of their communes."""
    person_id = request.viewer.own_id
    communes = [one for one in request.viewer.communes if people.has_messaging(person_id, one)]
    if len(communes) == 1:
        return redirect("conversation_list", communes[0].slug)
    return render(request, "messaging/messaging.html", {"communes": communes})


@reading
def conversation_list(request: Request) -> HttpResponse:
    """The left pane; beside it, how to begin."""
    pane = context.left_pane(request.viewer, request.GET, _open_beside(request))
    if request.htmx:
        lines = pane["conversations"]
        came = counted(len(lines), "conversation de plus", "conversations de plus")
        template = "messaging/conversation_lines.html"
        return part(request, template, pane, focus=STAYS, announcement=came if "avant" in request.GET else "")
    return render(request, "messaging/conversation_list.html", pane)


def _open_beside(request: Request) -> UUID | None:
    """The conversation whose page asks for its left pane again, or for more of it."""
    text = request.GET.get("ouverte", "") if request.htmx else ""
    return as_id(text) if text else None


@reading
def conversation_detail(request: Request, conversation_id: UUID) -> HttpResponse:
    """Opens at what is unread, or else at the newest; `autour`, `avant`, `apres`: at one message, a page before or
    after it."""
    viewer = request.viewer
    conversation = queries.conversation_in_view(viewer, conversation_id)
    if request.htmx:  # what an open page asks for when it hears of a change
        state = context.writing(viewer, conversation)
        return part(request, "messaging/conversation_state.html", state, focus=STAYS, announcement="")
    return _opened(request, conversation)


def _opened(request: Request, conversation: Conversation, status: int = 200, **typed: str) -> HttpResponse:
    """The page. `typed`: of a note that was refused."""
    viewer = request.viewer
    thread, mark = conversation.thread, getattr(conversation, "read_upto", None)
    answered = pages.quoted(viewer, thread, request.GET.get("reponse", ""))
    found = pages.requested_page(viewer, thread, request.GET or _start(thread, mark))
    last = found.messages[-1].number if found.messages else 0
    flagged = request.GET.get("signale", "")
    shown = context.writing(viewer, conversation, answered=answered, from_address=answered is not None)
    shown |= pages.list_context(viewer, thread, found, read_upto=mark, flagged=flagged)
    with_memos = "notes" in request.GET or bool(typed)
    shown |= context.left_pane(viewer, QueryDict(), conversation.thread_id)
    shown |= context.team_context(viewer, conversation, with_memos=with_memos)
    shown |= {
        "newer": found.newer or (last if last < thread.last_number else 0),
        "read_upto": "" if mark is None else mark,
        "seen": last,
        "seen_words": _seen_words(viewer, conversation, found),
    }
    return render(request, "messaging/conversation_detail.html", shown | typed, status=status)


@speaking
def conversation_new(request: Request) -> HttpResponse:
    """« Écrire un nouveau message »: a resident to their town hall, the town hall to a resident."""
    if rules.may_answer(request.viewer):
        return _to_resident(request)
    return _to_town_hall(request)


def _to_town_hall(request: Request) -> HttpResponse:
    viewer = request.viewer
    form = ToTownHallForm(
        _sent_form(request), initial={"key": new_form_key()}, with_files=bool(request.FILES)
    )
    if request.method == "POST" and rules.is_silenced(viewer):
        return _refused(request, form, Silenced(BY_RESIDENT.wording.silenced))
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            with received(viewer=viewer, files=sent_files(request)) as files:
                made = writing.write_to_town_hall(
                    viewer=viewer,
                    addressee=typed["addressee"],
                    body=typed["body"],
                    key=typed["key"],
                    files=files,
                )
        except Refusal as refusal:
            return _refused(request, form, refusal)
        return _sent(request, made)
    return _form(request, form)


def _to_resident(request: Request) -> HttpResponse:
    viewer = request.viewer
    url = reverse("resident_completion", args=[viewer.commune.slug]) + "?q="
    form = ToResidentForm(
        _sent_form(request),
        viewer=viewer,
        url=url,
        initial={"key": new_form_key()},
        with_files=bool(request.FILES),
    )
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            with received(viewer=viewer, files=sent_files(request)) as files:
                made = writing.write_to_resident(
                    viewer=viewer,
                    membership_id=form.membership_id,
                    body=typed["body"],
                    key=typed["key"],
                    files=files,
                )
        except Refusal as refusal:
            return _refused(request, form, refusal)
        return _sent(request, made)
    return _form(request, form)


def _sent_form(request: Request) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _refused(request: Request, form: ToTownHallForm | ToResidentForm, refusal: Refusal) -> HttpResponse:
    """What was typed stays, also of who may not write for a time."""
    form.is_valid()  # the fields are read before something is said above them
    if isinstance(refusal, FilesRefused):
        return _form(request, form, status=refusal.status, files_error=refusal.message)
    add_refusal(form, Refusal(refusal.message) if isinstance(refusal, Silenced) else refusal)
    return _form(request, form, status=refusal.status)


def _sent(request: Request, conversation: Conversation) -> HttpResponse:
    messages.success(request, "Votre message est envoyé.", extra_tags=_draft_name(request))
    return go_on(
        request, reverse("conversation_detail", args=[request.viewer.commune.slug, conversation.thread_id])
    )


def _draft_name(request: Request) -> str:
    """Under which the device keeps what is being written; as the tag of a message, it says that it may go."""
    return f"message-prive-{request.viewer.commune.slug}"


def _form(
    request: Request, form: ToTownHallForm | ToResidentForm, status: int = 0, files_error: str = ""
) -> HttpResponse:
    shown = {
        "form": form,
        "files_id": "fichiers",
        "files_error": files_error,
        "draft_name": _draft_name(request),
        "restricted": rules.is_silenced(request.viewer),
        "kind": BY_RESIDENT,
        "answers_here": rules.may_answer(request.viewer),
    }
    return render(request, "messaging/conversation_new.html", shown, status=status or status_of(form))


@page(access=Access.TOWN_HALL, feature=FEATURE, right=ANSWER_MESSAGES)
def resident_completion(request: Request) -> HttpResponse:
    """Residents whose name begins with what is typed: options for the combobox."""
    typed = request.GET.get("q", "")
    found = {"residents": people.residents_called(request.viewer, typed, MOST_PROPOSED)}
    return part(request, "messaging/resident_completion.html", found, focus=STAYS, announcement="")


@marking
def conversation_read(request: Request, conversation_id: UUID) -> HttpResponse:
    """The end of the page was seen: `upto` is the number of the last message on it."""
    if request.method != "POST":
        return redirect("conversation_detail", request.viewer.commune.slug, conversation_id)
    upto = pages.number_of(request.POST.get("upto") or "0")
    marks.mark_read(viewer=request.viewer, conversation_id=conversation_id, number=upto)
    return HttpResponse(status=204)


@sharing
def conversation_assign(request: Request, conversation_id: UUID) -> HttpResponse:
    """« Confier à quelqu’un »."""
    viewer = request.viewer
    if request.method == "POST":
        chosen = request.POST.get("person", "")
        person_id = as_id(chosen) if chosen else None
        made = actions.assign(viewer=viewer, conversation_id=conversation_id, person_id=person_id)
        whom = made.assigned_to.full_name if made.assigned_to else ""
        said = f"est confiée à {whom}" if whom else "n’est plus confiée à personne"
        messages.success(request, f"Cette conversation {said}.")
        return _back(request, conversation_id)
    conversation = queries.conversation_to_share(viewer, conversation_id)
    shown = {"conversation": conversation, "team": queries.team(viewer, conversation)}
    return render(request, "messaging/conversation_assign.html", shown)


@sharing
def memo_new(request: Request, conversation_id: UUID) -> HttpResponse:
    """An internal note."""
    if request.method == "POST":
        viewer, words = request.viewer, request.POST.get("words", "")
        try:
            actions.add_memo(
                viewer=viewer,
                conversation_id=conversation_id,
                words=words,
                key=request.POST.get("key", ""),
            )
        except (MemoEmpty, MemoTooLong) as refusal:
            conversation = queries.conversation_in_view(viewer, conversation_id)
            typed = {"memo_typed": words[: pages.LONGEST_TYPED], "memo_error": refusal.message}
            return _opened(request, conversation, refusal.status, **typed)
        messages.success(request, "Votre note est ajoutée\u00a0: l’administré ne la voit pas.")
    return _back(request, conversation_id, "notes")


@sharing
def conversation_put_away(request: Request, conversation_id: UUID) -> HttpResponse:
    """« Pas de réponse à donner »."""
    viewer = request.viewer
    if request.method == "POST":
        upto = pages.number_of(request.POST.get("upto") or "0")
        if actions.put_away(viewer=viewer, conversation_id=conversation_id, upto=upto):
            undo = reverse("conversation_take_back", args=[viewer.commune.slug, conversation_id])
            messages.success(request, "Cette conversation n’attend plus de réponse.", extra_tags=undo)
        else:
            messages.info(request, "Un message est arrivé entre-temps\u00a0: il attend votre réponse.")
    return _back(request, conversation_id)


@sharing
def conversation_take_back(request: Request, conversation_id: UUID) -> HttpResponse:
    if request.method == "POST":
        actions.take_back(viewer=request.viewer, conversation_id=conversation_id)
        messages.success(request, "Cette conversation attend de nouveau une réponse.")
    return _back(request, conversation_id)


def _back(request: Request, conversation_id: UUID, anchor: str = "") -> HttpResponse:
    address = reverse("conversation_detail", args=[request.viewer.commune.slug, conversation_id])
    return redirect(f"{address}?{anchor}#{anchor}" if anchor else address)


def _seen_words(viewer: Viewer, conversation: Conversation, found: MessagePage) -> str:
    """Said below the last message, where it is the viewer's side that wrote it and the other one has read it."""
    last = found.messages[-1] if found.messages and not found.newer else None
    if last is None or not rules.may_write(viewer, conversation):
        return ""
    if rules.is_from_other_side(viewer, conversation, last.author_id):
        return ""
    if not queries.is_read_by_other_side(viewer, conversation, last):
        return "Pas encore lu"
    return "Lu par la mairie" if rules.is_own(viewer, conversation) else "Lu"


def _start(thread: Thread, mark: int | None) -> QueryDict:
    """Where a conversation opens, as an address would say it. `mark`: the last message that the viewer read."""
    return QueryDict(f"autour={mark + 1}" if mark and mark < thread.last_number else "")
