"""Who is mayor of a commune that is here, from when to when: recorded and corrected by the platform's people."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from civic.communes.models import Commune
from civic.communes.queries.directory import commune_of_code
from civic.console.forms import EndOfficeForm, NewMayorForm, OfficeDatesForm
from civic.core.access import Access, Request, page
from civic.core.text import elided
from civic.town_halls.actions.offices import AlreadyMayor, WrongDate, correct_office, end_office, record_mayor
from civic.town_halls.models import Office
from civic.town_halls.queries.town_halls import current_mayor, office_by_id, offices_of, town_hall_of
from civic.ui.forms import add_refusal, status_of


@page(access=Access.STAFF)
def office_list(request: Request, code: str) -> HttpResponse:
    commune = _commune(code)
    offices = offices_of(commune.pk)
    current = next((office for office in offices if office.ended_at is None), None)
    context = {"directory": commune, "offices": offices, "current": current}
    return render(request, "console/office_list.html", context)


@page(access=Access.STAFF, writes=True)
def office_new(request: Request, code: str) -> HttpResponse:
    commune = _commune(code)
    form = NewMayorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            opening = record_mayor(commune=commune, viewer=request.viewer, **form.cleaned_data)
        except WrongDate as refusal:
            add_refusal(form, refusal, refusal.field)
        except AlreadyMayor as refusal:
            add_refusal(form, refusal, "email")
        else:
            how = (
                "reçoit un lien pour choisir son mot de passe"
                if opening.link_sent
                else "a déjà un compte\N{NO-BREAK SPACE}: un e-mail l’invite à se connecter"
            )
            messages.success(
                request,
                f"{opening.mayor.full_name} est maire {commune.of_name} et {how}. "
                "La page, les administrés et les publications sont gardés.",
            )
            return redirect("office_list", commune.code)
    context = {"directory": commune, "form": form, "current": current_mayor(commune.pk)}
    return render(request, "console/office_new.html", context, status=status_of(form))


@page(access=Access.STAFF, writes=True)
def office_end(request: Request, office_id: UUID) -> HttpResponse:
    """« Terminer le mandat », without a successor yet."""
    office = _office(office_id)
    form = EndOfficeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            end_office(viewer=request.viewer, office_id=office_id, **form.cleaned_data)
        except WrongDate as refusal:
            add_refusal(form, refusal, refusal.field)
        else:
            messages.success(
                request,
                f"Le mandat {elided('de', office.person.full_name)} est terminé. La page reste ouverte.",
            )
            return redirect("office_list", office.commune.code)
    context = {"office": office, "form": form}
    return render(request, "console/office_end.html", context, status=status_of(form))


@page(access=Access.STAFF, writes=True)
def office_edit(request: Request, office_id: UUID) -> HttpResponse:
    office = _office(office_id)
    over = office.ended_at is not None
    initial = {
        "since": office.since,
        "last_day": timezone.localtime(office.ended_at).date() if office.ended_at else None,
    }
    form = OfficeDatesForm(request.POST or None, initial=initial, over=over)
    if request.method == "POST" and form.is_valid():
        try:
            correct_office(
                viewer=request.viewer,
                office_id=office_id,
                since=form.cleaned_data["since"],
                last_day=form.cleaned_data.get("last_day"),
            )
        except WrongDate as refusal:
            add_refusal(form, refusal, refusal.field if refusal.field in form.fields else "since")
        else:
            messages.success(request, "Les dates du mandat sont corrigées.")
            return redirect("office_list", office.commune.code)
    context = {"office": office, "form": form}
    return render(request, "console/office_edit.html", context, status=status_of(form))


def _commune(code: str) -> Commune:
    commune = commune_of_code(code)
    if commune is None or town_hall_of(commune.pk) is None:
        raise Http404
    return commune


def _office(office_id: UUID) -> Office:
    office = office_by_id(office_id)
    if office is None:
        raise Http404
    return office
