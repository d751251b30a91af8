"""« Le maire »: the page of who holds the office, edited in place section by section.

Each section has an address where the same page stands with that section as a form: htmx takes the section out of it,
and without script it is simply the page.
"""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from civic.core.access import Access, Request, page
from civic.core.form_keys import new_form_key
from civic.core.refusals import Refusal
from civic.core.text import mark_of, whole_number
from civic.town_halls import rules
from civic.town_halls.actions.profile import (
    TextChangedMeanwhile,
    add_cv_entry,
    change_mayor_presentation,
    change_slogan,
    edit_cv_entry,
    move_cv_entry,
    remove_cv_entry,
    restore_cv_entry,
)
from civic.town_halls.forms.mayor import CvEntryForm, PresentationForm, SloganForm
from civic.town_halls.models import CvEntry, Office
from civic.town_halls.queries.profile import cv_entry_in_view, cv_of
from civic.town_halls.queries.town_halls import card_and_town_hall, current_mayor
from civic.town_halls.views.access import editing
from civic.ui.forms import add_refusal, put_into, status_of


@page(access=Access.PUBLIC)
def mayor_detail(request: Request) -> HttpResponse:
    return _page(request)


@editing
def mayor_slogan(request: Request) -> HttpResponse:
    office = _office(request)
    form = SloganForm(request.POST if request.method == "POST" else None, initial={"slogan": office.slogan})
    if request.method == "POST" and form.is_valid():
        change_slogan(viewer=request.viewer, slogan=form.cleaned_data["slogan"])
        return _saved(request, "slogan", "Votre slogan est enregistré.")
    return _page(request, section="slogan", office=office, form=form)


@editing
def mayor_presentation(request: Request) -> HttpResponse:
    office = _office(request)
    initial = {"presentation": office.presentation, "seen": mark_of(office.presentation)}
    if request.method != "POST":
        form = PresentationForm(initial=initial)
        return _page(request, section="presentation", office=office, form=form)
    form = PresentationForm(request.POST)
    if not form.is_valid():
        return _page(request, section="presentation", office=office, form=form)
    try:
        change_mayor_presentation(
            viewer=request.viewer,
            presentation=form.cleaned_data["presentation"],
            seen=form.cleaned_data["seen"],
        )
    except TextChangedMeanwhile as refusal:
        office = _office(request)
        # Saving again replaces what is shown beside.
        put_into(form, "seen", mark_of(office.presentation))
        add_refusal(form, refusal)
        return _page(request, section="presentation", office=office, form=form, other=office.presentation)
    return _saved(request, "presentation", "Votre présentation est enregistrée.")


@editing
def cv_entry_new(request: Request) -> HttpResponse:
    if request.method != "POST":
        return _page(request, section="parcours", form=CvEntryForm(initial={"key": new_form_key()}))
    form = CvEntryForm(request.POST)
    if form.is_valid():
        try:
            add_cv_entry(viewer=request.viewer, **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return _saved(request, "parcours", "La ligne est ajoutée à votre parcours.")
    return _page(request, section="parcours", form=form)


@editing
def cv_entry_edit(request: Request, cv_entry_id: UUID) -> HttpResponse:
    entry = cv_entry_in_view(request.viewer, cv_entry_id)
    initial = {"year": entry.year, "month": entry.month, "text": entry.text}
    form = CvEntryForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        fields = {name: form.cleaned_data[name] for name in initial}
        edit_cv_entry(viewer=request.viewer, cv_entry_id=cv_entry_id, **fields)
        return _saved(request, "parcours", "La ligne est enregistrée.")
    return _page(request, section="parcours", form=form, entry=entry)


@editing
def cv_entry_move(request: Request, cv_entry_id: UUID) -> HttpResponse:
    if request.method == "POST":
        to = whole_number(request.POST.get("to", ""), figures=3)
        if to is not None:
            move_cv_entry(viewer=request.viewer, cv_entry_id=cv_entry_id, to=to)
    return redirect(_address(request) + "#parcours")


@editing
def cv_entry_delete(request: Request, cv_entry_id: UUID) -> HttpResponse:
    if request.method == "POST":
        remove_cv_entry(viewer=request.viewer, cv_entry_id=cv_entry_id)
        undo = reverse("cv_entry_restore", args=[request.viewer.commune.slug, cv_entry_id])
        messages.success(request, "La ligne est retirée de votre parcours.", extra_tags=undo)
    return redirect(_address(request))


@editing
def cv_entry_restore(request: Request, cv_entry_id: UUID) -> HttpResponse:
    if request.method == "POST":
        restore_cv_entry(viewer=request.viewer, cv_entry_id=cv_entry_id)
        messages.success(request, "La ligne est revenue.")
    return redirect(_address(request))


def _page(
    request: Request,
    *,
    section: str = "",
    office: Office | None = None,
    form: forms.Form | None = None,
    entry: CvEntry | None = None,
    other: str = "",
) -> HttpResponse:
    """`office`: where it was read already."""
    viewer = request.viewer
    commune, town_hall = card_and_town_hall(viewer)
    office = office or current_mayor(commune.pk)
    context: dict[str, Any] = {
        "directory": commune,
        "town_hall": town_hall,
        "office": office,
        "cv": _by_year(cv_of(office)) if office else [],
        "may_edit": bool(office) and rules.may_change_page(viewer),
        "editing": section,
        "form": form,
        "entry": entry,
        "other": other,
        "saved": request.GET.get("enregistre", ""),
    }
    status = 200 if form is None else status_of(form)
    return render(request, "town_halls/mayor_detail.html", context, status=status)


def _by_year(entries: list[CvEntry]) -> list[dict[str, Any]]:
    """Each line with its place among those of its year, for the arrows."""
    count = {entry.year: sum(other.year == entry.year for other in entries) for entry in entries}
    places: dict[int, int] = {}
    lines = []
    for entry in entries:
        at = places.get(entry.year, 0)
        places[entry.year] = at + 1
        lines.append(
            {
                "entry": entry,
                "higher": at - 1 if at else None,
                "lower": at + 1 if at + 1 < count[entry.year] else None,
            }
        )
    return lines


def _office(request: Request) -> Office:
    office = current_mayor(request.viewer.commune.id)
    assert office  # whoever may edit holds it, or has it from who holds it
    return office


def _saved(request: Request, section: str, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect(f"{_address(request)}?enregistre={section}#{section}")


def _address(request: Request) -> str:
    return reverse("mayor_detail", args=[request.viewer.commune.slug])
