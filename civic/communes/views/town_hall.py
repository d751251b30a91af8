"""The settings of the page."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from civic.communes import actions, queries
from civic.communes.enums import Right
from civic.communes.forms.town_hall import TownHallForm
from civic.core.access import Access, Request, page


@page(access=Access.TOWN_HALL, right=Right.PAGE, writes=True)
def town_hall_settings(request: Request) -> HttpResponse:
    viewer = request.viewer
    hall = queries.town_hall_of(viewer.commune.id)
    initial = {name: getattr(hall, name) for name in TownHallForm.base_fields}
    initial["accepts_automatically"] = "1" if hall and hall.accepts_automatically else "0"
    form = TownHallForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.change_settings(viewer=viewer, fields=form.cleaned_data)
        messages.success(request, "Vos réglages sont enregistrés.")
        return redirect("town_hall_settings", viewer.commune.slug)
    return render(
        request, "communes/town_hall_settings.html", {"form": form}, status=422 if form.errors else 200
    )
