"""The settings of a town hall: a page for each section."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from civic.communes.queries.facts import commune_card
from civic.core.access import Request
from civic.core.refusals import Refusal, require
from civic.core.viewer import Viewer
from civic.media import uploads
from civic.private_files.queries import are_scanned
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
from civic.town_halls.models import TownHall
from civic.town_halls.queries.town_halls import town_hall_of
from civic.town_halls.views.access import editing, editing_files, reading
from civic.ui.forms import add_refusal, status_of
from civic.ui.tabs import TabLink

_NOTIFICATIONS = "notifications"  # where each of the town hall chooses for themselves
# In this order, and what the tabs say.
_LABELS = {
    AdmissionForm.section: "Inscriptions",
    PublishingForm.section: "Publications",
    FeaturesForm.section: "Rubriques",
    ColourForm.section: "Couleur",
    EmblemForm.section: "Blason",
    TimeZoneForm.section: "Heure",
    _NOTIFICATIONS: "Notifications",
}
# The templates that draw them.
_PARTS = {
    AdmissionForm.section: "memberships",
    PublishingForm.section: "posts",
    FeaturesForm.section: "features",
    ColourForm.section: "colour",
    EmblemForm.section: "emblem",
    TimeZoneForm.section: "time_zone",
    _NOTIFICATIONS: "notifications",
}
_FORMS: dict[str, tuple[type[SectionForm], Callable[..., None]]] = {
    AdmissionForm.section: (AdmissionForm, change_admission),
    PublishingForm.section: (PublishingForm, change_publishing),
    FeaturesForm.section: (FeaturesForm, change_features),
    TimeZoneForm.section: (TimeZoneForm, change_time_zone),
    ColourForm.section: (ColourForm, change_colour),
}


@reading
def town_hall_settings(request: Request) -> HttpResponse:
    """The first section that is the viewer's to change."""
    return _section_page(request, next(iter(_labels(request.viewer))))


@editing
def settings_section(request: Request, section: str) -> HttpResponse:
    if section not in _LABELS:
        raise Http404
    require(section in _labels(request.viewer))
    if request.method != "POST" or section not in _FORMS:
        return _section_page(request, section)
    form_class, change = _FORMS[section]
    form = form_class(request.POST, prefix=section)
    if not form.is_valid():
        return _section_page(request, section, form)
    change(viewer=request.viewer, **form.cleaned_data)
    messages.success(request, "Vos réglages sont enregistrés.")
    return _back(request, section)


@editing_files
def emblem_change(request: Request) -> HttpResponse:
    if request.method != "POST":
        return _section_page(request, EmblemForm.section)
    form = EmblemForm(request.POST, request.FILES, prefix=EmblemForm.section)
    try:
        uploads.require_received(request)
        if not form.is_valid():
            return _section_page(request, EmblemForm.section, form)
        change_emblem(viewer=request.viewer, file=form.cleaned_data["emblem"])
    except Refusal as refusal:
        form.errors.pop("emblem", None)  # that none arrived, when it was refused on its way
        add_refusal(form, refusal, "emblem")
        return _section_page(request, EmblemForm.section, form)
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


def _labels(viewer: Viewer) -> dict[str, str]:
    """Of the sections that this viewer may change, by their names."""
    kept_back = set() if rules.may_manage_residents(viewer) else {AdmissionForm.section}
    return {name: label for name, label in _LABELS.items() if name not in kept_back}


def _section_page(request: Request, section: str, sent: SectionForm | None = None) -> HttpResponse:
    """As it stands, or as it was sent with errors."""
    town_hall = town_hall_of(request.viewer.commune.id)
    assert town_hall  # its own people are choosing
    context = {
        "form": sent or _form(request, section, town_hall),
        "sent": sent,
        "section": section,
        "town_hall": town_hall,
        "part": f"town_halls/settings_{_PARTS[section]}.html",
        "tabs": tuple(
            TabLink(label, _url(request, name), name == section)
            for name, label in _labels(request.viewer).items()
        ),
        "files_are_scanned": are_scanned(),
        "has_emblem": bool(town_hall.emblem_id) and town_hall.emblem_removed_at is None,
        "matrix_url": f"{reverse('notification_choices')}?commune={request.viewer.commune.slug}#partie-town_hall",
    }
    return render(
        request, "town_halls/town_hall_settings.html", context, status=status_of(sent) if sent else 200
    )


def _form(request: Request, section: str, town_hall: TownHall) -> SectionForm | None:
    if section == EmblemForm.section:
        return EmblemForm(prefix=section)
    if section not in _FORMS:
        return None
    form = _FORMS[section][0].of(town_hall)
    if section == TimeZoneForm.section:
        form.initial["time_zone"] = commune_card(request.viewer).timezone
    return form


def _back(request: Request, section: str) -> HttpResponse:
    return redirect(_url(request, section))


def _url(request: Request, section: str) -> str:
    slug = request.viewer.commune.slug
    if section == EmblemForm.section:
        return reverse("emblem_change", args=[slug])
    return reverse("settings_section", args=[slug, section])
