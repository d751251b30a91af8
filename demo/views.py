"""What only the demo has: the mailbox, where mails are opened and clicked, the code that the platform's administrator
would read on a phone, and the gallery of components."""

import time
from uuid import UUID

from allauth.mfa import app_settings as mfa
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.views.decorators.cache import never_cache
from django.views.decorators.csp import csp_override

from civic.core.access import Access, Request, page
from demo import gallery, mailbox
from demo.loading import people


@page(access=Access.PUBLIC)
def mailbox_list(request: Request) -> HttpResponse:
    return render(request, "demo/mailbox_list.html", {"mails": mailbox.mails()})


@page(access=Access.PUBLIC)
@csp_override({**settings.SECURE_CSP, "frame-src": ["'self'"]})
def mailbox_detail(request: Request, name: UUID) -> HttpResponse:
    return render(request, "demo/mailbox_detail.html", {"mail": _mail_or_404(name)})


@page(access=Access.PUBLIC)
def mailbox_body(request: Request, name: UUID) -> HttpResponse:
    """The mail as a mail program would show it: its own style, no script, in a frame of the page above."""
    mail = _mail_or_404(name)
    # Its links open in the window, not in the frame.
    html = mail.html.replace("<head>", '<head><base target="_top">', 1)
    response = HttpResponse(html or format_html("<pre>{}</pre>", mail.text))
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; frame-ancestors 'self'; base-uri 'none'"
    )
    return response


@page(access=Access.PUBLIC)
@never_cache
def staff_code(request: Request) -> HttpResponse:
    counter, passed = divmod(int(time.time()), mfa.TOTP_PERIOD)
    context = {
        "email": people.STAFF.email,
        "code": format_hotp_value(hotp_value(people.STAFF_SECRET, counter)),
        "seconds": mfa.TOTP_PERIOD - passed,
    }
    return render(request, "demo/staff_code.html", context)


@page(access=Access.PUBLIC)
def component_gallery(request: Request, name: str = "") -> HttpResponse:
    if name not in gallery.TEMPLATES:
        raise Http404
    return render(request, f"demo/gallery/{gallery.TEMPLATES[name]}.html", gallery.context(name))


def _mail_or_404(name: UUID) -> mailbox.StoredMail:
    if mail := mailbox.mail(str(name)):
        return mail
    raise Http404
