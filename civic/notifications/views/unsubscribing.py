"""The links at the foot of e-mails: they work without signing in."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from civic.core.access import Access, Request, page
from civic.notifications.actions.choosing import (
    resume_digest,
    resume_mails,
    stop_digest,
    stop_mails,
)
from civic.notifications.enums import Frequency
from civic.notifications.queries.choices import frequency_of
from civic.notifications.queries.unsubscribing import digest_unsubscribe_target, unsubscribe_target


@csrf_exempt  # mail programs send here by themselves (RFC 8058), and the link says it all: no session counts
@page(access=Access.PUBLIC, writes=True)
def notification_stop(request: Request, token: str) -> HttpResponse:
    person, commune, kind = unsubscribe_target(token)
    former = ""
    if request.method == "POST":
        if (former := request.POST.get("resume", "")) in Frequency.values:
            resume_mails(person_id=person.pk, commune_id=commune.pk, kind=kind, how_often=Frequency(former))
        else:
            former = frequency_of(person.pk, commune.pk, kind).value
            stop_mails(person_id=person.pk, commune_id=commune.pk, kind=kind)
    is_stopped = frequency_of(person.pk, commune.pk, kind) is Frequency.NEVER
    context = {
        # What the button to take it back brings back.
        "former": kind.email.value if former in {"", Frequency.NEVER} else former,
        "is_stopped": is_stopped,
        "is_resumed": request.method == "POST" and not is_stopped,
        "place": commune,
        "kind": kind,
    }
    return render(request, "notifications/notification_stop.html", context)


@csrf_exempt  # as above
@page(access=Access.PUBLIC, writes=True)
def digest_stop(request: Request, token: str) -> HttpResponse:
    person, how_often = digest_unsubscribe_target(token)
    stopped: list[str] = []
    is_resumed = "resume" in request.POST
    if is_resumed:
        back = request.POST.getlist("resume")
        resume_digest(person_id=person.pk, how_often=how_often, stopped=back)
    elif request.method == "POST":
        stopped = stop_digest(person_id=person.pk, how_often=how_often)
    context = {
        "is_stopped": request.method == "POST" and not is_resumed,
        "is_resumed": is_resumed,
        "is_daily": how_often is Frequency.DAILY,
        "stopped": stopped,
    }
    return render(request, "notifications/digest_stop.html", context)
