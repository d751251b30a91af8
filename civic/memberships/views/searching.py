"""What is sought among residents, under seal in the addresses of the list: for one person, and for their day. What is
done from the list leads back to it as it was."""

from collections.abc import Mapping
from urllib.parse import urlencode

from django import forms
from django.urls import reverse

from civic.core import seals
from civic.core.access import Request
from civic.core.searching import SearchFindings, SearchResult
from civic.core.viewer import Viewer
from civic.memberships.enums import MembershipStatus
from civic.memberships.queries.namesakes import with_namesake_labels
from civic.memberships.queries.residents import Filters, resident_page

_NAME = "filtre"
_PURPOSE = "civic.memberships.searching"


def sealed(viewer: Viewer, form: forms.Form) -> dict[str, str]:
    """A part of the address; nothing where nothing is sought."""
    asked = {name: form.data[name] for name in form.fields if form.data.get(name)}
    return _seal(viewer, asked) if asked else {}


def _seal(viewer: Viewer, asked: Mapping[str, str]) -> dict[str, str]:
    return {_NAME: seals.seal_asked(asked, whose=str(viewer.own_id), purpose=_PURPOSE)}


def opened(viewer: Viewer, address: Mapping[str, str]) -> dict[str, str]:
    return seals.unseal_asked(address.get(_NAME, ""), whose=str(viewer.own_id), purpose=_PURPOSE)


def place_in_list(request: Request) -> str:
    """The tab and the search from which a form of the list came, as « ?… »; "" from elsewhere."""
    kept = {name: value for name in ("liste", _NAME) if (value := request.GET.get(name, ""))}
    return f"?{urlencode(kept)}" if kept else ""


def list_url(request: Request) -> str:
    return reverse("membership_list", args=[request.viewer.commune.slug]) + place_in_list(request)


FOUND = 5  # residents among the results of the search; the list shows them all
_SEARCHED = {"inscrits": MembershipStatus.ACCEPTED, "attente": MembershipStatus.PENDING}


def found_by_name(viewer: Viewer, words: str) -> SearchFindings:
    """For the search of the whole commune: no other index holds names."""
    page = reverse("membership_list", args=[viewer.commune.slug])
    results: list[SearchResult] = []
    more_url = ""
    for tab, status in _SEARCHED.items():
        found = resident_page(viewer, status, Filters(name=words), limit=FOUND)
        results += [
            SearchResult(
                one.person.full_name,
                getattr(one, "namesake_label", "") or one.get_status_display().capitalize(),
                reverse("resident_detail", args=[viewer.commune.slug, one.pk]),
                None,
            )
            for one in with_namesake_labels(viewer, found.memberships)
        ]
        if found.next_after and not more_url:
            more_url = f"{page}?{urlencode({'liste': tab} | _seal(viewer, {'q': words}))}"
    return SearchFindings(results, more_url)
