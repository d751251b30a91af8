"""A vote: chosen, read again, sent. No page in the browser's history holds a choice, and « back » always has a page to
show: what a ballot lacks is said in its place, to the script; without one by a redirect, which forgets the choice."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from civic.core.access import Access, Request, page
from civic.core.parts import part
from civic.core.refusals import Refusal
from civic.polls.actions import voting as actions
from civic.polls.enums import FEATURE
from civic.polls.forms.voting import CONFIRMATION, BallotForm, chosen_ids, faults_of
from civic.polls.models import Poll
from civic.polls.queries import polls as queries


@page(access=Access.MEMBER, feature=FEATURE, writes=True)
def poll_vote(request: Request, poll_id: UUID) -> HttpResponse:
    """One who has voted, by a double click or in another tab, finds the result on the poll's own page."""
    viewer = request.viewer
    poll = queries.poll_in_view(viewer, poll_id)
    address = reverse("poll_detail", args=[viewer.commune.slug, poll_id])
    if request.method == "POST":
        if faults := faults_of(request.POST, poll):
            if request.htmx:
                return _ballot_again(request, poll, faults)
            return redirect(f"{address}?{urlencode({'revoir': faults}, doseq=True)}")
        try:
            actions.cast_vote(viewer=viewer, poll_id=poll_id, option_ids=chosen_ids(request.POST))
        except actions.AlreadyVoted as refusal:
            messages.info(request, refusal.message)
        except Refusal as refusal:
            if refusal.status == 403:
                raise
            messages.error(request, refusal.message)
        else:
            messages.success(request, "Votre vote est enregistré. Merci\u202f!")
    return HttpResponse(headers={"HX-Redirect": address}) if request.htmx else redirect(address)


def _ballot_again(request: Request, poll: Poll, faults: list[str]) -> HttpResponse:
    options, confirmed = list(poll.options.all()), CONFIRMATION not in faults
    ballot = BallotForm(poll, options, faults, chosen=chosen_ids(request.POST), confirmed=confirmed)
    context = {"poll": poll, "options": options, "ballot": ballot}
    return part(request, "polls/poll_ballot.html", context, focus="erreurs", announcement="", status=422)
