from django.http import HttpResponse
from django.shortcuts import render
from fountains import queries
from fountains.enums import FEATURE, LIST_FOUNTAINS

from civic.core.access import Access, Request, page


@page(access=Access.MEMBER, feature=FEATURE)
def fountain_list(request: Request) -> HttpResponse:
    context = {"fountains": queries.fountains_of(request.viewer)}
    return render(request, "fountains/fountain_list.html", context)


@page(access=Access.TOWN_HALL, right=LIST_FOUNTAINS, feature=FEATURE, writes=True)
def fountain_new(request: Request) -> HttpResponse:
    return render(request, "fountains/fountain_list.html", {"fountains": []})
