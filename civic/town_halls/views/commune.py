"""« La commune »: its presentation and its identity card, edited in place as the mayor's page is."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from civic.communes.enums import Fact
from civic.communes.models import Commune
from civic.communes.queries.directory import neighbours_of
from civic.core.access import Access, Request, page
from civic.core.refusals import Refusal
from civic.core.text import mark_of
from civic.core.viewer import Viewer
from civic.media import photo_rows, uploads
from civic.media.form_files import FormFiles
from civic.media.models import Media
from civic.town_halls import rules
from civic.town_halls.actions.facts import (
    MAX_PHOTOS,
    TooManyPhotos,
    change_commune_presentation,
    correct_fact,
    revert_fact,
)
from civic.town_halls.actions.profile import TextChangedMeanwhile
from civic.town_halls.forms.commune import CommunePresentationForm, FactForm, HoursForm
from civic.town_halls.models import TownHall
from civic.town_halls.queries.facts import facts_of
from civic.town_halls.queries.profile import photos_of
from civic.town_halls.queries.town_halls import card_and_town_hall, current_mayor
from civic.town_halls.views.access import editing, editing_files
from civic.ui.forms import add_refusal, put_into, status_of
from civic.ui.fragments import cached_text, fragment_key


@page(access=Access.PUBLIC)
def commune_detail(request: Request) -> HttpResponse:
    return _page(request)


@editing_files
def commune_presentation(request: Request) -> HttpResponse:
    viewer = request.viewer
    commune, town_hall = _own(request)
    photos = photos_of(commune.pk)
    if request.method != "POST":
        initial = {"presentation": town_hall.presentation, "seen": mark_of(town_hall.presentation)}
        form = CommunePresentationForm(photos=photos, initial=initial)
        return _page(request, known=(commune, town_hall), form=form)
    files = FormFiles(request)
    files.receive_photos(limit=MAX_PHOTOS, too_many=TooManyPhotos.message)
    received = photo_rows.read(viewer, files.data)
    form = CommunePresentationForm(files.data, photos=received, problems=files.problems)
    try:
        is_valid = form.is_valid()
        moved = photo_rows.rearranged(form.photos, request.POST)
        if moved is not None:
            form.photos = moved
            return _page(request, form=form)
        if is_valid:
            change_commune_presentation(
                viewer=viewer,
                presentation=form.cleaned_data["presentation"],
                media_ids=[photo.pk for photo in form.photos],
                alts={photo.pk: photo.alt for photo in form.photos},
                seen=form.cleaned_data["seen"],
            )
            messages.success(request, "La présentation est enregistrée.")
            return uploads.go_on(request, f"{_address(request)}?enregistre=presentation#presentation")
    except TextChangedMeanwhile as refusal:
        other = _own(request)[1].presentation
        put_into(form, "seen", mark_of(other))  # saving again replaces what is shown beside
        add_refusal(form, refusal)
        return _page(request, form=form, other=other, status=status_of(form))
    except Refusal as refusal:
        add_refusal(form, refusal)
    return _page(request, form=form, status=status_of(form))


@editing
def fact_edit(request: Request, fact: str) -> HttpResponse:
    chosen = _fact(fact)
    commune, town_hall = card_and_town_hall(request.viewer)
    value = facts_of(commune, town_hall).value(chosen)
    data = request.POST if request.method == "POST" else None
    form: FactForm | HoursForm = (
        HoursForm(data, value=value) if chosen is Fact.HOURS else FactForm(data, fact=chosen, value=value)
    )
    if request.method == "POST" and form.is_valid():
        correct_fact(viewer=request.viewer, fact=chosen, value=form.value)
        messages.success(request, f"{chosen.label} : c’est enregistré.")
        return redirect(f"{_address(request)}?enregistre={chosen}#{chosen}")
    return _page(request, known=(commune, town_hall), fact=chosen, form=form, status=status_of(form))


@editing
def fact_revert(request: Request, fact: str) -> HttpResponse:
    chosen = _fact(fact)
    if request.method == "POST":
        revert_fact(viewer=request.viewer, fact=chosen)
        messages.success(request, f"{chosen.label} : la valeur officielle est revenue.")
    return redirect(f"{_address(request)}?enregistre={chosen}#{chosen}")


def _page(
    request: Request,
    *,
    known: tuple[Commune, TownHall | None] | None = None,
    form: forms.Form | None = None,
    fact: Fact | None = None,
    other: str = "",
    status: int = 200,
) -> HttpResponse:
    """`known`: where they were read already."""
    viewer = request.viewer
    commune, town_hall = known or card_and_town_hall(viewer)
    facts = facts_of(commune, town_hall)
    presenting = isinstance(form, CommunePresentationForm)
    photos = photos_of(commune.pk) if town_hall and not presenting else []
    may_edit = town_hall is not None and rules.may_change_page(viewer)
    has_presentation = bool(photos) or (town_hall is not None and bool(town_hall.presentation))
    context: dict[str, Any] = {
        "directory": commune,
        "town_hall": town_hall,
        "office": current_mayor(commune.pk),
        "cards": [
            ("identite", "Carte d’identité", facts.lines(of_town_hall=False)),
            ("mairie", "La mairie", facts.lines(of_town_hall=True)),
        ],
        "photos": _drawn_photos(viewer, photos) if photos else "",
        "unready": sum(photo.is_unfinished for photo in photos),
        "neighbours": neighbours_of(commune),
        "may_edit": may_edit,
        "presenting": presenting,
        "presentation": _presentation(presenting=presenting, exists=has_presentation, may_edit=may_edit),
        "form": form,
        "editing": fact,
        "other": other,
        "saved": _saved(request),
    }
    return render(request, "town_halls/commune_detail.html", context, status=status)


def _saved(request: Request) -> str:
    """The section that was just saved, "" for what is none: lines are kept under it."""
    name = request.GET.get("enregistre", "")
    return name if name == "presentation" or name in Fact.values else ""


def _drawn_photos(viewer: Viewer, photos: Sequence[Media]) -> SafeString:
    """Once for all who look at them, as long as they stay what they are."""
    versions = (value for photo in photos for value in (photo.pk, photo.version, photo.status, photo.alt))
    key = fragment_key("town_halls.photos", viewer, *versions, seen_by="")
    context = {"photos": photos, "commune": viewer.commune}
    return mark_safe(cached_text(key, lambda: render_to_string("media/photos.html", context)))


def _presentation(*, presenting: bool, exists: bool, may_edit: bool) -> str:
    """The template of what stands in the section, "" when there is none."""
    if presenting:
        return "town_halls/commune_presentation/form.html"
    if exists:
        return "town_halls/commune_presentation/text.html"
    return "town_halls/commune_presentation/empty.html" if may_edit else ""


def _fact(name: str) -> Fact:
    try:
        return Fact(name)
    except ValueError as error:
        raise Http404 from error


def _own(request: Request) -> tuple[Commune, TownHall]:
    commune, town_hall = card_and_town_hall(request.viewer)
    assert town_hall  # its own people are editing
    return commune, town_hall


def _address(request: Request) -> str:
    return reverse("commune_detail", args=[request.viewer.commune.slug])
