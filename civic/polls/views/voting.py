"""A vote: chosen, ticked as final, sent. The choice travels in one body alone, and every answer is a redirect: no page
in the browser's history holds it, and « back » always has a page to show."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from civic.core.access import Access, Request, page
from civic.core.refusals import Refusal
from civic.polls.actions import voting as actions
from civic.polls.enums import FEATURE
from civic.polls.forms.voting import chosen_ids, faults_of
from civic.polls.queries import polls as queries


@page(access=Access.MEMBER, feature=FEATURE, writes=True)
def poll_vote(request: Request, poll_id: UUID) -> HttpResponse:
    """One who has voted, by a double click or in another tab, finds the result on the poll's own page."""
    viewer = request.viewer
    poll = queries.poll_in_view(viewer, poll_id)
    address = reverse("poll_detail", args=[viewer.commune.slug, poll_id])
    if request.method == "POST":
        if faults := faults_of(request.POST, poll):
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
            messages.success(request, "Votre vote est enregistré. Merci\u00a0!")
    return redirect(address)
