"""The devices that a person added; their list is among the choices of « Mon compte »."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from civic.core.access import Access, Request, page
from civic.delivery import actions, rules
from civic.delivery.providers import web_push


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


def _subscription(request: Request) -> web_push.Subscription:
    if not web_push.is_on():
        raise Http404
    sent = request.POST
    return web_push.subscription(sent.get("endpoint", ""), sent.get("p256dh", ""), sent.get("auth", ""))


def _to_devices() -> HttpResponse:
    return redirect(reverse("notification_choices") + "#appareils")
