"""« Chercher dans les messages ». What is sought is as private as what is found: it is sent, and stands in addresses
under seal, for one person and for their day."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from civic.core import seals
from civic.core.access import Request
from civic.core.text import clean_line
from civic.core.throttles import require_pace
from civic.messaging.queries.searching import MOST_SEARCHED, MOST_SHOWN, Findings, Hit, search_messages
from civic.messaging.views.access import SEARCHING, member_searches
from civic.messaging.views.context import other_side
from civic.threads.kinds import kind_of, on_page_of
from civic.ui import french

LONGEST_SEARCH = 100
_NAME = "cherche"
_PURPOSE = "civic.messaging.views.searching"


@member_searches
def message_search(request: Request) -> HttpResponse:
    """Nothing is written but the count."""
    if request.method == "POST":
        return redirect(_address(request, clean_line(request.POST.get("q", "")[:LONGEST_SEARCH])))
    sealed = request.GET.get(_NAME, "")
    typed = seals.unseal_asked(sealed, whose=_whose(request), purpose=_PURPOSE).get("q", "")
    context: dict[str, Any] = {"typed": typed, "most": french.grouped(MOST_SEARCHED)}
    if typed:
        require_pace(request, SEARCHING)  # the address is good for a day, and each time costs a search
        findings = search_messages(request.viewer, typed)
        context |= {"hits": [_line(request, hit) for hit in findings.hits], "summary": _summary(findings)}
    return render(request, "messaging/message_search.html", context)


def _address(request: Request, typed: str) -> str:
    address = reverse("message_search", args=[request.viewer.commune.slug])
    if not typed:
        return address
    sealed = seals.seal_asked({"q": typed}, whose=_whose(request), purpose=_PURPOSE)
    return f"{address}?{urlencode({_NAME: sealed})}"


def _whose(request: Request) -> list[Any]:
    return [request.viewer.commune.id, str(request.viewer.own_id)]


def _line(request: Request, hit: Hit) -> dict[str, Any]:
    message = hit.message
    message.thread = on_page_of(request.viewer, hit.conversation.thread)
    name = other_side(request.viewer, hit.conversation)[0]
    return {
        "url": kind_of(message.thread).address_of(message),
        "name": name,
        "by": "" if message.author_name == name else f"{message.author_name} · ",
        "written_at": timezone.localtime(message.written_at),
        "excerpt": hit.excerpt,
    }


def _summary(findings: Findings) -> str:
    """« 3 messages trouvés, parmi les 2 000 derniers messages, depuis le 3 mars 2027. »"""
    if not findings.since:
        return "Vous n’avez pas encore de message."
    count = (
        french.counted(findings.found, "message trouvé", "messages trouvés")
        if findings.found
        else "Rien de trouvé"
    )
    newest = f"\u202f; voici les {MOST_SHOWN} plus récents" if findings.found > MOST_SHOWN else ""
    many = french.counted(findings.searched, "message", "messages")
    if not findings.is_whole:
        many = "les " + many.replace("messages", "derniers messages")
    where = f"parmi {many}" if findings.searched > 1 else "dans le seul message que vous pouvez lire"
    day = french.full_date(timezone.localdate(findings.since))
    return f"{count}, {where}, depuis le {day}{newest}."
