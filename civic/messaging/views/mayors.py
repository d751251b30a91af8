"""From mayor to mayor: found among all communes of France, written to, or invited; opened to one of the team."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from civic.communes.models import Commune
from civic.communes.queries.directory import commune_by_code
from civic.core.access import Request
from civic.core.ids import as_id
from civic.core.parts import STAYS, part
from civic.core.text import clean_line
from civic.messaging import rules
from civic.messaging.actions import mayors
from civic.messaging.enums import FEATURE
from civic.messaging.forms import ToMayorForm
from civic.messaging.models import Conversation
from civic.messaging.queries import conversations as queries
from civic.messaging.refusals import NoMayorThere, NoMessagingThere, OwnTownHall
from civic.messaging.views.access import mayor_invites, mayor_reads, mayor_sends, mayor_shares
from civic.messaging.views.context import page_of
from civic.messaging.views.first_message import form_of, send_or_show
from civic.openings.actions.inviting import invite_town_hall
from civic.openings.queries import INVITATION_MAIL, InvitationTo, invitation_to, words_of_invitation
from civic.openings.rules import masked
from civic.private_files.actions.receiving import ReceivedFile
from civic.town_halls.queries.mayors import TownHallFound, town_halls_found, with_mayors
from civic.town_halls.queries.town_halls import current_mayor
from civic.ui import french
from civic.ui.mails import mail_preview

LONGEST_SEARCH = 100


@mayor_reads
def mayor_search(request: Request) -> HttpResponse:
    """« Maire »: the letters of a name, of a commune, or a postal code. Options for the combobox, or the page."""
    typed = clean_line(request.GET.get("q", "")[:LONGEST_SEARCH])
    found = town_halls_found(request.viewer, typed) if typed else []
    shown = {"found": found, "typed": typed}
    if request.htmx or "HX-Request" in request.headers:
        return part(request, "messaging/mayor_search.html#options", shown, focus=STAYS, announcement="")
    return render(request, "messaging/mayor_search.html", shown)


@mayor_sends
def mayor_write(request: Request) -> HttpResponse:
    """To the mayor of `commune`, or why not yet: then its town hall may be invited."""
    viewer = request.viewer
    if "commune" not in request.GET:
        return redirect("mayor_search", viewer.commune.slug)
    found = _town_hall(request)
    if found.office is None:
        if request.method == "POST":
            raise NoMayorThere
        return _invitation(request, found)
    if FEATURE not in found.features:
        if request.method == "POST":
            raise NoMessagingThere
        reason = {"found": found, "reason": NoMessagingThere.message}
        return render(request, "messaging/mayor_invite.html", reason)
    own = current_mayor(viewer.commune.id)
    known = queries.between_mayors(own.pk, found.office.pk) if own else None
    if known and request.method != "POST":
        return redirect("conversation_detail", viewer.commune.slug, known.thread_id)
    form: ToMayorForm = form_of(request, ToMayorForm)

    def send(files: Sequence[ReceivedFile]) -> Conversation:
        typed = form.cleaned_data
        return mayors.write_to_mayor(
            viewer=viewer, commune=found.commune, body=typed["body"], key=typed["key"], files=files
        )

    draft_name = f"message-maire-{viewer.commune.slug}-{found.commune.code}"
    return send_or_show(
        request, form, send, template="messaging/mayor_write.html", draft_name=draft_name, found=found
    )


@mayor_invites
def mayor_invite(request: Request) -> HttpResponse:
    """To the official address of `commune`."""
    if "commune" not in request.GET:
        return redirect("mayor_search", request.viewer.commune.slug)
    found = _town_hall(request)
    if request.method == "POST":
        invite_town_hall(viewer=request.viewer, commune_id=found.commune.pk)
        messages.success(request, f"L’invitation est partie à la mairie {found.commune.of_name}.")
    return redirect(_address(request, found.commune))


@mayor_shares
def conversation_open(request: Request, private_thread_id: UUID) -> HttpResponse:
    """To one of the team, whom the other mayor sees named; or to nobody any more."""
    viewer = request.viewer
    if request.method == "POST":
        chosen = request.POST.get("delegation", "")
        made = mayors.open_to(
            viewer=viewer,
            thread_id=private_thread_id,
            delegation_id=as_id(chosen) if chosen else None,
        )
        opened = made.opened_to
        said = f"est ouverte à {opened.person.full_name}" if opened else "n’est lue que des deux maires"
        messages.success(request, f"Cette conversation {said}.")
        return redirect(page_of(viewer, private_thread_id, request.GET))
    conversation = queries.conversation_in_view(viewer, private_thread_id)
    if not rules.may_open(viewer, conversation):
        raise Http404
    shown = {
        "conversation": conversation,
        "delegations": queries.delegates_to_open_to(viewer),
        "back_url": page_of(viewer, private_thread_id, request.GET),
    }
    return render(request, "messaging/conversation_open.html", shown)


def _town_hall(request: Request) -> TownHallFound:
    """That the address names: what is no code of a commune is 404."""
    commune = commune_by_code(request.GET["commune"][:5])
    if commune is None:
        raise Http404
    if commune.pk == request.viewer.commune.id:
        raise OwnTownHall
    (found,) = with_mayors({commune.pk: commune})
    return found


def _invitation(request: Request, found: TownHallFound) -> HttpResponse:
    """Of a town hall whose mayor is not here: the text of its invitation, or why none leaves."""
    viewer, commune = request.viewer, found.commune
    # The link that stops these mails is the town hall's own: whoever has it sends no more of them.
    words = words_of_invitation(viewer, commune)
    subject, text = mail_preview(
        INVITATION_MAIL, words, unsubscribe_url="(un lien que seule la mairie reçoit)"
    )
    state = invitation_to(viewer, commune)
    shown: dict[str, Any] = {
        "found": found,
        "reason": _no_invitation(found, state),
        "masked": masked(state.address) if state.address else "",
        "subject": subject,
        "text": text.strip(),
        "invite_url": f"{reverse('mayor_invite', args=[viewer.commune.slug])}?{_query(commune)}",
    }
    return render(request, "messaging/mayor_invite.html", shown)


def _no_invitation(found: TownHallFound, state: InvitationTo) -> str:
    """Why none leaves, "" where one may."""
    if current_mayor(found.commune.pk):
        return "Sa page est ouverte, et son maire n’est pas encore venu\u00a0: vous pourrez lui écrire dès ce jour-là."
    if state.has_stopped:
        return "Cette mairie ne souhaite plus recevoir nos e-mails\u00a0: aucune invitation ne partira."
    if state.sent_at and state.again_at:
        day, when = (french.full_date(timezone.localdate(at)) for at in (state.sent_at, state.again_at))
        return (
            f"La dernière invitation est partie le {day}. Une par mois suffit, quel que soit le nombre de maires qui "
            f"l’attendent\u00a0: la prochaine pourra partir le {when}."
        )
    if state.refused:
        return "L’adresse officielle de cette mairie refuse nos messages. Réessayez dans quelques jours."
    if not state.address:
        return "L’annuaire officiel ne donne pas l’adresse e-mail de cette mairie\u00a0: rien ne peut lui être envoyé."
    return ""


def _address(request: Request, commune: Commune) -> str:
    return f"{reverse('mayor_write', args=[request.viewer.commune.slug])}?{_query(commune)}"


def _query(commune: Commune) -> str:
    return urlencode({"commune": commune.code})
