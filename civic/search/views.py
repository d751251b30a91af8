"""« Recherche ». What is sought may be somebody's name: it is sent, and stands in addresses under seal, for one person
and for their day, as among residents."""

from collections.abc import Collection, Mapping, Sequence
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse

from civic.core import seals
from civic.core.access import Access, Request, page
from civic.core.parts import STAYS, part
from civic.core.searching import SearchFindings, SearchLookup, SearchResult, SearchSource
from civic.core.throttles import Throttle, require_pace
from civic.core.viewer import Viewer
from civic.core.words import Wanted, excerpt, marked
from civic.search.forms import BETWEEN, DAYS, PERIODS, SearchForm
from civic.search.queries.finding import Found, find, lookup_findings, sections
from civic.search.queries.meaning import corrected
from civic.ui.french import counted

# A search counts twice: as it is sent, and as it is shown.
SEARCHING = Throttle(120, 1_200, 3_000)
VISITING = Throttle(60, 600, 2_000)  # from one address: results are shown no more, nobody answers for them
_NAME = "cherche"
_PURPOSE = "civic.search.views"
_BESIDE = 3  # of what the apps find themselves, among the results of all sections
_MOST_NEAR = 3
_READ_FOR_NEAR = 6  # results


@page(access=Access.PUBLIC, writes=True, throttle=SEARCHING)
def search_page(request: Request) -> HttpResponse:
    """Nothing is written but the count. For htmx, the next results alone."""
    viewer = request.viewer
    if request.method == "POST":
        return redirect(_address(request, _bound(request.POST).asked))
    asked = _opened(request)
    form = _bound(asked)
    sought, cursor = form.as_asked(viewer.commune.time_zone), request.GET.get("apres", "")
    context: dict[str, Any] = {"asked": asked, "form": form, "where": _where(viewer)}
    context["opens_days"] = any(name in asked for name in DAYS)
    context["when"] = PERIODS[asked.get("periode", "")] if asked and not context["opens_days"] else BETWEEN
    if sought.words:
        pace = SEARCHING if viewer.person_id else VISITING
        require_pace(request, pace)  # the address is good for a day, and each time costs a search
        lookups = [] if cursor else lookup_findings(viewer, sought)
        is_known = any(not findings.is_near for _, findings in lookups)
        found = find(viewer, sought, cursor, mistyped=not is_known)
        context |= _results(request, asked, found)
        if request.htmx:
            came = counted(len(found.hits), "résultat de plus", "résultats de plus")
            return part(request, "search/hits.html", context, focus=STAYS, announcement=came)
        context |= {"choices": _section_choices(request, asked), "periods": _periods(request, asked)}
        context["everything_url"] = _address(request, {"q": asked["q"]}) if len(asked) > 1 else ""
        if is_known or (found.hits and not found.is_near):
            lookups = [one for one in lookups if not one[1].is_near]
        context |= _looked_up(request, asked, lookups, found)
        beside = [*context["above"], *context["below"]]
        shown = len(found.hits) + sum(len(one["hits"]) for one in beside)
        has_more = bool(found.older) or any(one["more_url"] for one in beside)
        # Without the words in the title, which the browser's history keeps.
        context["count"] = _counted(shown, has_more=has_more)
        context["summary"] = f"{context['count']} pour «\u00a0{asked['q']}\u00a0»"
    return render(request, "search/search_page.html", context)


def _where(viewer: Viewer) -> str:
    return f"{', '.join(section.label for section in sections(viewer)).capitalize()}."


def _bound(sent: Mapping[str, str]) -> SearchForm:
    form = SearchForm(sent)
    form.is_valid()
    return form


def _address(request: Request, asked: Mapping[str, str], **more: str) -> str:
    address = reverse("search_page", args=[request.viewer.commune.slug])
    if not asked.get("q"):
        return address
    sealed = seals.seal_asked(asked, whose=_whose(request), purpose=_PURPOSE)
    return f"{address}?{urlencode({_NAME: sealed} | more)}"


def _opened(request: Request) -> dict[str, str]:
    return seals.unseal_asked(request.GET.get(_NAME, ""), whose=_whose(request), purpose=_PURPOSE)


def _whose(request: Request) -> list[Any]:
    """The commune, and the person; a visitor is known by what their browser sends forms with."""
    viewer = request.viewer
    if viewer.person_id:
        return [viewer.commune.id, str(viewer.person_id)]
    get_token(request)  # made, where their browser has none yet
    return [viewer.commune.id, sha256(request.META["CSRF_COOKIE"].encode()).hexdigest()]


def _counted(count: int, *, has_more: bool) -> str:
    many = counted(count, "résultat", "résultats") if count else "Aucun résultat"
    return f"{'Plus de ' if has_more else ''}{many}"


def _results(request: Request, asked: Mapping[str, str], found: Found) -> dict[str, Any]:
    wanted = found.meaning.wanted
    return {
        "hits": [_hit(hit.source, hit.result, wanted) for hit in found.hits],
        "near": _near(request, asked, found) if found.is_near else [],
        "is_near": found.is_near,
        "next_url": _address(request, asked, apres=found.older) if found.older else "",
    }


def _near(request: Request, asked: Mapping[str, str], found: Found) -> list[dict[str, str]]:
    """What may have been meant, as the first of what was found write it, each once."""
    typed = asked["q"]
    texts = [f"{hit.result.title}\n{hit.result.text}" for hit in found.hits[:_READ_FOR_NEAR]]
    offered = dict.fromkeys(corrected(typed, found.meaning, text) for text in texts)
    words = [one for one in offered if one != typed][:_MOST_NEAR]
    return [{"words": one, "url": _address(request, {**asked, "q": one})} for one in words]


def _hit(section: SearchSource | SearchLookup, result: SearchResult, wanted: Wanted) -> dict[str, Any]:
    return {
        "section": section,
        "url": result.url,
        "title": marked(result.title, wanted),
        "text": excerpt(result.text, wanted),
        "at": result.at,
    }


def _looked_up(
    request: Request,
    asked: Mapping[str, str],
    lookups: Sequence[tuple[SearchLookup, SearchFindings]],
    found: Found,
) -> dict[str, Any]:
    """What the apps found themselves, above and below the rest, as their positions say."""
    most = None if asked.get("rubrique") else _BESIDE
    first = min(
        (one.position for one in sections(request.viewer) if isinstance(one, SearchSource)), default=0
    )
    above: list[dict[str, Any]] = []
    below: list[dict[str, Any]] = []
    wanted = found.meaning.wanted
    for lookup, findings in lookups:
        more_url = findings.more_url
        if most and len(findings.results) > most:
            more_url = _address(request, {**asked, "rubrique": lookup.key})
        part = {
            "lookup": lookup,
            "hits": [_hit(lookup, result, wanted) for result in findings.results[:most]],
            "more_url": more_url,
        }
        (above if lookup.position < first else below).append(part)
    return {"above": above, "below": below}


def _section_choices(request: Request, asked: Mapping[str, str]) -> list[dict[str, Any]]:
    keys = {"": "Tout"} | {_key(one): one.label for one in sections(request.viewer)}
    return _choices(request, asked, "rubrique", keys)


def _periods(request: Request, asked: Mapping[str, str]) -> list[dict[str, Any]]:
    return _choices(request, asked, "periode", PERIODS, instead_of=DAYS)


def _choices(
    request: Request,
    asked: Mapping[str, str],
    name: str,
    labels: Mapping[str, str],
    instead_of: Collection[str] = (),
) -> list[dict[str, Any]]:
    others = {other: value for other, value in asked.items() if other not in (name, *instead_of)}
    is_other = any(asked.get(other) for other in instead_of)
    return [
        {
            "label": label,
            "url": _address(request, others | ({name: key} if key else {})),
            "current": asked.get(name, "") == key and not is_other,
        }
        for key, label in labels.items()
    ]


def _key(section: SearchSource | SearchLookup) -> str:
    return section.model if isinstance(section, SearchSource) else section.key
