"""« Vos administrés »: the lists, the card of each, and the town hall's answers."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from civic.core.access import Access, Request, page
from civic.core.clock import now
from civic.core.parts import STAYS, part
from civic.core.refusals import Refusal
from civic.core.text import elided, slug
from civic.core.throttles import Throttle
from civic.core.viewer import Viewer
from civic.journal.events import Event
from civic.journal.models import Entry
from civic.memberships import rules
from civic.memberships.actions.answering import accept_membership, refuse_membership, reopen_membership
from civic.memberships.actions.proofs import ask_for_proof
from civic.memberships.actions.residents import record_export
from civic.memberships.enums import MembershipStatus, Residence, WantedProof
from civic.memberships.events import AddressChanged, MembershipLeft, MembershipRequested, ProofSent
from civic.memberships.forms.residents import (
    AcceptForm,
    AskForProofForm,
    RefuseForm,
    ResidentFilterForm,
    proofs_to_choose,
)
from civic.memberships.models import Membership
from civic.memberships.queries.identity import identity_history
from civic.memberships.queries.namesakes import with_namesake_labels
from civic.memberships.queries.proofs import proof_files_of
from civic.memberships.queries.residents import (
    MOST_COUNTED,
    all_residents,
    bounded_counts,
    history_of,
    last_proof,
    resident_in_view,
    resident_page,
)
from civic.memberships.resident_parts import Tab, annotated, resident_parts, resident_tabs
from civic.memberships.views import searching
from civic.memberships.views.lines import resident_lines
from civic.town_halls.enums import MANAGE_RESIDENTS
from civic.ui.forms import status_of
from civic.ui.fragments import Fragment, cached_fragment, drawn
from civic.ui.french import grouped
from civic.ui.layout import CSRF, form_fillers
from civic.ui.spreadsheets import csv_answer
from civic.ui.tabs import TabLink

UNPROVEN = "Dites comment vous avez vérifié cette inscription, puis acceptez."
SEARCHING = Throttle(120, 1_500, 3_000)  # asked for as one types
answering = page(access=Access.TOWN_HALL, right=MANAGE_RESIDENTS, writes=True)


_EXPORTED = (
    "Prénom",
    "Nom",
    "Logement",
    "État",
    "Demande",
    "Réponse",
    "Réponse de",
    "Vérifié par",
)


@page(access=Access.TOWN_HALL, right=MANAGE_RESIDENTS, writes=True, throttle=SEARCHING)
def membership_list(request: Request) -> HttpResponse:
    """Tab by tab; the requests that wait come first. For htmx, what is found alone.

    Nothing is written: what is sought is sent, and stands in addresses under seal. It would otherwise stay readable in
    the history of a town hall's computer, and in logs."""
    viewer, tab = request.viewer, _tab(request)
    form = _filter_form(request, tab)
    filters = form.as_filters()
    found = resident_page(
        viewer, tab.status, filters, after=request.GET.get("apres", ""), narrowed=tab.condition(viewer)
    )
    memberships = annotated(viewer, with_namesake_labels(viewer, found.memberships))
    address = reverse("membership_list", args=[viewer.commune.slug])
    asked = {"liste": tab.name} | searching.sealed(viewer, form)
    if request.method == "POST" and not request.htmx and not form.errors:
        return redirect(f"{address}?{urlencode(asked)}")
    place = f"?{urlencode(asked)}"
    accepting = _accepting(viewer) if tab.status == MembershipStatus.PENDING else {}
    context = {
        "tab": tab,
        "form": form,
        "filters": filters,
        "memberships": memberships,
        "order": found.order,
        "first": "apres" not in request.GET,
        "next_url": f"{address}?{urlencode(asked | {'apres': found.next_after})}" if found.next_after else "",
        "all_url": f"{address}?{urlencode({'liste': tab.name})}",
        "export_url": f"{reverse('resident_export', args=[viewer.commune.slug])}?{urlencode(asked)}",
        "place": place,
        "lines": resident_lines(request, tab, memberships, place=place, accepting=accepting),
    }
    if request.htmx:
        template = "memberships/membership_list.html#results"
        return part(request, template, context, focus=STAYS, announcement="")
    context |= {"tabs": _tabs(viewer, tab, address), "filters_drawn": _drawn_filters(request, tab, form)}
    return render(request, "memberships/membership_list.html", context, status=status_of(form))


@page(access=Access.TOWN_HALL, right=MANAGE_RESIDENTS)
def resident_detail(request: Request, membership_id: UUID) -> HttpResponse:
    """The card of a resident, or of who asks to be one: what they declared and what the town hall answered."""
    membership = resident_in_view(request.viewer, membership_id)
    proof_request = membership.proof_asked
    context = {
        "membership": membership,
        "tab": next(tab for tab in resident_tabs().values() if tab.status == membership.status),
        "is_own": membership.person_id == request.viewer.person_id,
        "reopened_until": rules.reopened_until(membership, at=now()),
        "is_held": rules.is_held(membership, at=now()),
        "for_the_mayor": rules.is_for_the_mayor(request.viewer, membership),
        "place": searching.place_in_list(request),
        "cards": [part.card for part in resident_parts],
        "identity": identity_history(request.viewer, membership),
        "proof_request": proof_request,
        "proof_files": proof_files_of(proof_request) if proof_request else [],
        "history": [
            (entry.recorded_at, sentence)
            for entry, name in history_of(membership)
            if (sentence := _history_sentence(entry, name))
        ],
    }
    if membership.status == MembershipStatus.PENDING:
        context |= (accepting := _accepting(request.viewer))
        context["proof_buttons"] = accepting["proof_buttons"][membership.residence]
    for one in resident_parts:
        context |= one.card_context(request.viewer, membership)
    return render(request, "memberships/resident_detail.html", context)


def _accepting(viewer: Viewer) -> dict[str, Any]:
    """What one needs to accept somebody, drawn once for all lines."""
    last = last_proof(viewer)
    buttons = {
        residence: drawn(
            "memberships/proof_buttons.html", {"proofs": proofs_to_choose(last=last, residence=residence)}
        )
        for residence in Residence
    }
    return {"read_at": now().isoformat(), "proof_buttons": buttons}


@answering
def membership_accept(request: Request, membership_id: UUID) -> HttpResponse:
    form = AcceptForm(request.POST or None)
    if request.method == "POST" and not form.is_valid():
        if request.htmx:
            raise Refusal(UNPROVEN)
        messages.error(request, UNPROVEN)
    elif request.method == "POST":
        membership = accept_membership(
            viewer=request.viewer, membership_id=membership_id, **form.cleaned_data
        )
        sentence = f"{membership.person.full_name} fait maintenant partie de vos administrés."
        if request.htmx:
            # Not on « Annuler »: a second press of the key that accepted would undo.
            return _put_in_line(
                request, "accepted", {"id": membership_id}, f"repondu-{membership_id}", sentence, aloud=""
            )
        return _offer_undo(request, membership_id, sentence)
    return redirect(searching.list_url(request))


@answering
def membership_refuse(request: Request, membership_id: UUID) -> HttpResponse:
    form, draft_name = RefuseForm(request.POST or None), f"refusal-{membership_id}"
    if request.method == "POST" and form.is_valid():
        membership = refuse_membership(
            viewer=request.viewer, membership_id=membership_id, words=form.cleaned_data["words"]
        )
        sentence = f"La demande {elided('de', membership.person.full_name)} est refusée."
        return _offer_undo(request, membership_id, sentence, draft=draft_name)
    context = {
        "membership": resident_in_view(request.viewer, membership_id),
        "form": form,
        "draft_name": draft_name,
        "back_url": searching.list_url(request),
    }
    return render(request, "memberships/membership_refuse.html", context, status=status_of(form))


@answering
def membership_reopen(request: Request, membership_id: UUID) -> HttpResponse:
    """« Annuler » after a decision: the request waits again."""
    if request.method == "POST":
        membership = reopen_membership(viewer=request.viewer, membership_id=membership_id)
        sentence = f"La demande {elided('de', membership.person.full_name)} est de nouveau en attente."
        if request.htmx and _tab(request).status != MembershipStatus.PENDING:
            # It was answered in another list.
            return _put_in_line(
                request, "gone", {"id": membership_id}, f"repondu-{membership_id}", sentence, aloud=""
            )
        if request.htmx:
            waiting = {"line": _line_waiting(request, membership_id)}
            focus = f"accepter-{membership_id}"
            return _put_in_line(request, "waiting", waiting, focus, sentence, aloud=sentence)
        messages.success(request, sentence)
    return redirect(searching.list_url(request))


def _put_in_line(
    request: Request, name: str, context: dict[str, Any], focus: str, sentence: str, *, aloud: str
) -> HttpResponse:
    """In the place of a line of the list, which stays where it is, with the figures of the tabs."""
    address = reverse("membership_list", args=[request.viewer.commune.slug])
    context |= {
        "sentence": sentence,
        "place": searching.place_in_list(request),
        "tabs": _tabs(request.viewer, _tab(request), address),
    }
    template = f"memberships/membership_line_put.html#{name}"
    return part(request, template, context, focus=focus, announcement=aloud)


def _line_waiting(request: Request, membership_id: UUID) -> SafeString:
    viewer = request.viewer
    (line,) = resident_lines(
        request,
        resident_tabs()["attente"],
        annotated(viewer, [resident_in_view(viewer, membership_id)]),
        place=searching.place_in_list(request),
        accepting=_accepting(viewer),
    )
    return line


@answering
def proof_ask(request: Request, membership_id: UUID) -> HttpResponse:
    """« Demander un justificatif »."""
    viewer = request.viewer
    membership = resident_in_view(viewer, membership_id)
    asked = membership.proof_asked
    initial = (
        {"words": asked.words, "wanted": asked.wanted}
        if asked
        else {"wanted": [WantedProof.BILL, WantedProof.RENT, WantedProof.TAX]}
    )
    form, draft_name = AskForProofForm(request.POST or None, initial=initial), f"proof-asked-{membership_id}"
    if request.method == "POST" and form.is_valid():
        ask_for_proof(viewer=viewer, membership_id=membership_id, **form.cleaned_data)
        sentence = f"Votre demande de justificatif part à {membership.person.full_name}."
        messages.success(request, sentence, extra_tags=draft_name)
        return redirect("resident_detail", viewer.commune.slug, membership_id)
    context = {"membership": membership, "form": form, "draft_name": draft_name}
    return render(request, "memberships/proof_ask.html", context, status=status_of(form))


@answering
def resident_export(request: Request) -> HttpResponseBase:
    """« Exporter la liste »: what the tab and its filters show, without anything to reach a person by."""
    viewer, tab = request.viewer, _tab(request)
    if request.method != "POST":
        return redirect("membership_list", viewer.commune.slug)
    filters = _filter_form(request, tab).as_filters()
    record_export(viewer=viewer, tab=tab.name)
    rows = (
        _exported(membership)
        for membership in all_residents(viewer, tab.status, filters, narrowed=tab.condition(viewer))
    )
    columns = (*_EXPORTED, *(part.column for part in resident_parts))
    return csv_answer(f"administres-{slug(tab.label)}-{viewer.commune.slug}", columns, rows)


def _exported(membership: Membership) -> tuple[Any, ...]:
    return (
        membership.person.first_name,
        membership.person.last_name,
        membership.get_residence_display(),
        membership.get_status_display(),
        membership.requested_at,
        membership.decided_at,
        membership.decided_by.full_name if membership.decided_by else "",
        membership.get_proof_seen_display(),
        *(part.cell(membership) for part in resident_parts),
    )


def _tab(request: Request) -> Tab:
    chosen = resident_tabs().get(request.POST.get("liste") or request.GET.get("liste", "attente"))
    if chosen is None:
        raise Http404
    return chosen


def _filter_form(request: Request, tab: Tab) -> ResidentFilterForm:
    asked = request.POST if "liste" in request.POST else searching.opened(request.viewer, request.GET)
    form = ResidentFilterForm(asked, by_answer=tab.status != MembershipStatus.PENDING)
    form.is_valid()
    return form


def _drawn_filters(request: Request, tab: Tab, form: ResidentFilterForm) -> SafeString:
    """Once for a list, as long as nothing is sought: what is, is nowhere kept."""
    commune = request.viewer.commune
    context = {"form": form, "tab": tab, "commune": commune, "csrf_token": CSRF}

    def draw() -> str:
        return render_to_string("memberships/resident_filters.html", context)

    if any(form.data.get(name) for name in form.fields):
        fragment = Fragment.compiled(draw())
    else:
        fragment = cached_fragment(("resident_filters", commune.slug, tab.name), draw)
    return mark_safe(fragment.finished(form_fillers(request)).decode())


def _tabs(viewer: Viewer, current: Tab, address: str) -> tuple[TabLink, ...]:
    counts = bounded_counts(viewer)
    return tuple(
        TabLink(
            tab.label,
            f"{address}?liste={tab.name}",
            tab.name == current.name,
            _figure(tab, counts[tab.name]),
        )
        for tab in resident_tabs().values()
    )


def _figure(tab: Tab, count: int) -> str:
    if not tab.is_everyone and count >= MOST_COUNTED:
        return f"{MOST_COUNTED - 1}+"
    return grouped(count) if count else ""


def _history_sentence(entry: Entry, name: str) -> str:
    """A line of the history; "" for what has nothing to say there."""
    event = Event.from_data(entry.kind, entry.data) if entry.kind in Event.kinds else None
    if event is None:
        return ""
    if getattr(event, "automatic", False):
        return "Inscription acceptée automatiquement"
    if name and event.sentence:
        return f"{name} {event.sentence}"
    return {
        MembershipRequested.kind: "Demande d’inscription reçue",
        ProofSent.kind: f"{name or 'La personne'} a répondu à la demande de justificatif",
        AddressChanged.kind: f"{name or 'La personne'} a changé d’adresse",
        MembershipLeft.kind: f"{name or 'La personne'} a quitté la page",
    }.get(entry.kind, event.sentence.capitalize())


def _offer_undo(request: Request, membership_id: UUID, sentence: str, *, draft: str = "") -> HttpResponse:
    undo = reverse("membership_reopen", args=[request.viewer.commune.slug, membership_id])
    messages.success(request, sentence, extra_tags=f"{draft} {undo}{searching.place_in_list(request)}")
    return redirect(searching.list_url(request))
