"""« Ouvrir la page de ma commune »: from the landing page to the desk."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from civic.accounts import queries as people
from civic.communes.models import Commune
from civic.communes.queries.directory import commune_by_slug
from civic.communes.queries.facts import commune_card
from civic.core.access import Access, Request, page
from civic.core.clock import next_minute, now
from civic.core.refusals import Refusal
from civic.core.throttles import MAILING, Throttle
from civic.core.viewer import Viewer
from civic.memberships.queries.memberships import residents_waiting
from civic.openings import queries, rules
from civic.openings.actions import codes, papers
from civic.openings.actions import opening as actions
from civic.openings.enums import OpeningFunction, OpeningStatus
from civic.openings.forms import BeginForm, CodeForm, StartForm
from civic.openings.models import Opening
from civic.openings.pages import sign_in_line
from civic.openings.refusals import WrongCode
from civic.throttles.rules import source_of
from civic.town_halls.actions.offices import WrongDate
from civic.town_halls.models import Office
from civic.town_halls.queries.town_halls import current_mayor
from civic.ui import french
from civic.ui.forms import add_refusal, mark_refused, status_of

TYPING = Throttle(10, 40, 100)  # codes: each opening counts its own tries besides


@page(access=Access.PUBLIC, writes=True)
def opening_begin(request: Request) -> HttpResponse:
    """Which commune, in what function; nothing is written before the person has an account."""
    asked = commune_by_slug(request.GET.get("commune", "")[:140])
    form = BeginForm(
        request.POST or None, initial={"commune": asked, "function": request.GET.get("fonction")}
    )
    if request.method == "POST" and form.is_valid():
        commune, function = form.cleaned_data["commune"], form.cleaned_data["function"]
        return redirect(queries.start_address(commune.slug, function))
    viewer = request.viewer
    begun = queries.opening_to_go_on_with(viewer, has_page=False) if viewer.is_authenticated else None
    step_done = rules.step_done_words(rules.Step.ACCOUNT) if viewer.is_authenticated else ""
    context = {"form": form, "begun": begun and sign_in_line(begun), "step_done": step_done}
    return render(request, "openings/opening_begin.html", context, status=status_of(form))


@page(access=Access.PUBLIC, writes=True, throttle=MAILING)
def opening_start(request: Request) -> HttpResponse:
    """Of one commune: what is known of it, who to ask where its page is open, and the code that leaves."""
    viewer = request.viewer
    function = _function(request)
    if request.method == "POST" and not viewer.is_authenticated:
        return redirect(queries.start_address(viewer.commune.slug, function))
    commune, office = commune_card(viewer), current_mayor(viewer.commune.id)
    opening = queries.own_opening(viewer) if viewer.is_authenticated else None
    if opening and opening.is_going_on and opening.status != OpeningStatus.CHOSEN:
        return redirect("opening_code", viewer.commune.slug)
    initial = _initial(viewer, commune, office)
    form = StartForm(request.POST or None, function=function, commune=commune, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.start_opening(
                viewer=viewer,
                function=function,
                title=form.cleaned_data.get("title", ""),
                since=form.cleaned_data.get("since"),
                by_post="courrier" in request.POST,
                source=source_of(request),
            )
        except Refusal as refusal:
            add_refusal(form, refusal, "since" if isinstance(refusal, WrongDate) else None)
        else:
            return redirect("opening_code", viewer.commune.slug)
    part = _part(viewer, office, function, opening)
    awaited = office is not None and not people.has_opened(office.person)
    context: dict[str, Any] = {
        "part": f"openings/start/{part}.html",
        "heading": _heading(part, commune, office),
        "step": rules.step_words(_STEPS[part], function) if part in _STEPS else "",
        "directory": commune,
        "function": function,
        "by_mayor": function == OpeningFunction.MAYOR,
        "as_whom": _as_whom(function, office),
        "office": office,
        "awaited": awaited,
        "by_agent": office is not None and awaited and queries.has_agent_to_ask(office),
        "offered": awaited and viewer.is_authenticated and queries.offered_opening(viewer),
        "form": form,
        "opening": opening,
        "waiting": residents_waiting(commune.pk),
        "to_correct": _correcting_address(viewer, function),
        "another": f"{reverse('opening_begin')}?{urlencode({'fonction': function})}",
        "as_mayor": queries.start_address(commune.slug, OpeningFunction.MAYOR),
        "as_agent": queries.start_address(commune.slug, OpeningFunction.AGENT),
        "sign_in": _sign_in_address(viewer, function),
        "sign_up": _sign_up_address(viewer, function),
        "others": [own for own in viewer.communes if own.role == "town_hall" and own.id != commune.pk],
        **_address(commune),
    }
    return render(request, "openings/opening_start.html", context, status=status_of(form))


_HEADINGS = {
    "representative": "Cette page est déjà la vôtre",
    "taken": "Cette page est déjà ouverte",
    "awaited": "Cette page est déjà ouverte",
    "stopped": "Cette ouverture est arrêtée",
}
_STEPS = {"visitor": rules.Step.ACCOUNT, "account": rules.Step.FUNCTION}


def _heading(part: str, commune: Commune, office: Office | None) -> str:
    begin = "Reprendre" if office else "Ouvrir"
    return _HEADINGS.get(part) or f"{begin} la page {commune.of_name}"


def _as_whom(function: str, office: Office | None) -> str:
    does = "la reprenez" if office else "l’ouvrez"
    return f"Vous {does} {'comme maire' if function == OpeningFunction.MAYOR else 'au nom du maire'}."


def _part(viewer: Viewer, office: Office | None, function: str, opening: Opening | None) -> str:
    """What the page says, by who looks and how things stand."""
    if viewer.is_mayor or (viewer.is_town_hall and function == OpeningFunction.AGENT):
        return "representative"
    if office and function == OpeningFunction.AGENT:
        return "taken" if people.has_opened(office.person) else "awaited"
    if opening and opening.status == OpeningStatus.STOPPED:
        return "stopped"
    return "account" if viewer.is_authenticated else "visitor"


def _function(request: Request) -> str:
    asked = request.POST.get("function") or request.GET.get("fonction", "")
    return asked if asked in OpeningFunction else OpeningFunction.AGENT.value


def _address(commune: Commune) -> dict[str, str]:
    """The official one, masked; whether it is known, and takes our mails."""
    address = queries.official_address(commune)
    return {
        "masked": rules.masked(address) if address else "",
        "refused": rules.masked(commune.town_hall_email) if commune.town_hall_email and not address else "",
    }


def _initial(viewer: Viewer, commune: Commune, office: Office | None) -> dict[str, Any]:
    """The day that the directory knows of this very mayor."""
    if not viewer.is_authenticated or office:
        return {}
    own = people.self_of(viewer)
    known = rules.is_mayor_of_directory(commune, own.first_name, own.last_name)
    return {"since": commune.mayor_since} if known else {}


def _correcting_address(viewer: Viewer, function: str) -> str:
    """Where one's name is corrected; it leads back here."""
    query = urlencode({"next": queries.start_address(viewer.commune.slug, function)})
    return f"{reverse('account_detail')}?{query}#informations"


def _sign_in_address(viewer: Viewer, function: str) -> str:
    query = urlencode({"next": queries.start_address(viewer.commune.slug, function)})
    return f"{reverse(settings.LOGIN_URL)}?{query}"


def _sign_up_address(viewer: Viewer, function: str) -> str:
    start = queries.start_address(viewer.commune.slug, function)
    return f"{reverse('account_signup')}?{urlencode({'mairie': viewer.commune.slug, 'next': start})}"


# --- The code ---------------------------------------------------------------------------------------------------------


@page(access=Access.SIGNED_IN, writes=True, throttle=TYPING)
def opening_code(request: Request) -> HttpResponse:
    viewer = request.viewer
    opening = queries.own_opening(viewer)
    if opening is None or opening.status not in OpeningStatus.awaiting_code():
        return elsewhere(request, opening)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            opening = actions.enter_code(viewer=viewer, code=form.cleaned_data["code"])
        except Refusal as refusal:
            add_refusal(form, refusal)  # said once, above the field: the button stays in sight
            if isinstance(refusal, WrongCode):
                mark_refused(form, "code")
            opening = queries.own_opening(viewer)
            if opening is None or opening.status not in OpeningStatus.awaiting_code():
                messages.error(request, refusal.message)
                return elsewhere(request, opening)
        else:
            return elsewhere(request, opening)
    context = {
        "opening": opening,
        "step": rules.step_words(rules.Step.CODE, opening.function),
        "part": f"openings/code/{_code_part(opening)}.html",
        "form": form,
        "resend_at": _resend_time(opening),
        "spent": rules.is_spent(opening.failures),
        "expired": rules.is_expired(opening.code_expires_at, at=now()),
        **_address(opening.commune),
    }
    return render(request, "openings/opening_code.html", context, status=status_of(form))


def _code_part(opening: Opening) -> str:
    if opening.status == OpeningStatus.MAILED:
        return "refused" if opening.mail_refused_at else "mailed"
    return opening.status


def _resend_time(opening: Opening) -> str:
    """« 9 h 12 »; "" where a code may leave now."""
    at = queries.another_code_at(opening)
    return french.hour(timezone.localtime(next_minute(at))) if at else ""


def elsewhere(request: Request, opening: Opening | None) -> HttpResponse:
    """Where an opening that awaits no code stands."""
    slug = request.viewer.commune.slug
    if opening is None or opening.status in {
        OpeningStatus.CHOSEN, OpeningStatus.OVERTAKEN, OpeningStatus.STOPPED, OpeningStatus.GIVEN_UP,
    }:  # fmt: skip
        return redirect(queries.start_address(slug, opening.function if opening else OpeningFunction.AGENT))
    if opening.status == OpeningStatus.PROVEN:
        return redirect("opening_mayor", slug)
    if opening.status == OpeningStatus.WAITING:
        return redirect("opening_take_over", slug)
    if not _acts(opening, request):
        return redirect("commune_page", slug)
    if request.method == "POST":
        waiting = residents_waiting(opening.commune_id)
        of_name = opening.commune.of_name
        done = f"Vous êtes maire {of_name}" if opening.replaces else f"La page {of_name} est ouverte"
        words = f"{done}. Bienvenue\N{NARROW NO-BREAK SPACE}!"
        if waiting:
            many = french.counted(waiting, "habitant vous attendait", "habitants vous attendaient")
            words += f" {many}\N{NO-BREAK SPACE}: leurs demandes sont ci-dessous."
        messages.success(request, words)
    return redirect("desk", slug)


def _acts(opening: Opening, request: Request) -> bool:
    """The one who has just opened it does, though this request began before."""
    return request.method == "POST" or request.viewer.is_town_hall


@page(access=Access.SIGNED_IN, writes=True, throttle=MAILING)
def opening_resend(request: Request) -> HttpResponse:
    slug = request.viewer.commune.slug
    if request.method == "POST":
        codes.resend_code(viewer=request.viewer, source=source_of(request))
        messages.success(request, "Un nouveau code vient de partir. L’ancien ne sert plus.")
    return redirect("opening_code", slug)


@page(access=Access.SIGNED_IN, writes=True, throttle=MAILING)
def opening_paper(request: Request) -> HttpResponse:
    """« Recevoir le code par courrier »."""
    slug = request.viewer.commune.slug
    if request.method == "POST":
        papers.ask_paper_instead(viewer=request.viewer, source=source_of(request))
        messages.success(request, "C’est noté\u00a0: nous préparons le courrier.")
    return redirect("opening_code", slug)


def _again_words(at: datetime | None) -> str:
    """Nothing is promised for at once: many codes may have left today."""
    if at is None:
        return "Vous pouvez la reprendre depuis la page de la commune."
    then, today = timezone.localtime(next_minute(at)), timezone.localtime(now())
    when = f"à {french.hour(then)}" if then.date() == today.date() else french.day_time(then, today)
    return f"Un nouveau code pourra partir {when}."


@page(access=Access.SIGNED_IN, writes=True)
def opening_give_up(request: Request) -> HttpResponse:
    slug = request.viewer.commune.slug
    if request.method == "POST":
        opening = actions.give_up(viewer=request.viewer)
        if opening is None:  # it is stopped, or done: a page that was open still offers it
            return elsewhere(request, queries.own_opening(request.viewer))
        words = _again_words(queries.begins_again_at(opening))
        messages.success(request, f"L’ouverture est abandonnée. {words}")
        return redirect("commune_page", slug)
    return redirect("opening_code", slug)
