"""The private iCalendar address of a person, and what it answers."""

from hashlib import sha256
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag

from civic.agenda import ics, queries
from civic.agenda.actions import subscribing as actions
from civic.core.access import Access, Request, page


@page(access=Access.SIGNED_IN, writes=True)
def calendar_subscription(request: Request) -> HttpResponse:
    viewer = request.viewer
    if request.method == "POST":
        wanted = request.POST.get("action")
        if wanted == "renew":
            actions.renew_subscription(viewer=viewer)
            messages.success(request, "Voici votre nouvelle adresse. L’ancienne ne mène plus nulle part.")
        elif wanted == "close":
            actions.close_subscription(viewer=viewer)
            messages.success(request, "L’adresse est supprimée : elle ne mène plus nulle part.")
        elif wanted == "open":
            actions.open_subscription(viewer=viewer)
        return redirect("calendar_subscription")
    own = queries.own_subscription(viewer)
    address = ""
    if own:
        address = settings.SITE_URL + reverse("calendar_feed", args=[queries.subscription_token(own)])
    context = {
        "address": address,
        "webcal": urlsplit(address)._replace(scheme="webcal").geturl() if address else "",
    }
    return render(request, "agenda/calendar_subscription.html", context)


@page(access=Access.PUBLIC)
def calendar_feed(request: Request, token: str) -> HttpResponse:
    """For phones and calendar programs: no session, no cookie, nothing of the person but what they may read.

    The mark is of all that would be sent, so a right that was lost changes it too, and so does another way of
    writing. `Last-Modified` is sent but not answered to: it could not know of that.
    """
    found = queries.feed_of(queries.subscription_of_token(token))
    written = ics.calendar(found.events, name="Agenda de la mairie")
    etag = quote_etag(sha256(written).hexdigest()[:32])
    answer = get_conditional_response(request, etag=etag) or HttpResponse(written, ics.CONTENT_TYPE)
    answer.headers["ETag"] = etag
    if found.changed_at:
        answer.headers["Last-Modified"] = http_date(found.changed_at.timestamp())
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer
