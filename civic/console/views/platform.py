"""The platform's own people: which communes are here, which are waited for, opening a town hall, and what leaves."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from civic.accounts.queries import attacks_in_progress
from civic.console import queries as console
from civic.console.forms import OpenTownHallForm, ReplayForm
from civic.core.access import Access, Request, page
from civic.core.refusals import Refusal
from civic.moderation import queries as moderation
from civic.notifications.actions.delivering import replay_event
from civic.openings.queries import papers_to_post
from civic.town_halls.actions.offices import OpenedTownHall, bring_town_hall
from civic.town_halls.queries.town_halls import current_mayor, newest_town_halls
from civic.ui import french
from civic.ui.forms import status_of
from civic.worker import actions as worker


@page(access=Access.STAFF)
def console_home(request: Request) -> HttpResponse:
    appeals = moderation.waiting_appeals(request.viewer)
    context = {
        "town_halls": newest_town_halls(),
        "awaited": console.most_awaited(),
        "papers": papers_to_post(request.viewer),
        "problems": console.problems(),
        "attacks": attacks_in_progress(request.viewer),
        "appeals": f"{appeals - 1}+" if appeals == moderation.MOST_COUNTED else str(appeals or ""),
    }
    return render(request, "console/console_home.html", context)


@page(access=Access.STAFF, writes=True)
def town_hall_open(request: Request) -> HttpResponse:
    form = OpenTownHallForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _is_free(form):
        data = form.cleaned_data
        opening = bring_town_hall(
            commune=data["commune"],
            email=data["email"],
            first_name=data["first_name"],
            last_name=data["last_name"],
            since=date(data["since"], 1, 1),
            viewer=request.viewer,
        )
        messages.success(request, _opening_message(opening, data["commune"].of_name))
        return redirect("console_home")
    return render(request, "console/town_hall_open.html", {"form": form}, status=status_of(form))


def _is_free(form: OpenTownHallForm) -> bool:
    """Another mayor takes office on the commune's own page, where the day is asked for."""
    commune = form.cleaned_data["commune"]
    current = current_mayor(commune.pk)
    if current is None or current.person.email == form.cleaned_data["email"]:
        return True
    form.add_error(
        "commune",
        f"La page {commune.of_name} est ouverte pour {current.person.full_name}. Pour un changement de maire, "
        "passez par la liste des mairies ouvertes.",
    )
    return False


def _opening_message(opening: OpenedTownHall, of_name: str) -> str:
    """What was done, and what the mayor got. A name that was typed here does not change an account that exists."""
    page_now = f"La page {of_name} est ouverte" if opening.is_new else f"La page {of_name} était déjà ouverte"
    if opening.link_sent:
        return f"{page_now}. {opening.mayor.full_name} reçoit un lien pour choisir son mot de passe."
    if opening.is_new:
        return (
            f"{page_now}. {opening.mayor.full_name} a déjà un compte à cette adresse : aucun lien n’est parti, "
            "un e-mail l’invite à se connecter avec son mot de passe habituel."
        )
    return f"{page_now} pour {opening.mayor.full_name}, qui a déjà un compte. Rien n’est parti."


# --- What leaves ----------------------------------------------------------------------------------------------------


class NoSuchDelivery(Refusal):
    message = "Cet envoi n’existe pas, ou n’existe plus."


@page(access=Access.STAFF)
def console_deliveries(request: Request) -> HttpResponse:
    return render(request, "console/console_deliveries.html", {"state": console.sending_state()})


@page(access=Access.STAFF, writes=True)
def console_replay(request: Request) -> HttpResponse:
    """Sends once more what failed of one event by one channel."""
    if request.method == "POST":
        form = ReplayForm(request.POST)
        if not form.is_valid():
            raise NoSuchDelivery
        count = replay_event(event_id=form.cleaned_data["event"], channel=form.cleaned_data["channel"])
        messages.success(request, f"{french.counted(count, 'envoi repart', 'envois repartent')}.")
    return redirect("console_deliveries")


@page(access=Access.STAFF, writes=True)
def console_requeue(request: Request) -> HttpResponse:
    """A fresh start for the jobs of one task that were given up."""
    if request.method == "POST":
        count = worker.requeue_dead_jobs(task=request.POST.get("task") or "none")
        messages.success(request, f"{french.counted(count, 'travail reprend', 'travaux reprennent')}.")
    return redirect("console_deliveries")
