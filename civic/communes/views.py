from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from civic.communes.models import Commune
from civic.communes.queries import streets
from civic.communes.queries.directory import completion
from civic.core.access import Access, Request, page
from civic.core.parts import STAYS, part
from civic.core.text import clean_line

_PAGE = "communes/commune_completion.html"


@page(access=Access.PUBLIC)
def commune_completion(request: Request) -> HttpResponse:
    """The communes that match what is being typed: options for the combobox, JSON, or a page without JavaScript."""
    typed = request.GET.get("q", "")
    found = completion(typed)
    communes = found.communes
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        response: HttpResponse = JsonResponse({"communes": [_as_json(c) for c in communes]})
    else:
        # Only the beginning is shown back: a megabyte pasted by mistake is not sent around again.
        context = {"communes": communes, "typed": clean_line(typed[:100]), "has_more": found.has_more}
        if request.headers.get("HX-Request"):
            # The box says how many there are, and the focus stays in it.
            response = part(request, f"{_PAGE}#options", context, focus=STAYS, announcement="")
        else:
            response = render(request, _PAGE, context)
    response["Vary"] = "Accept, HX-Request, Cookie"
    return response


@page(access=Access.PUBLIC)
def street_completion(request: Request) -> HttpResponse:
    """Streets of the commune `dans`, as options for the combobox: without script, the field is an ordinary one."""
    context = {
        "streets": streets.street_completion(request.GET.get("dans", "")[:5], request.GET.get("q", ""))
    }
    return part(request, "communes/street_completion.html", context, focus=STAYS, announcement="")


def _as_json(commune: Commune) -> dict[str, object]:
    return {
        "code": commune.code,
        "name": commune.name,
        "department": commune.department_id,
        "postal_codes": commune.postal_codes,
        "population": commune.population,
        "url": reverse("commune_page", args=[commune.slug]),
    }
