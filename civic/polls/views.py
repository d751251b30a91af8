from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html

from civic.communes.enums import Feature, Right
from civic.core.access import Access, Request, page
from civic.core.clock import now
from civic.core.ids import new_id
from civic.core.refusals import Refusal
from civic.media import uploads
from civic.polls import actions, queries, rules
from civic.polls.enums import Electorate, PollStatus
from civic.polls.forms import DeadlineForm, OutcomeForm, PollForm, chosen_ids
from civic.polls.models import BATCH, Poll

reading = page(access=Access.MEMBER, feature=Feature.POLLS)
voting = page(access=Access.MEMBER, feature=Feature.POLLS, writes=True)
keeping = page(access=Access.TOWN_HALL, right=Right.POLLS, feature=Feature.POLLS, writes=True)


@reading
def poll_list(request: Request) -> HttpResponse:
    """« Sondages »: under way, closed; for who keeps them, also what is being prepared."""
    viewer = request.viewer
    found = queries.closed(viewer, request.GET.get("avant", ""))
    context: dict[str, Any] = {"closed": found.polls}
    if found.older:
        address = reverse("poll_list", args=[viewer.commune.slug])
        context["older_url"] = f"{address}?{urlencode({'avant': found.older})}"
    if request.htmx and "avant" in request.GET:
        return render(request, "polls/poll_list.html#closed", context)
    context |= {"is_first": "avant" not in request.GET, "may_keep": rules.may_keep_polls(viewer)}
    if context["is_first"]:
        context["under_way"] = [_state(poll, voted) for poll, voted in queries.under_way(viewer)]
        if context["may_keep"]:
            context["planned"] = queries.prepared(viewer, PollStatus.PLANNED)
            context["drafts"] = queries.prepared(viewer, PollStatus.DRAFT)
    return render(request, "polls/poll_list.html", context)


@reading
def poll_detail(request: Request, poll_id: UUID) -> HttpResponse:
    return _detail(request, queries.poll_in_view(request.viewer, poll_id))


@voting
def poll_confirm(request: Request, poll_id: UUID) -> HttpResponse:
    """« Vous allez voter : … » The choice travels in the body of a POST, here and to `poll_vote`, and is kept nowhere
    in between."""
    poll = queries.poll_in_view(request.viewer, poll_id)
    if request.method != "POST":
        return redirect("poll_detail", request.viewer.commune.slug, poll_id)
    chosen = chosen_ids(request.POST)
    try:
        actions.check_choice(viewer=request.viewer, poll_id=poll_id, option_ids=chosen)
    except Refusal as refusal:
        return _not_taken(request, poll, refusal)
    context = {"poll": poll, "chosen": [option for option in poll.options.all() if option.pk in chosen]}
    return _unkept(render(request, "polls/poll_confirm.html", context))


@voting
def poll_vote(request: Request, poll_id: UUID) -> HttpResponse:
    poll = queries.poll_in_view(request.viewer, poll_id)
    if request.method != "POST":
        return redirect("poll_detail", request.viewer.commune.slug, poll_id)
    try:
        actions.cast_vote(viewer=request.viewer, poll_id=poll_id, option_ids=chosen_ids(request.POST))
    except Refusal as refusal:
        return _not_taken(request, poll, refusal)
    messages.success(request, "Votre vote est enregistré. Merci !")
    return redirect("poll_detail", request.viewer.commune.slug, poll_id)


def _not_taken(request: Request, poll: Poll, refusal: Refusal) -> HttpResponse:
    """Said on the poll's own page. One who has voted, by a double click or in another tab, finds the result there."""
    if refusal.status == 403:
        raise refusal
    if isinstance(refusal, actions.AlreadyVoted):
        messages.info(request, refusal.message)
        return redirect("poll_detail", request.viewer.commune.slug, poll.pk)
    return _unkept(_detail(request, queries.poll_in_view(request.viewer, poll.pk), refusal=refusal))


def _unkept(response: HttpResponse) -> HttpResponse:
    """Whoever presses « back » on a shared computer finds no choice there."""
    response.headers["Cache-Control"] = "no-store"
    return response


# --- The town hall --------------------------------------------------------------------------------------------------


@keeping
def poll_new(request: Request) -> HttpResponse:
    viewer = request.viewer
    if request.method == "POST":
        return _save(request, PollForm(request.POST, request.FILES, viewer=viewer), None)
    initial = {"how_many": "one", "electorate": Electorate.ALL, "when": "now", "key": str(new_id())}
    return _editor(request, PollForm(viewer=viewer, initial=initial), None)


@keeping
def poll_edit(request: Request, poll_id: UUID) -> HttpResponse:
    viewer = request.viewer
    poll = queries.poll_in_view(viewer, poll_id)
    if not poll.is_draft and queries.has_votes(poll):
        if request.method == "POST":
            raise actions.VotesCast
        messages.info(request, actions.VotesCast.message)
        return redirect("poll_detail", viewer.commune.slug, poll_id)
    if request.method == "POST":
        return _save(request, PollForm(request.POST, request.FILES, viewer=viewer, poll=poll), poll)
    return _editor(request, PollForm.for_poll(viewer, poll), poll)


@keeping
def poll_preview(request: Request) -> HttpResponse:
    """What residents will see, while it is written. Saves nothing."""
    if request.method != "POST":
        return redirect("poll_new", request.viewer.commune.slug)
    form = PollForm(request.POST, viewer=request.viewer)
    form.read_rows()
    form.is_valid()
    return render(request, "polls/poll_preview.html", _preview_context(form))


@keeping
def poll_deadline(request: Request, poll_id: UUID) -> HttpResponse:
    viewer = request.viewer
    poll = queries.poll_in_view(viewer, poll_id)
    form = DeadlineForm(request.POST if request.method == "POST" else None, viewer=viewer, poll=poll)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_deadline(viewer=viewer, poll_id=poll_id, closes_at=form.cleaned_data["closes_at"])
        except Refusal as refusal:
            if refusal.status == 403:
                raise
            form.add_error("closes_at", refusal.message)
        else:
            messages.success(request, "La limite de vote est changée.")
            return redirect("poll_detail", viewer.commune.slug, poll_id)
    context = {"form": form, "poll": poll}
    return render(request, "polls/poll_deadline.html", context, status=422 if form.errors else 200)


@keeping
def poll_end(request: Request, poll_id: UUID) -> HttpResponse:
    return _do(request, poll_id, actions.end_poll, "Le vote est clos. Le résultat arrive dans un instant.")


@keeping
def poll_suspend(request: Request, poll_id: UUID) -> HttpResponse:
    said = "Le sondage est désactivé : on n’y vote plus tant que vous ne le réactivez pas."
    return _do(request, poll_id, actions.suspend_poll, said)


@keeping
def poll_resume(request: Request, poll_id: UUID) -> HttpResponse:
    return _do(request, poll_id, actions.resume_poll, "Le sondage est réactivé.")


@keeping
def poll_answer(request: Request, poll_id: UUID) -> HttpResponse:
    viewer = request.viewer
    poll = queries.poll_in_view(viewer, poll_id)
    data = request.POST if request.method == "POST" else None
    form = OutcomeForm(data, initial={"outcome": poll.outcome})
    if data is not None and form.is_valid():
        actions.answer_poll(viewer=viewer, poll_id=poll_id, outcome=form.cleaned_data["outcome"])
        said = "La suite donnée est publiée avec le résultat, en haut du fil pour sept jours."
        messages.success(request, said, extra_tags=f"poll-answer-{poll.pk}")
        return redirect("poll_detail", viewer.commune.slug, poll_id)
    context = {"form": form, "poll": poll} | _result_context(poll, has_voted=False)
    return render(request, "polls/poll_answer.html", context, status=422 if form.errors else 200)


@keeping
def poll_delete(request: Request, poll_id: UUID) -> HttpResponse:
    if request.method == "POST":
        actions.remove_poll(viewer=request.viewer, poll_id=poll_id)
        undo = reverse("poll_restore", args=[request.viewer.commune.slug, poll_id])
        messages.success(request, "Le sondage est supprimé.", extra_tags=undo)
    return redirect("poll_list", request.viewer.commune.slug)


@keeping
def poll_restore(request: Request, poll_id: UUID) -> HttpResponse:
    if request.method == "POST":
        actions.restore_poll(viewer=request.viewer, poll_id=poll_id)
        messages.success(request, "Le sondage est revenu.")
    return redirect("poll_list", request.viewer.commune.slug)


def _do(request: Request, poll_id: UUID, action: Callable[..., Poll], said: str) -> HttpResponse:
    if request.method == "POST":
        action(viewer=request.viewer, poll_id=poll_id)
        messages.success(request, said)
    return redirect("poll_detail", request.viewer.commune.slug, poll_id)


# --- Pages ----------------------------------------------------------------------------------------------------------


def _state(poll: Poll, has_voted: bool) -> dict[str, Any]:
    """What a line of the list, and the page of a poll, say of it."""
    return {
        "poll": poll,
        "has_voted": has_voted,
        "takes_votes": rules.takes_votes(poll, now()),
        "is_counting": rules.is_counting(poll, now()),
    }


def _detail(request: Request, poll: Poll, *, refusal: Refusal | None = None) -> HttpResponse:
    viewer = request.viewer
    has_voted = poll.is_open and queries.has_voted(viewer, poll)
    may_vote = poll.is_open and queries.may_vote(viewer, poll)
    may_keep = rules.may_keep_polls(viewer)
    context = _state(poll, has_voted) | {
        "options": list(poll.options.all()),
        "may_vote": may_vote,
        "may_keep": may_keep,
        "has_votes": may_keep and queries.has_votes(poll),
        "refusal": refusal,
        "batch": BATCH,
        "twice_batch": 2 * BATCH,
        **_result_context(poll, has_voted=has_voted),
    }
    return render(request, "polls/poll_detail.html", context, status=refusal.status if refusal else 200)


def _result_context(poll: Poll, *, has_voted: bool) -> dict[str, Any]:
    shown = rules.sees_result(poll, has_voted=has_voted)
    return {"result": queries.result_of(poll) if shown else None}


def _save(request: Request, form: PollForm, poll: Poll | None) -> HttpResponse:
    """Publish or keep as a draft, as the button says. Errors come back with everything that was typed."""
    viewer = request.viewer
    try:
        uploads.require_received(request)
        form.read_rows()
        pressed = form.rearrange()
        if pressed or not form.is_valid():
            return _editor(request, form, poll, pressed=pressed, status=200 if pressed else 422)
        content, key = form.as_content(), form.cleaned_data["key"]
        if poll:
            saved = actions.edit_poll(
                viewer=viewer,
                poll_id=poll.pk,
                content=content,
                version=form.cleaned_data["version"] or 0,
                as_draft=form.as_draft,
            )
        elif form.as_draft:
            saved = actions.save_draft(viewer=viewer, key=key, content=content)
        else:
            saved = actions.publish_poll(viewer=viewer, key=key, content=content)
    except Refusal as refusal:
        if refusal.status == 403:
            raise
        form.add_error(None, refusal.message)
        if poll and isinstance(refusal, actions.ChangedMeanwhile):
            form.say_version(queries.poll_in_view(viewer, poll.pk).version)
        return _editor(request, form, poll, status=422)
    _tell(request, saved, was_open=bool(poll and poll.is_open), draft_name=_draft_name(request, poll))
    address = "poll_list" if saved.is_draft else "poll_detail"
    return uploads.go_on(
        request, reverse(address, args=[viewer.commune.slug, *([] if saved.is_draft else [saved.pk])])
    )


def _tell(request: Request, saved: Poll, *, was_open: bool, draft_name: str) -> None:
    said = {
        PollStatus.DRAFT: "Le brouillon est enregistré.",
        PollStatus.PLANNED: "Le sondage est prêt : il s’ouvrira à son heure.",
        PollStatus.OPEN: "Vos modifications sont en ligne."
        if was_open
        else "Le sondage est ouvert ! Vos administrés peuvent voter.",
    }
    messages.success(request, format_html("{}", said[PollStatus(saved.status)]), extra_tags=draft_name)


def _draft_name(request: Request, poll: Poll | None) -> str:
    return f"poll-{poll.pk if poll else request.viewer.commune.slug}"


def _editor(
    request: Request,
    form: PollForm,
    poll: Poll | None,
    *,
    pressed: tuple[str, int] | None = None,
    status: int = 200,
) -> HttpResponse:
    if form.is_bound and pressed:
        form.errors.clear()  # nobody has asked yet whether it is right
    button, number = pressed or ("", -1)
    context = {
        "form": form,
        "poll": poll,
        "pressed": button,
        "pressed_row": number,
        "draft_name": _draft_name(request, poll),
        **_preview_context(form, poll),
    }
    return render(request, "polls/poll_edit.html", context, status=status)


def _preview_context(form: PollForm, poll: Poll | None = None) -> dict[str, Any]:
    values: Any = form.data if form.is_bound else form.initial
    cleaned = getattr(form, "cleaned_data", {})
    closes_at = cleaned.get("closes_at") if form.is_bound else poll and poll.closes_at
    shown = SimpleNamespace(
        title=values.get("title") or "",
        question=values.get("question") or "",
        is_single=values.get("how_many") != "several",
        max_choices=cleaned.get("max_choices") or 0,
        closes_at=closes_at,
        is_for_main_residents=values.get("electorate") == Electorate.MAIN,
    )
    return {"shown": shown, "options": form.filled, "preview": True}
