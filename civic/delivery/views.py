"""The devices that a person added; and the demo's mailbox: what would have been sent, to open and click."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.csp import csp_override
from django.views.decorators.csrf import csrf_exempt

from civic.core.access import Access, Request, page
from civic.delivery import actions, push, queries, rules


def _demo_only() -> None:
    """The mailbox is not there outside the demo."""
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


# --- A person's devices; their list is among the choices of « Mon compte » --------------------------------------------


@page(access=Access.SIGNED_IN, writes=True)
def device_add(request: Request) -> HttpResponse:
    if request.method == "POST":
        subscription = _subscription(request)
        name = rules.device_name(request.headers.get("User-Agent", ""))
        actions.add_device(viewer=request.viewer, subscription=subscription, name=name)
        messages.success(request, "C’est fait\u00a0: cet appareil vous préviendra.")
    return _to_devices()


@page(access=Access.SIGNED_IN, writes=True)
def device_remove(request: Request, device_id: UUID) -> HttpResponse:
    if request.method == "POST":
        actions.remove_device(viewer=request.viewer, device_id=device_id)
        messages.success(request, "L’appareil est retiré\u00a0: il ne vous préviendra plus.")
    return _to_devices()


@csrf_exempt  # the browser's own messenger sends this, without a page: it proves itself by the address that it had
@page(access=Access.PUBLIC, writes=True)
def device_renew(request: Request) -> HttpResponse:
    if request.method == "POST":
        actions.renew_device(
            endpoint=request.POST.get("former", "")[:2000], subscription=_subscription(request)
        )
    return HttpResponse(status=204)


def _subscription(request: Request) -> push.Subscription:
    if not push.is_on():
        raise Http404
    sent = request.POST
    return push.subscription(sent.get("endpoint", ""), sent.get("p256dh", ""), sent.get("auth", ""))


def _to_devices() -> HttpResponse:
    return redirect(reverse("notification_choices") + "#appareils")
