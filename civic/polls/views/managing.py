"""What a town hall does with a poll that is written: stop, close, answer, remove."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from civic.core.access import Access, Request, page
from civic.core.refusals import Refusal
from civic.polls import rules
from civic.polls.actions import managing as actions
from civic.polls.enums import FEATURE, HOLD_POLLS
from civic.polls.forms.managing import AbandonForm, DeadlineForm, OutcomeForm
from civic.polls.models import Poll
from civic.polls.queries import polls as queries
from civic.polls.refusals import AlreadyClosed, NotClosedYet, StillCountable
from civic.polls.views import presenter
from civic.ui.forms import add_refusal, status_of

managing = page(access=Access.TOWN_HALL, right=HOLD_POLLS, feature=FEATURE, writes=True)


@managing
def poll_deadline(request: Request, poll_id: UUID) -> HttpResponse:
    viewer = request.viewer
    poll = queries.poll_in_view(viewer, poll_id)
    form = DeadlineForm(request.POST if request.method == "POST" else None, viewer=viewer, poll=poll)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_deadline(viewer=viewer, poll_id=poll_id, closes_at=form.cleaned_data["closes_at"])
        except Refusal as refusal:
            add_refusal(form, refusal, "closes_at")
        else:
            messages.success(request, "La limite de vote est changée.")
            return redirect("poll_detail", viewer.commune.slug, poll_id)
    context = {"form": form, "poll": poll}
    return render(request, "polls/poll_deadline.html", context, status=status_of(form))


@managing
def poll_end(request: Request, poll_id: UUID) -> HttpResponse:
    return _do(request, poll_id, actions.end_poll, "Le vote est clos. Le résultat arrive dans un instant.")


@managing
def poll_abandon(request: Request, poll_id: UUID) -> HttpResponse:
    """On a page of its own: a key that comes back opens nothing of what was erased."""
    viewer = request.viewer
    poll = queries.poll_in_view(viewer, poll_id)
    if not rules.waits_for_help(poll):
        messages.info(request, AlreadyClosed.message if poll.is_closed else StillCountable.message)
        return redirect("poll_detail", viewer.commune.slug, poll_id)
    form = AbandonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return _do(request, poll_id, actions.abandon_poll, "Le sondage est clos sans résultat.")
    context = {"form": form, "poll": poll, "ballots": queries.votes_cast(poll)}
    return render(request, "polls/poll_abandon.html", context, status=status_of(form))


@managing
def poll_suspend(request: Request, poll_id: UUID) -> HttpResponse:
    sentence = "Le sondage est désactivé : on n’y vote plus tant que vous ne le réactivez pas."
    return _do(request, poll_id, actions.suspend_poll, sentence)


@managing
def poll_resume(request: Request, poll_id: UUID) -> HttpResponse:
    return _do(request, poll_id, actions.resume_poll, "Le sondage est réactivé.")


@managing
def poll_answer(request: Request, poll_id: UUID) -> HttpResponse:
    viewer = request.viewer
    poll = queries.poll_in_view(viewer, poll_id)
    if request.method != "POST" and not poll.is_closed:
        messages.info(request, NotClosedYet.message)
        return redirect("poll_detail", viewer.commune.slug, poll_id)
    data = request.POST if request.method == "POST" else None
    form = OutcomeForm(data, initial={"outcome": poll.outcome})
    if data is not None and form.is_valid():
        actions.answer_poll(viewer=viewer, poll_id=poll_id, outcome=form.cleaned_data["outcome"])
        sentence = "La suite donnée est publiée avec le résultat, en haut du fil pour sept jours."
        messages.success(request, sentence, extra_tags=f"poll-answer-{poll.pk}")
        return redirect("poll_detail", viewer.commune.slug, poll_id)
    context = {"form": form, "poll": poll} | presenter.result(poll, has_voted=False)
    return render(request, "polls/poll_answer.html", context, status=status_of(form))


@managing
def poll_delete(request: Request, poll_id: UUID) -> HttpResponse:
    if request.method == "POST":
        actions.remove_poll(viewer=request.viewer, poll_id=poll_id)
        undo = reverse("poll_restore", args=[request.viewer.commune.slug, poll_id])
        messages.success(request, "Le sondage est supprimé.", extra_tags=undo)
    return redirect("poll_list", request.viewer.commune.slug)


@managing
def poll_restore(request: Request, poll_id: UUID) -> HttpResponse:
    if request.method == "POST":
        actions.restore_poll(viewer=request.viewer, poll_id=poll_id)
        messages.success(request, "Le sondage est revenu.")
    return redirect("poll_list", request.viewer.commune.slug)


def _do(request: Request, poll_id: UUID, action: Callable[..., Poll], sentence: str) -> HttpResponse:
    if request.method == "POST":
        action(viewer=request.viewer, poll_id=poll_id)
        messages.success(request, sentence)
    return redirect("poll_detail", request.viewer.commune.slug, poll_id)
