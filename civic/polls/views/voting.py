"""A vote: chosen, confirmed, sent. The choice travels in bodies alone and no page that shows it is kept."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from civic.core.access import Access, Request, page
from civic.core.refusals import Refusal
from civic.polls.actions import voting as actions
from civic.polls.enums import FEATURE
from civic.polls.forms.voting import chosen_ids
from civic.polls.models import Poll
from civic.polls.queries import polls as queries
from civic.polls.views import presenter

voting = page(access=Access.MEMBER, feature=FEATURE, writes=True)


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
    return _without_cache(render(request, "polls/poll_confirm.html", context))


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
    return _without_cache(
        presenter.detail(request, queries.poll_in_view(request.viewer, poll.pk), refusal=refusal)
    )


def _without_cache(response: HttpResponse) -> HttpResponse:
    """Whoever presses « back » on a shared computer finds no choice there."""
    response.headers["Cache-Control"] = "no-store"
    return response
