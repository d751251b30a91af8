"""Reading the directory. It is public: nothing here depends on who looks."""

from django.db.models import Case, QuerySet, Value, When

from civic.communes.directory.search_terms import normalised, split_query
from civic.communes.models import Commune, DirectoryImport, SearchTerm

# One commune may be brought up by several of its own terms, hence more rows than communes asked for.
_ROWS_PER_COMMUNE = 4
_PAST_ALL_LETTERS = "\x7f"
_LARGEST_LIMIT = 50


def communes_matching(text: str, limit: int = 10) -> list[Commune]:
    """Current communes whose name, postal code or INSEE code begins with the text: exact ones, then the largest.

    Whatever was typed is an answer, if an empty one: no input is refused.
    """
    words, code = split_query(text)
    prefix = words or code
    if not prefix:
        return []
    limit = min(limit, _LARGEST_LIMIT)
    terms = _terms_beginning(prefix)
    if words and code:
        # "saint martin 06", "Èze (06360)": the codes of a commune are terms of its own.
        terms = terms.filter(commune_id__in=_terms_beginning(code).values("commune_id"))
    rows = (
        terms.annotate(exact=Case(When(term=prefix, then=Value(1)), default=Value(0)))
        .order_by("-exact", "-weight", "commune_id")
        .values_list("commune_id", flat=True)
    )
    ids = list(dict.fromkeys(rows[: limit * _ROWS_PER_COMMUNE]))[:limit]
    found = Commune.objects.only(
        "id",
        "code",
        "slug",
        "name",
        "article",
        "department_id",
        "postal_codes",
        "population",
        "former_names",
    ).in_bulk(ids)
    communes = [found[pk] for pk in ids if pk in found]
    for commune in communes:
        commune.typed_name = _former_name_typed(commune, words)
    return communes


def _former_name_typed(commune: Commune, words: str) -> str:
    """Whoever types « saint-pol » sees why Dunkerque answers: it is what Saint-Pol-sur-Mer became part of."""
    if not words or f" {words}" in f" {normalised(commune.name)}":
        return ""
    return next((name for name in commune.former_names if normalised(name).startswith(words)), "")


def _terms_beginning(prefix: str) -> QuerySet[SearchTerm]:
    """A range of the index: neither % nor _ means anything here."""
    return SearchTerm.objects.filter(term__gte=prefix, term__lt=prefix + _PAST_ALL_LETTERS)


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
    return list(commune.neighbours.current().order_by("-population", "name"))


def is_loaded(*, kind: str, checksum: str) -> bool:
    """Whether the last import of that kind brought this very content."""
    latest = DirectoryImport.objects.filter(kind=kind).order_by("-imported_at", "-id").first()
    return latest is not None and latest.checksum == checksum
