"""The public pages: what the platform is, help, legal texts, and what makes it installable."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control

from civic.core import registry
from civic.core.access import Access, Request, page
from civic.core.descriptors import HelpPage
from civic.core.throttles import Throttle
from civic.site import actions, queries
from civic.site.forms import ContactForm
from civic.ui.forms import status_of


def _text(template: str) -> Callable[..., HttpResponseBase]:
    """A page that is the same for everyone and reads nothing."""
    return page(access=Access.PUBLIC)(lambda request: render(request, template))


def _help(chosen: HelpPage) -> Callable[..., HttpResponseBase]:
    """The sections that the apps bring, in order."""
    return page(access=Access.PUBLIC)(
        lambda request: render(
            request, f"site/help_{chosen.value}.html", {"sections": registry.help_sections(chosen)}
        )
    )


landing = _text("site/landing.html")
help_index = _text("site/help.html")
help_mayor = _help(HelpPage.MAYOR)
help_resident = _help(HelpPage.RESIDENT)
help_team = _help(HelpPage.TEAM)
faq = _text("site/faq.html")


@page(access=Access.PUBLIC)
def prices(request: HttpRequest) -> HttpResponse:
    return render(request, "site/prices.html", {"prices": queries.price_list()})


@page(access=Access.PUBLIC, writes=True, throttle=Throttle(5, 10, 20))
def contact(request: HttpRequest) -> HttpResponse:
    form = ContactForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not form.is_valid():
            return render(request, "site/contact.html", {"form": form}, status=status_of(form))
        if not form.is_from_a_program:
            data = form.cleaned_data
            actions.send_contact_message(
                name=data["name"], email=data["email"], subject=data["subject"], message=data["message"]
            )
        return redirect("contact_thanks")
    return render(request, "site/contact.html", {"form": form})


contact_thanks = _text("site/contact_thanks.html")


@page(access=Access.PUBLIC)
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "site/accessibility.html", {"statement": queries.accessibility_statement()})


@page(access=Access.PUBLIC)
def privacy(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "site/privacy.html",
        {"uses": registry.data_uses(), "retention": registry.retention()},
    )


@page(access=Access.PUBLIC)
def legal(request: HttpRequest) -> HttpResponse:
    return render(request, "site/legal.html", {"hosted_by": settings.HOSTED_BY})


@page(access=Access.PUBLIC)
def terms(request: HttpRequest) -> HttpResponse:
    return render(request, "site/terms.html", {"minimum_age": settings.MINIMUM_AGE})


@page(access=Access.PUBLIC)
def offline(request: Request) -> HttpResponse:
    """Kept by the device for all who use it: the page of nobody, whoever asks."""
    del request.viewer
    return render(request, "site/offline.html", {"messages": []})


@page(access=Access.PUBLIC)
@cache_control(public=True, max_age=86400)
def manifest(request: HttpRequest) -> HttpResponse:
    return JsonResponse(queries.manifest(), content_type="application/manifest+json")


@page(access=Access.PUBLIC)
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    return HttpResponse(queries.service_worker_source(), content_type="text/javascript; charset=utf-8")


@page(access=Access.PUBLIC)
@cache_control(public=True, max_age=86400)
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", "Disallow: /mon-compte/", "Disallow: /demo/", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
