from functools import partial
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from civic.contents import saving
from civic.contents.pages import pin_page
from civic.core.access import Request
from civic.core.form_keys import new_form_key
from civic.core.parts import STAYS, part
from civic.core.refusals import Refusal
from civic.core.viewer import Viewer
from civic.discussions import queries, rules
from civic.discussions.actions import groups
from civic.discussions.actions import reading as marks
from civic.discussions.forms import DiscussionForm
from civic.discussions.models import Discussion
from civic.discussions.views.access import leading, marking, reading
from civic.discussions.views.context import discussions, writing
from civic.threads.models import Thread
from civic.threads.pages import messages as pages
from civic.threads.pages.lines import list_context
from civic.ui.forms import ReasonForm, status_of
from civic.ui.french import counted


@reading
def discussion_list(request: Request) -> HttpResponse:
    """« Groupes de discussion »."""
    viewer = request.viewer
    found = queries.discussions_of(viewer, request.GET.get("avant", ""))
    lines = discussions(found.discussions)
    older = f"?{urlencode({'avant': found.older})}" if found.older else ""
    context = {
        "lines": lines,
        "older_url": reverse("discussion_list", args=[viewer.commune.slug]) + older if older else "",
        "is_older": bool(request.GET.get("avant")),
        "may_lead": rules.may_lead(viewer),
        "has_unread": any(line.unread or line.is_unknown for line in lines),
    }
    if request.htmx:
        came = counted(len(lines), "discussion de plus", "discussions de plus")
        return part(request, "discussions/discussion_list.html#more", context, focus=STAYS, announcement=came)
    return render(request, "discussions/discussion_list.html", context)


@reading
def discussion_detail(request: Request, discussion_id: UUID) -> HttpResponse:
    """Opens at the beginning for who never came, then at what is unread, or else at the newest; `autour`: at one;
    `avant`, `apres`: a page before or after it, without script."""
    viewer = request.viewer
    discussion = queries.discussion_in_view(viewer, discussion_id)
    if request.htmx:
        # What an open page asks for when it hears that the group was closed, opened again or changed.
        state = writing(viewer, discussion)
        return part(request, "discussions/discussion_state.html", state, focus=STAYS, announcement="")
    thread = discussion.thread
    mark: int | None = getattr(discussion, "read_upto", None)
    found = pages.requested_page(viewer, thread, request.GET or _start(thread, mark))
    last = found.messages[-1].number if found.messages else 0
    answered = pages.quoted(viewer, thread, request.GET.get("reponse", ""))
    context = writing(viewer, discussion, answered=answered, from_address=answered is not None)
    flagged = request.GET.get("signale", "")
    context |= list_context(viewer, thread, found, read_upto=mark, flagged=flagged) | {
        "newer": found.newer or (last if last < thread.last_number else 0),
        "read_upto": "" if mark is None else mark,
    }
    return render(request, "discussions/discussion_detail.html", context)


@leading
def discussion_new(request: Request) -> HttpResponse:
    """« Créer un nouveau groupe de discussion »."""
    zone = request.viewer.commune.time_zone
    if request.method != "POST":
        initial = {"when": "now", "is_open": True, "key": new_form_key()}
        return _form(request, DiscussionForm(zone=zone, initial=initial))
    return _save(request, DiscussionForm(request.POST, zone=zone), None)


@leading
def discussion_edit(request: Request, discussion_id: UUID) -> HttpResponse:
    discussion = queries.discussion_in_view(request.viewer, discussion_id)
    data = request.POST if request.method == "POST" else None
    form = DiscussionForm(data, zone=request.viewer.commune.time_zone, discussion=discussion)
    return _save(request, form, discussion) if data is not None else _form(request, form, discussion)


@leading
def discussion_close(request: Request, discussion_id: UUID) -> HttpResponse:
    return _set_open(request, discussion_id, is_open=False)


@leading
def discussion_reopen(request: Request, discussion_id: UUID) -> HttpResponse:
    return _set_open(request, discussion_id, is_open=True)


@leading
def discussion_pin(request: Request, discussion_id: UUID) -> HttpResponse:
    viewer = request.viewer
    discussion = queries.discussion_in_view(viewer, discussion_id)
    return pin_page(
        request,
        content=discussion,
        title=discussion.title,
        back=reverse("discussion_detail", args=[viewer.commune.slug, discussion_id]),
        pin=partial(groups.pin_discussion, viewer=viewer, discussion_id=discussion_id, pinned=True),
    )


@leading
def discussion_unpin(request: Request, discussion_id: UUID) -> HttpResponse:
    if request.method == "POST":
        groups.pin_discussion(viewer=request.viewer, discussion_id=discussion_id, pinned=False)
        messages.success(request, "La discussion n’est plus épinglée.")
    return redirect("discussion_detail", request.viewer.commune.slug, discussion_id)


@leading
def discussion_delete(request: Request, discussion_id: UUID) -> HttpResponse:
    """The whole group, with a reason."""
    viewer = request.viewer
    discussion = queries.discussion_in_view(viewer, discussion_id)
    form = ReasonForm(
        request.POST or None,
        missing="Dites en quelques mots pourquoi cette discussion est supprimée.",
        help_text="Ces mots seront montrés à ceux qui viendront par un ancien lien.",
    )
    if request.method == "POST" and form.is_valid():
        groups.remove_discussion(
            viewer=viewer, discussion_id=discussion_id, reason=form.cleaned_data["reason"]
        )
        undo = reverse("discussion_restore", args=[viewer.commune.slug, discussion_id])
        messages.success(request, "La discussion est supprimée.", extra_tags=undo)
        return redirect("discussion_list", viewer.commune.slug)
    context = {"discussion": discussion, "form": form}
    return render(request, "discussions/discussion_delete.html", context, status=status_of(form))


@leading
def discussion_restore(request: Request, discussion_id: UUID) -> HttpResponse:
    if request.method == "POST":
        groups.restore_discussion(viewer=request.viewer, discussion_id=discussion_id)
        messages.success(request, "La discussion est revenue.")
    return redirect("discussion_detail", request.viewer.commune.slug, discussion_id)


@marking
def discussion_read(request: Request, discussion_id: UUID) -> HttpResponse:
    """The end of the page was seen: `upto` is the number of the last message on it."""
    if request.method != "POST":
        return redirect("discussion_detail", request.viewer.commune.slug, discussion_id)
    upto = pages.number_of(request.POST.get("upto") or "0")
    marks.mark_read(viewer=request.viewer, discussion_id=discussion_id, number=upto)
    return HttpResponse(status=204)


@marking
def discussion_read_all(request: Request) -> HttpResponse:
    """« Tout marquer comme lu »."""
    if request.method == "POST":
        marks.mark_all_read(viewer=request.viewer)
        messages.success(request, "Toutes les discussions sont marquées comme lues.")
    return redirect("discussion_list", request.viewer.commune.slug)


def _start(thread: Thread, mark: int | None) -> QueryDict:
    """Where a discussion opens, as an address would say it. `mark`: the last message that the viewer read."""
    if not mark:
        return QueryDict("apres=0")
    return QueryDict(f"autour={mark + 1}" if mark < thread.last_number else "")


def _set_open(request: Request, discussion_id: UUID, *, is_open: bool) -> HttpResponse:
    slug = request.viewer.commune.slug
    if request.method == "POST":
        groups.set_open(viewer=request.viewer, discussion_id=discussion_id, is_open=is_open)
        undo = reverse("discussion_close" if is_open else "discussion_reopen", args=[slug, discussion_id])
        sentence = (
            "La discussion est rouverte : on peut y écrire."
            if is_open
            else "La discussion est fermée : on peut encore la lire."
        )
        messages.success(request, sentence, extra_tags=undo)
    return redirect("discussion_detail", slug, discussion_id)


def _save(request: Request, form: DiscussionForm, discussion: Discussion | None) -> HttpResponse:
    viewer = request.viewer
    if not form.is_valid():
        return _form(request, form, discussion)
    content = groups.DiscussionContent(**form.fields_of_content())
    try:
        saved = saving.save(
            form,
            content,
            viewer=viewer,
            edit=partial(groups.edit_discussion, discussion_id=discussion.pk) if discussion else None,
            publish=groups.create_discussion,
        )
    except Refusal as refusal:
        form.add_refusal(refusal)
    else:
        sentence = (
            "Vos modifications sont enregistrées."
            if discussion
            else saving.sentence_of_saved(
                saved,
                None,
                scheduled="Le groupe de discussion est prêt : vos administrés le verront à sa date.",
                published="Le groupe de discussion est ouvert. Vos administrés sont prévenus.",
            )
        )
        messages.success(request, sentence, extra_tags=_draft_name(request.viewer, discussion))
        return redirect("discussion_detail", viewer.commune.slug, saved.pk)
    return _form(request, form, discussion)


def _draft_name(viewer: Viewer, discussion: Discussion | None) -> str:
    """What is written in the group itself is kept without « form »."""
    return saving.draft_name(viewer, "discussion", discussion, "form")


def _form(request: Request, form: DiscussionForm, discussion: Discussion | None = None) -> HttpResponse:
    slug = request.viewer.commune.slug
    context: dict[str, Any] = {
        "form": form,
        "discussion": discussion,
        "draft_name": _draft_name(request.viewer, discussion),
        "back_url": reverse("discussion_detail", args=[slug, discussion.pk])
        if discussion
        else reverse("discussion_list", args=[slug]),
    }
    return render(request, "discussions/discussion_form.html", context, status=status_of(form))
