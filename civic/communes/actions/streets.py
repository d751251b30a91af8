from collections.abc import Collection, Mapping

from django.db import transaction

from civic.communes.directory.streets import LONGEST_STREET, street_keys
from civic.communes.models import Commune, Street

_BATCH = 1000


@transaction.atomic
def import_streets(*, streets: Mapping[str, Collection[str]]) -> tuple[int, list[str]]:
    """By the code of their commune; of each that is named, those of before go. How many there are now, and the codes
    that are no commune here."""
    communes = {code: pk for code, pk in Commune.objects.values_list("code", "pk") if code in streets}
    Street.objects.filter(commune__in=communes.values()).delete()
    rows = []
    for code, commune_id in communes.items():
        for name in streets[code]:
            key, short_key = (one[:LONGEST_STREET] for one in street_keys(name))
            rows.append(Street(commune_id=commune_id, name=name, key=key, short_key=short_key))
    Street.objects.bulk_create(rows, batch_size=_BATCH)
    return len(rows), sorted(set(streets) - set(communes))
