"""Reading the directory. It is public: nothing here depends on who looks."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from django.db.models import Case, Q, QuerySet, Value, When

from civic.communes.directory.names import without_article
from civic.communes.directory.search_terms import (
    MAYOR,
    Query,
    district_of,
    normalised,
    spellings,
    split_query,
)
from civic.communes.enums import ImportKind
from civic.communes.models import Commune, DirectoryImport, SearchTerm
from civic.core.compiled_queries import compiled
from civic.core.descriptors import AlarmLine

# Of the terms that begin so, the heaviest: among them, names come before words within names.
_ROWS = 120
_PAST_ALL_LETTERS = "\x7f"
_PROPOSED = 10
_MOST_OF_ONE_NAME = 50  # 46 communes share a postal code, fewer a name: they are all shown
_SHOWN = (
    "id",
    "code",
    "slug",
    "name",
    "article",
    "postal_codes",
    "population",
    "former_names",
    "department__name",
    "mayor_first_name",
    "mayor_last_name",
)


# Who says whom else people know as mayor of a commune than the official file, months behind an election: first and last
# name, by the key of the commune. Of the app above that knows, which adds itself here at start.
mayors_besides: "list[Callable[[Collection[int]], Iterable[tuple[int, str, str]]]]" = []


@dataclass(frozen=True, slots=True)
class Meant:
    """What a typed text stands for: one commune beyond doubt, or those among which to choose."""

    commune: Commune | None
    proposed: list[Commune]


@dataclass(frozen=True, slots=True)
class Completion:
    communes: list[Commune]
    has_more: bool  # the text is but a beginning: others begin so as well


def communes_matching(text: str, limit: int = _PROPOSED) -> list[Commune]:
    """Current communes of that name or postal code; then those whose name begins with the text; then those that it
    begins a word of, or that have the INSEE code. The largest first, and as many as bear the name or code itself.

    Whatever was typed is an answer, if an empty one: no input is refused.
    """
    return _ranked(text, limit)[1]


def completion(text: str) -> Completion:
    """The same, for who is still typing."""
    exact, communes = _ranked(text, _PROPOSED)
    return Completion(communes, has_more=len(communes) == _PROPOSED > exact)


def commune_meant(text: str) -> Meant:
    """A postal code, or a name in full, that one commune alone has. Anything else is for the person to settle."""
    exact, found = _ranked(text, _PROPOSED)
    words = split_query(text).words
    if exact != 1 or any(other.typed_name for other in found):
        return Meant(None, found)
    is_sure = normalised(found[0].name) == words if words else len(found) == 1
    return Meant(found[0] if is_sure else None, found)


def _ranked(text: str, limit: int) -> tuple[int, list[Commune]]:
    """How many communes have this very name or postal code, and they first among all."""
    query = split_query(text)
    prefixes = spellings(query.words) if query.words else [query.code] if query.code else []
    if not prefixes:
        return 0, []
    terms = _terms_of(query, prefixes)
    rows = (
        terms.annotate(same=Case(When(term__in=prefixes, then=Value(1)), default=Value(0)))
        .order_by("-same", "-weight", "commune_id")
        .values_list("commune_id", flat=True)
    )
    ids = dict.fromkeys(rows[:_ROWS])
    found = Commune.objects.select_related("department").only(*_SHOWN).in_bulk(list(ids))
    ranks = {pk: _rank(commune, query.words, query.code) for pk, commune in found.items()}
    order = sorted(found.values(), key=lambda one: (ranks[one.pk], -(one.population or 0), one.pk))
    exact = sum(rank == 0 for rank in ranks.values())
    communes = order[: min(max(limit, exact), _MOST_OF_ONE_NAME)]
    for commune in communes:
        commune.typed_name = _former_name_typed(commune, query.words)
        commune.typed_code = query.code if query.code in commune.postal_codes else ""
        commune.district = district_of(commune.code, commune.typed_code)
    return exact, communes


def communes_of_mayors_named(text: str, limit: int = _PROPOSED) -> list[Commune]:
    """Current communes whose mayor has a name that begins so: the largest first."""
    query = split_query(text)
    if not query.words:
        return []
    terms = _terms_of(query, [f"{MAYOR}{query.words}"]).order_by("-weight", "commune_id")
    ids = list(dict.fromkeys(terms.values_list("commune_id", flat=True)[: 2 * limit]))[:limit]
    found = Commune.objects.select_related("department").only(*_SHOWN).in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]


def _terms_of(query: Query, prefixes: list[str]) -> QuerySet[SearchTerm]:
    terms = _terms_beginning(prefixes)
    if query.words and query.code:
        # "saint martin 06", "Èze (06360)": the codes of a commune are terms of its own.
        terms = terms.filter(commune_id__in=_terms_beginning([query.code]).values("commune_id"))
    return terms


def _rank(commune: Commune, words: str, code: str) -> int:
    if not words:
        return 0 if code in commune.postal_codes else 1
    names = {normalised(commune.name), normalised(without_article(commune.name, commune.article))}
    written = spellings(words)
    if names & {*written}:
        return 0
    return 1 if any(name.startswith(tuple(written)) for name in names) else 2


def _former_name_typed(commune: Commune, words: str) -> str:
    """Whoever types « saint-pol » sees why Dunkerque answers: it is what Saint-Pol-sur-Mer became part of."""
    if not words or f" {words}" in f" {normalised(commune.name)}":
        return ""
    return next((name for name in commune.former_names if normalised(name).startswith(words)), "")


def _terms_beginning(prefixes: list[str]) -> QuerySet[SearchTerm]:
    """Ranges of the index: neither % nor _ means anything here."""
    ranges = Q()
    for prefix in prefixes:
        ranges |= Q(term__gte=prefix, term__lt=prefix + _PAST_ALL_LETTERS)
    return SearchTerm.objects.filter(ranges)


def commune_by_slug(slug: str) -> Commune | None:
    """The current commune behind an address: a merged commune leads to the one it became part of."""
    return _followed(Commune.objects.select_related("merged_into").filter(slug=slug).first())


def commune_by_id(commune_id: int) -> Commune | None:
    return Commune.objects.filter(pk=commune_id).first()


def commune_for_update(commune_id: int) -> Commune:
    """Locked until the end of the transaction."""
    return Commune.objects.select_for_update().get(pk=commune_id)


def commune_of_code(code: str) -> Commune | None:
    """The one that bears or bore it, merged or not."""
    return Commune.objects.filter(code=code).first()


def commune_by_code(code: str) -> Commune | None:
    """The same from an INSEE code."""
    return _followed(Commune.objects.select_related("merged_into").filter(code=code.upper()).first())


def _followed(commune: Commune | None) -> Commune | None:
    if commune is None or commune.is_current:
        return commune
    return commune.merged_into


def neighbours_of(commune: Commune) -> list[Commune]:
    """Current communes that touch this one, the largest first."""
    return _neighbours(commune.pk)


@compiled
def _neighbours(commune_id: int) -> "QuerySet[Commune]":
    return Commune.objects.current().filter(neighbours=commune_id).order_by("-population", "name")


def is_loaded(*, kind: str, checksum: str) -> bool:
    """Whether the last import of that kind brought this very content."""
    latest = DirectoryImport.objects.filter(kind=kind, problem="").order_by("-imported_at", "-id").first()
    return latest is not None and latest.checksum == checksum


def failed_imports() -> list[AlarmLine]:
    """The latest of each kind, where it failed: for those who run the platform."""
    lines = []
    for kind, name in ImportKind.choices:
        latest = DirectoryImport.objects.filter(kind=kind).order_by("-imported_at", "-id").first()
        if latest and latest.problem:
            lines.append(AlarmLine(str(name), latest.problem, f"{kind} {latest.imported_at:%Y-%m-%d %H:%M}"))
    return lines
