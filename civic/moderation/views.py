"""One’s own restriction and what one says against it; the platform’s people who answer."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from civic.core.access import Access, Request, page
from civic.core.clock import now
from civic.core.refusals import require
from civic.moderation import actions, queries, rules
from civic.moderation.forms import AnswerForm, AppealForm
from civic.restrictions.queries import own_restriction
from civic.ui.forms import add_refusal, put_into, status_of


# Who left meanwhile, or waits again, still reads the decision and contests it.
@page(access=Access.SIGNED_IN)
def restriction_detail(request: Request) -> HttpResponse:
    """What holds the viewer, or did last: all that the town hall decided, and what came of contesting it."""
    restriction = own_restriction(request.viewer)
    if restriction is None:
        return render(request, "moderation/restriction_none.html", {})
    moment = now()
    appeal = queries.own_appeal(request.viewer, restriction)
    context = {
        "restriction": restriction,
        "appeal": appeal,
        "is_over": restriction.over_at <= moment,
        "may_contest": appeal is None and rules.may_still_contest(restriction, moment),
    }
    return render(request, "moderation/restriction_detail.html", context)


@page(access=Access.SIGNED_IN, writes=True)
def appeal_new(request: Request) -> HttpResponse:
    """« Contester ce blocage »."""
    viewer = request.viewer
    restriction = own_restriction(viewer)
    if restriction is None or queries.own_appeal(viewer, restriction):
        return redirect("restriction_detail", viewer.commune.slug)
    if not rules.may_still_contest(restriction, now()):
        raise actions.TooLateToContest
    form = AppealForm(request.POST or None, restriction_id=restriction.pk)
    if request.method == "POST" and form.is_valid():
        try:
            actions.contest_restriction(
                viewer=viewer,
                restriction_id=form.cleaned_data["restriction"],
                words=form.cleaned_data["words"],
            )
        except actions.OtherRestriction as refusal:
            put_into(form, "restriction", restriction.pk)
            add_refusal(form, refusal)
        else:
            messages.success(request, "Votre recours est transmis à l’équipe de la plateforme.")
            return redirect("restriction_detail", viewer.commune.slug)
    context = {"restriction": restriction, "form": form}
    return render(request, "moderation/appeal_new.html", context, status=status_of(form))


@page(access=Access.STAFF)
def appeal_list(request: Request) -> HttpResponse:
    """« Recours »: who has waited longest first."""
    found = queries.open_appeals(request.viewer, request.GET.get("apres", ""))
    next_url = (
        f"{reverse('appeal_list')}?{urlencode({'apres': found.next_after})}" if found.next_after else ""
    )
    return render(request, "moderation/appeal_list.html", {"appeals": found.appeals, "next_url": next_url})


@page(access=Access.STAFF, writes=True)
def appeal_answer(request: Request, appeal_id: UUID) -> HttpResponse:
    appeal = queries.appeal_in_view(request.viewer, appeal_id)
    is_over = appeal.restriction.over_at <= now()
    form, draft_name = AnswerForm(request.POST or None, is_over=is_over), f"appeal-answer-{appeal_id}"
    if request.method == "POST":
        require(rules.may_answer(request.viewer, appeal))
        if form.is_valid():
            actions.answer_appeal(viewer=request.viewer, appeal_id=appeal_id, **form.cleaned_data)
            sentence = f"{appeal.person.full_name} et le maire reçoivent votre réponse."
            messages.success(request, sentence, extra_tags=draft_name)
            return redirect("appeal_list")
    context = {
        "appeal": appeal,
        "is_over": is_over,
        "may_answer": rules.may_answer(request.viewer, appeal),
        "form": form,
        "draft_name": draft_name,
    }
    return render(request, "moderation/appeal_answer.html", context, status=status_of(form))
