"""When communes merge, what belongs to the former commune goes where its people go."""

from collections import Counter, defaultdict
from typing import Any

from django.db import transaction

from civic.communes.events import CommuneMerged, communes_merged
from civic.communes.models import Commune
from civic.journal.actions import record


@transaction.atomic
def follow_merged_communes() -> Counter[str]:
    """Let every app move or end what is still with communes that were merged into others; doing it twice changes
    nothing. How many of each, by the names of `ImportReport.moved`."""
    moved: defaultdict[int, Counter[str]] = defaultdict(Counter)
    answers: list[tuple[Any, dict[int, Counter[str]]]] = communes_merged.send(Commune)  # type: ignore[assignment]
    for _, counts in answers:
        for commune_id, count in counts.items():
            moved[commune_id] += count
    for commune in Commune.objects.filter(pk__in=moved).order_by("code"):
        count = moved[commune.pk]
        record(
            CommuneMerged(code=commune.code, memberships=count["memberships"], follows=count["follows"]),
            commune_id=commune.merged_into_id,
        )
    return sum(moved.values(), Counter())
