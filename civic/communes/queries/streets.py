"""The streets of a commune, while an address is typed."""

from django.db.models import Q

from civic.communes.directory.streets import LONGEST_STREET, street_keys
from civic.communes.models import Street

MOST_PROPOSED = 8
_PAST_ALL_LETTERS = "\U0010ffff"


def street_completion(code: str, typed: str) -> list[str]:
    """« Rue du Barri » for « barr », among the streets of that commune alone. Nothing where none were imported, and
    nothing once it is written out."""
    wanted = street_keys(typed[:LONGEST_STREET])[0]
    if len(wanted) < 2:
        return []
    begins = Q()
    for field in ("key", "short_key"):
        begins |= Q((f"{field}__gte", wanted), (f"{field}__lt", wanted + _PAST_ALL_LETTERS))
    rows = Street.objects.filter(begins, commune__code=code).order_by("key", "name")
    found = list(rows.values_list("name", flat=True)[:MOST_PROPOSED])
    return [] if found == [typed.strip()] else found
