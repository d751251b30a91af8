"""The settings of a town hall: one page, a form for each section."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from civic.communes.queries.facts import commune_card
from civic.core.access import Request
from civic.core.refusals import Refusal
from civic.media import uploads
from civic.town_halls import rules
from civic.town_halls.actions.settings import (
    change_admission,
    change_colour,
    change_emblem,
    change_features,
    change_publishing,
    change_time_zone,
    remove_emblem,
    restore_emblem,
)
from civic.town_halls.forms.settings import (
    AdmissionForm,
    ColourForm,
    EmblemForm,
    FeaturesForm,
    PublishingForm,
    SectionForm,
    TimeZoneForm,
)
from civic.town_halls.queries.town_halls import town_hall_of
from civic.town_halls.views.access import editing, editing_files
from civic.ui.forms import add_refusal

_SECTIONS: dict[str, tuple[type[SectionForm], Callable[..., None]]] = {
    AdmissionForm.section: (AdmissionForm, change_admission),
    PublishingForm.section: (PublishingForm, change_publishing),
    FeaturesForm.section: (FeaturesForm, change_features),
    TimeZoneForm.section: (TimeZoneForm, change_time_zone),
    ColourForm.section: (ColourForm, change_colour),
}


@editing
def town_hall_settings(request: Request) -> HttpResponse:
    section = request.POST.get("section", "")
    if request.method != "POST" or section not in _SECTIONS:
        return _page(request)
    form_class, change = _SECTIONS[section]
    form = form_class(request.POST, prefix=section)
    if not form.is_valid():
        return _page(request, form)
    change(viewer=request.viewer, **form.cleaned_data)
    messages.success(request, "Vos réglages sont enregistrés.")
    return _back(request, section)


@editing_files
def emblem_change(request: Request) -> HttpResponse:
    if request.method != "POST":
        return _back(request, EmblemForm.section)
    form = EmblemForm(request.POST, request.FILES, prefix=EmblemForm.section)
    try:
        uploads.require_received(request)
        if not form.is_valid():
            return _page(request, form)
        change_emblem(viewer=request.viewer, file=form.cleaned_data["emblem"])
    except Refusal as refusal:
        form.errors.pop("emblem", None)  # that none arrived, when it was refused on its way
        add_refusal(form, refusal, "emblem")
        return _page(request, form)
    messages.success(request, "Votre image est enregistrée. Elle apparaît dans quelques secondes.")
    return _back(request, EmblemForm.section)


@editing
def emblem_remove(request: Request) -> HttpResponse:
    if request.method == "POST":
        remove_emblem(viewer=request.viewer)
        undo = reverse("emblem_restore", args=[request.viewer.commune.slug])
        messages.success(request, "Votre image est retirée.", extra_tags=undo)
    return _back(request, EmblemForm.section)


@editing
def emblem_restore(request: Request) -> HttpResponse:
    if request.method == "POST":
        restore_emblem(viewer=request.viewer)
        messages.success(request, "Votre image est revenue.")
    return _back(request, EmblemForm.section)


def _page(request: Request, sent: SectionForm | None = None) -> HttpResponse:
    """All the sections as they stand, but for the one that was sent with errors."""
    town_hall = town_hall_of(request.viewer.commune.id)
    assert town_hall  # its own people are choosing
    forms: dict[str, Any] = {name: form_class.of(town_hall) for name, (form_class, _) in _SECTIONS.items()}
    forms[TimeZoneForm.section].initial["time_zone"] = commune_card(request.viewer).timezone
    forms[EmblemForm.section] = EmblemForm(prefix=EmblemForm.section)
    if not rules.may_manage_residents(request.viewer):
        del forms[AdmissionForm.section]
    if sent:
        forms[sent.section] = sent
    context = {
        "forms": forms,
        "sent": sent,
        "town_hall": town_hall,
        "has_emblem": bool(town_hall.emblem_id) and town_hall.emblem_removed_at is None,
        "matrix_url": f"{reverse('notification_choices')}?commune={request.viewer.commune.slug}#partie-town_hall",
    }
    return render(request, "town_halls/town_hall_settings.html", context, status=422 if sent else 200)


def _back(request: Request, section: str) -> HttpResponse:
    # « rubriques » is the menu's own place on every page.
    place = "rubriques-actives" if section == FeaturesForm.section else section
    return redirect(f"{reverse('town_hall_settings', args=[request.viewer.commune.slug])}#{place}")
