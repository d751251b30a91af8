"""The platform's own people: which communes are here, which are waited for, and opening a town hall."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from civic.communes import actions, queries
from civic.console.forms import OpenTownHallForm
from civic.core.access import Access, Request, page


@page(access=Access.STAFF)
def console_home(request: Request) -> HttpResponse:
    context = {"halls": queries.newest_town_halls(), "awaited": queries.most_awaited()}
    return render(request, "console/console_home.html", context)


@page(access=Access.STAFF, writes=True)
def town_hall_open(request: Request) -> HttpResponse:
    form = OpenTownHallForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        hall = actions.bring_town_hall(
            commune=data["commune"],
            email=data["email"],
            first_name=data["first_name"],
            last_name=data["last_name"],
            since=date(data["since"], 1, 1),
        )
        messages.success(
            request, f"La page {hall.commune.of_name} est ouverte. Le maire reçoit un lien à son adresse."
        )
        return redirect("console_home")
    return render(request, "console/town_hall_open.html", {"form": form}, status=422 if form.errors else 200)
