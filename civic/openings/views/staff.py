"""« Ouvertures », for the platform's people: who opens what, the papers to post, and what is stopped."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from civic.core.access import Access, Request, page
from civic.core.refusals import Refusal
from civic.openings import queries, rules
from civic.openings.actions.contesting import allow_again, stop_opening
from civic.openings.actions.papers import record_paper_sent
from civic.openings.enums import OpeningFunction, OpeningStatus
from civic.openings.models import Opening
from civic.openings.refusals import AnotherPaper
from civic.ui import french
from civic.ui.forms import ReasonForm, add_refusal, status_of
from civic.ui.papers import pdf_answer


@dataclass(frozen=True, slots=True)
class OpeningLine:
    opening: Opening
    step: str
    function: str
    channel: str
    to_post: bool
    is_done: bool
    is_stopped: bool
    other_name: str  # of the mayor whom the register knows, where it is another one


def _line(opening: Opening) -> OpeningLine:
    known = rules.is_mayor_of_directory(opening.commune, opening.person.first_name, opening.person.last_name)
    return OpeningLine(
        opening,
        "arrêtée, peut recommencer"
        if opening.was_allowed_again
        else str(OpeningStatus(opening.status).label),
        opening.title or str(OpeningFunction(opening.function).label),
        "courrier" if opening.is_by_post else "e-mail" if opening.address_digest else "",
        opening.status == OpeningStatus.PAPER_ASKED,
        opening.status == OpeningStatus.DONE,
        opening.status == OpeningStatus.STOPPED,
        opening.commune.mayor_name if opening.is_by_mayor and not known else "",
    )


@page(access=Access.STAFF)
def opening_list(request: Request) -> HttpResponse:
    lines = [_line(opening) for opening in queries.openings(request.viewer)]
    context = {
        "going_on": [line for line in lines if line.opening.is_going_on],
        "ended": [line for line in lines if not line.opening.is_going_on],
    }
    return render(request, "openings/opening_list.html", context)


@page(access=Access.STAFF, writes=True)
def opening_detail(request: Request, opening_id: UUID) -> HttpResponse:
    """One of them, and « Arrêter »."""
    opening = queries.opening_in_view(request.viewer, opening_id)
    form = ReasonForm(
        request.POST or None,
        missing="Écrivez la raison\u00a0: la personne la reçoit par e-mail.",
        help_text="La personne reçoit ces mots par e-mail.",
    )
    if request.method == "POST" and form.is_valid():
        try:
            stop_opening(viewer=request.viewer, opening_id=opening_id, reason=form.cleaned_data["reason"])
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, f"L’ouverture est arrêtée\u00a0: {opening.person.full_name} le sait.")
            return redirect("opening_list")
    context = {
        "line": _line(opening),
        "form": form,
        "has_paper": queries.has_paper(opening),
        "paper": rules.paper_mark(opening.code_sent_at),
        "paper_date": french.full_date_time(timezone.localtime(opening.code_sent_at))
        if opening.code_sent_at
        else "",
    }
    return render(request, "openings/opening_detail.html", context, status=status_of(form))


@page(access=Access.STAFF, writes=True)
def opening_allow(request: Request, opening_id: UUID) -> HttpResponse:
    """« Laisser recommencer »."""
    if request.method == "POST":
        opening = allow_again(viewer=request.viewer, opening_id=opening_id)
        if opening.status == OpeningStatus.GIVEN_UP:
            messages.success(request, f"{opening.person.full_name} peut recommencer, et le sait par e-mail.")
    return redirect("opening_detail", opening_id)


@page(access=Access.STAFF)
def opening_paper_file(request: Request, opening_id: UUID) -> HttpResponse:
    """The PDF to print."""
    return pdf_answer(queries.paper_of(request.viewer, opening_id), "courrier-ouverture.pdf")


@page(access=Access.STAFF, writes=True)
def opening_paper_sent(request: Request, opening_id: UUID) -> HttpResponse:
    """« Posté »."""
    if request.method == "POST":
        paper = request.POST.get("paper", "")
        try:
            opening = record_paper_sent(viewer=request.viewer, opening_id=opening_id, paper=paper)
        except AnotherPaper as refusal:
            messages.error(request, refusal.message)
            return redirect("opening_detail", opening_id)
        messages.success(
            request, f"Le courrier {opening.commune.of_name} est posté\u00a0: le PDF est effacé."
        )
        return redirect("opening_list")
    return redirect("opening_detail", opening_id)
