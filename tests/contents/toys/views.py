from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from civic.contents import queries
from civic.core.access import Access, Request, page
from civic.core.text import whole_number
from tests.contents.toys import actions
from tests.contents.toys.models import Kite


@page(access=Access.TOWN_HALL, writes=True)
def kite_smooth(request: Request, kite_id: UUID) -> HttpResponse:
    viewer, slug = request.viewer, request.viewer.commune.slug
    queries.in_view(Kite.objects.all(), viewer, kite_id, lambda viewer, kite: viewer.is_member)
    if request.method == "POST":
        version = whole_number(request.POST.get("upto", ""), figures=9) or 0
        actions.smooth_kites(viewer=viewer, upto={kite_id: version})
        undo = reverse("kite_crumple", args=[slug, kite_id])
        messages.success(request, "Le cerf-volant est lissé.", extra_tags=undo)
    return redirect("commune_page", slug)


@page(access=Access.TOWN_HALL, writes=True)
def kite_crumple(request: Request, kite_id: UUID) -> HttpResponse:
    viewer = request.viewer
    queries.in_view(Kite.objects.all(), viewer, kite_id, lambda viewer, kite: viewer.is_member)
    if request.method == "POST":
        actions.crumple_kites(viewer=viewer, kite_ids=[kite_id])
        messages.success(request, "Le cerf-volant est froissé de nouveau.")
    return redirect("commune_page", viewer.commune.slug)
