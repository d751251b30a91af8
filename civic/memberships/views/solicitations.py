"""Where the link at the foot of our mails to a town hall leads."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from civic.core.access import Access, Request, page
from civic.memberships.actions.solicitations import stop_solicitations
from civic.memberships.queries.solicitations import solicitation_by_token


@csrf_exempt  # mail programs send here by themselves (RFC 8058), and the link says it all: no session counts
@page(access=Access.PUBLIC, writes=True)
def solicitation_stop(request: Request, token: str) -> HttpResponse:
    """No more mails about those who wait for this town hall. The answer to a sending is the page itself: programs
    that stop such mails do not follow a redirection."""
    if request.method == "POST":
        stop_solicitations(token=token)
    context = {"solicitation": solicitation_by_token(token)}
    return render(request, "memberships/solicitation_stop.html", context)
