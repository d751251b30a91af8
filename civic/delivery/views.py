"""The demo's mailbox: what would have been sent, to open and click. Not there outside the demo."""

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.views.decorators.csp import csp_override

from civic.core.access import Access, Request, page
from civic.delivery import queries


def _demo_only() -> None:
    if not settings.DEMO or not settings.MAILBOX_DIR:
        raise Http404


@page(access=Access.PUBLIC)
def mailbox_list(request: Request) -> HttpResponse:
    _demo_only()
    return render(request, "delivery/mailbox_list.html", {"mails": queries.mailbox()})


@page(access=Access.PUBLIC)
@csp_override({**settings.SECURE_CSP, "frame-src": ["'self'"]})
def mailbox_detail(request: Request, name: UUID) -> HttpResponse:
    _demo_only()
    mail = queries.stored_mail(str(name))
    if mail is None:
        raise Http404
    return render(request, "delivery/mailbox_detail.html", {"mail": mail})


@page(access=Access.PUBLIC)
def mailbox_body(request: Request, name: UUID) -> HttpResponse:
    """The mail as a mail program would show it: its own style, no script, in a frame of the page above."""
    _demo_only()
    mail = queries.stored_mail(str(name))
    if mail is None:
        raise Http404
    # Its links open in the window, not in the frame.
    html = mail.html.replace("<head>", '<head><base target="_top">', 1)
    response = HttpResponse(html or format_html("<pre>{}</pre>", mail.text))
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; frame-ancestors 'self'; base-uri 'none'"
    )
    return response
