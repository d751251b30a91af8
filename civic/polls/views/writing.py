"""The editor of a poll."""

from functools import partial
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from civic.contents import saving
from civic.core.access import Access, Request, page
from civic.core.form_keys import new_form_key
from civic.core.parts import STAYS, declared
from civic.core.refusals import Refusal
from civic.media import uploads
from civic.media.form_files import FormFiles
from civic.polls.actions import writing as actions
from civic.polls.enums import FEATURE, HOLD_POLLS, Electorate
from civic.polls.forms.options import numbers_sent
from civic.polls.forms.poll import PollForm
from civic.polls.models import Poll
from civic.polls.queries import polls as queries
from civic.polls.refusals import VotesCast
from civic.ui.forms import status_of

writing = page(access=Access.TOWN_HALL, right=HOLD_POLLS, feature=FEATURE, writes=True, uploads=True)


@writing
def poll_new(request: Request) -> HttpResponse:
    viewer = request.viewer
    if request.method == "POST":
        return _save(request, None)
    initial = {"how_many": "one", "electorate": Electorate.ALL, "when": "now", "key": new_form_key()}
    return _editor(request, PollForm(viewer=viewer, initial=initial), None)


@writing
def poll_edit(request: Request, poll_id: UUID) -> HttpResponse:
    viewer = request.viewer
    poll = queries.poll_in_view(viewer, poll_id)
    if not poll.is_draft and queries.has_votes(poll):
        if request.method == "POST":
            raise VotesCast
        messages.info(request, VotesCast.message)
        return redirect("poll_detail", viewer.commune.slug, poll_id)
    if request.method == "POST":
        return _save(request, poll)
    return _editor(request, PollForm.for_poll(viewer, poll), poll)


@writing
def poll_preview(request: Request) -> HttpResponse:
    """What residents will see, while it is written. Saves nothing."""
    if request.method != "POST":
        return redirect("poll_new", request.viewer.commune.slug)
    form = PollForm(request.POST, viewer=request.viewer)
    form.is_valid()
    return render(request, "polls/poll_preview.html", _preview_context(form))


def _save(request: Request, poll: Poll | None) -> HttpResponse:
    """Publish or keep as a draft, as the button says. Errors come back with everything that was typed."""
    viewer = request.viewer
    form = _received(request, poll)
    if form.pressed:
        return _editor(request, form, poll)
    if not form.is_valid():
        return _editor(request, form, poll)
    options = [
        actions.Option(text=row.text, media_id=row.media.pk if row.media else None) for row in form.filled
    ]
    content = actions.PollContent(options=options, **form.fields_of_content())
    try:
        saved = saving.save(
            form,
            content,
            viewer=viewer,
            edit=partial(actions.edit_poll, poll_id=poll.pk) if poll else None,
            publish=actions.publish_poll,
            save_draft=actions.save_draft,
        )
    except Refusal as refusal:
        form.add_refusal(refusal)
        return _editor(request, form, poll)
    sentence = saving.sentence_of_saved(
        saved,
        poll,
        scheduled="Le sondage est prêt : il s’ouvrira à son heure.",
        published="Le sondage est ouvert ! Vos administrés peuvent voter.",
    )
    messages.success(request, sentence, extra_tags=saving.draft_name(viewer, "poll", poll))
    address = "poll_list" if saved.is_draft else "poll_detail"
    return uploads.go_on(
        request, reverse(address, args=[viewer.commune.slug, *([] if saved.is_draft else [saved.pk])])
    )


def _received(request: Request, poll: Poll | None) -> PollForm:
    files = FormFiles(request)
    for number in numbers_sent(request.POST):
        if files.receive_photo(f"file_{number}", into=f"picture_{number}"):
            files.data.pop(f"picture_{number}_remove", None)
    return PollForm(files.data, viewer=request.viewer, poll=poll, problems=files.problems)


def _editor(request: Request, form: PollForm, poll: Poll | None) -> HttpResponse:
    if form.is_bound and form.pressed:
        form.errors.clear()  # nobody has asked yet whether it is right
    button, number = form.pressed or ("", -1)
    slug = request.viewer.commune.slug
    context = {
        "form": form,
        "poll": poll,
        "pressed": button,
        "pressed_row": number,
        "draft_name": saving.draft_name(request.viewer, "poll", poll),
        "back_url": reverse("poll_detail", args=[slug, poll.pk])
        if poll and not poll.is_draft
        else reverse("poll_list", args=[slug]),
        **_preview_context(form, poll),
    }
    response = render(request, "polls/poll_edit.html", context, status=status_of(form))
    removed = button == "row_remove" and number >= 0
    return declared(response, focus=STAYS, announcement="La réponse est retirée." if removed else "")


def _preview_context(form: PollForm, poll: Poll | None = None) -> dict[str, Any]:
    values: Any = form.data if form.is_bound else form.initial
    cleaned = getattr(form, "cleaned_data", {})
    closes_at = cleaned.get("closes_at") if form.is_bound else poll and poll.closes_at
    draft = SimpleNamespace(
        title=values.get("title") or "",
        question=values.get("question") or "",
        is_single=values.get("how_many") != "several",
        max_choices=cleaned.get("max_choices") or 0,
        closes_at=closes_at,
        is_for_main_residents=values.get("electorate") == Electorate.MAIN,
    )
    return {"draft": draft, "options": form.filled, "preview": True}
