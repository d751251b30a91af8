"""The gallery of components, in the demo only."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render

from civic.core.access import Access, Request, page
from civic.ui import gallery

TEMPLATES = {
    "": "components",
    "commune": "commune",
    "mairie": "commune",
    "connexion": "form",
    "publication": "publication",
    "demandes": "requests",
    "attente": "waiting",
}


@page(access=Access.PUBLIC)
def component_gallery(request: Request, name: str = "") -> HttpResponse:
    if not settings.DEMO or name not in TEMPLATES:
        raise Http404
    return render(request, f"ui/gallery/{TEMPLATES[name]}.html", gallery.context(name))
