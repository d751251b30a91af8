"""« Journal de la mairie »: who did what in its name."""

from urllib.parse import urlencode

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse

from civic.core.access import Access, Request, page
from civic.delegations.forms.journal import JournalForm
from civic.delegations.queries.journal import all_town_hall_acts, people_of_journal, town_hall_acts
from civic.journal.queries import topics
from civic.ui.forms import status_of
from civic.ui.spreadsheets import csv_answer


@page(access=Access.TOWN_HALL)
def journal_list(request: Request) -> HttpResponse:
    viewer = request.viewer
    form = _form(request)
    acts, older = town_hall_acts(viewer, form.sought, before=request.GET.get("avant", ""))
    address = reverse("journal_list", args=[viewer.commune.slug])
    table = reverse("journal_export", args=[viewer.commune.slug])
    narrowed = form.narrowed
    context = {
        "form": form,
        "acts": acts,
        "narrowed": bool(narrowed),
        "older_url": f"{address}?{urlencode(narrowed | {'avant': older})}" if older else "",
        "export_url": f"{table}?{urlencode(narrowed)}" if narrowed else table,
    }
    return render(request, "delegations/journal_list.html", context, status=status_of(form))


@page(access=Access.TOWN_HALL)
def journal_export(request: Request) -> StreamingHttpResponse:
    """The table of what the page shows, to the last line."""
    acts = all_town_hall_acts(request.viewer, _form(request).sought)
    return csv_answer(
        f"journal-{request.viewer.commune.slug}",
        ["Date", "Personne", "Fonction", "Acte", "Objet"],
        (
            (
                act.recorded_at,
                act.actor_name,
                act.title,
                act.sentence,
                act.subject.label if act.subject else "",
            )
            for act in acts
        ),
    )


def _form(request: Request) -> JournalForm:
    return JournalForm(
        request.GET or None,
        people=people_of_journal(request.viewer),
        topics=topics(),
        zone=request.viewer.commune.time_zone,
    )
