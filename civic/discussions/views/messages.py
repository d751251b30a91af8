from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from civic.core.access import Request
from civic.core.refusals import Refusal
from civic.discussions import actions, queries
from civic.discussions.forms import ReasonForm
from civic.discussions.models import Discussion, Message
from civic.discussions.views import shown
from civic.discussions.views.doors import leading, reading, speaking
from civic.moderation.pages import flag_page


@speaking
def message_list(request: Request, discussion_id: UUID) -> HttpResponse:
    """GET: messages before or after a number, as a part of the page. POST: write one."""
    viewer = request.viewer
    if request.method == "POST":
        return _write(request, discussion_id)
    discussion = queries.discussion_in_view(viewer, discussion_id)
    if not request.htmx:
        query = request.GET.urlencode()
        return redirect(f"{_address(discussion, viewer.commune.slug)}{'?' + query if query else ''}")
    if "apres" in request.GET:
        found = queries.messages_after(viewer, discussion, shown.number(request.GET["apres"]))
    else:
        before = shown.number(request.GET["avant"]) if "avant" in request.GET else None
        found = queries.messages_before(viewer, discussion, before)
    # The line « Nouveaux messages » is the page's own: it stands already, or the script draws it.
    lines = shown.messages(viewer, discussion, found.messages, has_line=True)
    context = {"discussion": discussion, "lines": lines, "older": found.older, "newer": found.newer}
    return render(request, "discussions/message_list.html", context)


def _write(request: Request, discussion_id: UUID) -> HttpResponse:
    viewer, typed, key = request.viewer, request.POST.get("body", ""), request.POST.get("key", "")
    answers = request.POST.get("answers", "")
    try:
        message = actions.write_message(
            viewer=viewer,
            discussion_id=discussion_id,
            body=typed,
            key=key,
            answers=shown.key_of(answers) if answers else None,
        )
    except queries.DiscussionGone as gone:
        if not request.htmx:
            raise
        return _typed_again(request, gone.discussion, gone, typed=typed, key=key)
    except Refusal as refusal:
        discussion = queries.discussion_in_view(viewer, discussion_id)
        answered = shown.quoted(viewer, discussion, answers)
        return _typed_again(request, discussion, refusal, typed=typed, key=key, answered=answered)
    discussion = message.discussion
    if not request.htmx:
        return redirect(f"{_address(discussion, viewer.commune.slug)}#message-{message.pk}")
    # The form comes back empty; the page then asks for all that is new, in order.
    return render(request, "discussions/message_form.html", shown.writing(viewer, discussion, sent=message))


def _typed_again(
    request: Request,
    discussion: Discussion,
    refusal: Refusal,
    *,
    typed: str,
    key: str,
    answered: Message | None = None,
) -> HttpResponse:
    """What was typed stays in the form, with the reason beside it."""
    context = shown.writing(
        request.viewer, discussion, body=typed, key=key, error=refusal.message, answered=answered
    )
    template = "discussions/message_form.html" if request.htmx else "discussions/message_new.html"
    return render(request, template, context, status=refusal.status)


@reading
def message_detail(request: Request, message_id: UUID) -> HttpResponse:
    """The address of one message: leads to its place in the discussion. For htmx: the message as it stands."""
    message = queries.message_in_view(request.viewer, message_id)
    return _one(request, message) if request.htmx else _at(request, message)


@reading
def message_quote(request: Request, message_id: UUID) -> HttpResponse:
    """« Répondre »: the quotation above the form."""
    message = queries.message_in_view(request.viewer, message_id)
    if request.htmx:
        context: dict[str, Any] = {"discussion": message.discussion}
        context |= {"answered_is_gone": True} if message.removed_at else {"answered": message}
        return render(request, "discussions/message_quote.html", context)
    address = _address(message.discussion, request.viewer.commune.slug)
    return redirect(f"{address}?reponse={message.pk}#ecrire")


@speaking
def message_edit(request: Request, message_id: UUID) -> HttpResponse:
    viewer = request.viewer
    message = queries.message_in_view(viewer, message_id)
    body, error, status = message.body, "", 200
    if request.method == "POST":
        try:
            actions.edit_message(viewer=viewer, message_id=message_id, body=request.POST.get("body", ""))
        except Refusal as refusal:
            if refusal.status == 403 and not isinstance(refusal, actions.RestrictedFromDiscussing):
                raise
            body, error, status = request.POST.get("body", ""), refusal.message, refusal.status
        else:
            return _as_it_stands(request, message_id)
    context = {"message": message, "body": body, "error": error, "limit": actions.MAX_LENGTH}
    if request.htmx:
        return render(request, "discussions/message_edit.html#form", context | {"tag": "li"}, status=status)
    return render(request, "discussions/message_edit.html", context, status=status)


@speaking
def message_delete(request: Request, message_id: UUID) -> HttpResponse:
    """One's own."""
    message = queries.message_in_view(request.viewer, message_id)
    if request.method == "POST":
        actions.remove_own_message(viewer=request.viewer, message_id=message_id)
        if request.htmx:
            return _as_it_stands(request, message_id)
        messages.success(request, "Votre message est supprimé.")
    return _at(request, message)


@leading
def message_remove(request: Request, message_id: UUID) -> HttpResponse:
    """Anyone's, by the town hall, with a reason."""
    message = queries.message_in_view(request.viewer, message_id)
    form = ReasonForm(
        request.POST or None,
        missing="Dites en quelques mots pourquoi ce message est retiré.",
        help_text="Ces mots prennent la place du message. Son auteur les lira.",
    )
    if request.method == "POST" and form.is_valid():
        actions.remove_message(
            viewer=request.viewer, message_id=message_id, reason=form.cleaned_data["reason"]
        )
        messages.success(request, "Le message est retiré. Votre motif a pris sa place.")
        return _at(request, message)
    context = {"message": message, "form": form}
    return render(request, "discussions/message_remove.html", context, status=422 if form.errors else 200)


@speaking
def message_flag(request: Request, message_id: UUID) -> HttpResponse:
    message = queries.message_in_view(request.viewer, message_id)
    return flag_page(
        request,
        what="un message",
        author=message.author.full_name,
        text=message.body,
        back=reverse("message_detail", args=[request.viewer.commune.slug, message.pk]),
        flag=partial(actions.flag_message, viewer=request.viewer, message_id=message_id),
    )


@speaking
def message_like(request: Request, message_id: UUID) -> HttpResponse:
    return _set_like(request, message_id, liked=True)


@speaking
def message_unlike(request: Request, message_id: UUID) -> HttpResponse:
    return _set_like(request, message_id, liked=False)


def _set_like(request: Request, message_id: UUID, *, liked: bool) -> HttpResponse:
    if request.method != "POST":
        return _at(request, queries.message_in_view(request.viewer, message_id))
    message = actions.set_like(viewer=request.viewer, message_id=message_id, liked=liked)
    if not request.htmx:
        return _at(request, message)
    return render(request, "discussions/message_like.html", {"message": message, "liked": liked})


def _as_it_stands(request: Request, message_id: UUID) -> HttpResponse:
    """After a change: the message as it stands now."""
    message = queries.message_in_view(request.viewer, message_id)
    return _one(request, message) if request.htmx else _at(request, message)


def _one(request: Request, message: Message) -> HttpResponse:
    context = {"line": shown.message(request.viewer, message), "discussion": message.discussion}
    return render(request, "discussions/message.html", context)


def _at(request: Request, message: Message) -> HttpResponse:
    address = _address(message.discussion, request.viewer.commune.slug)
    return redirect(f"{address}?autour={message.number}#message-{message.pk}")


def _address(discussion: Discussion, slug: str) -> str:
    return reverse("discussion_detail", args=[slug, discussion.pk])
