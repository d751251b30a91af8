"""Ways into an account, and of its news out of it, as the apps declare them (`PersonalData.foothold`).

What there was well before another address was asked for is written down with it, by ids: a clock that was put back
makes nothing look older than it is."""

from civic.accounts import queries
from civic.accounts.events import StrongAuthenticationDisabled
from civic.accounts.models import CodeTries, Person
from civic.core import registry
from civic.core.descriptors import Foothold
from civic.journal.actions import record


def end_footholds(*, person: Person, of_before: list[str]) -> list[str]:
    """All but those. In the caller's transaction, which ends sessions, password and known devices. Returns what ended,
    in words for its owner."""
    was_strong, ended = queries.needs_code(person), []
    for data in registry.personal_data():
        if data.foothold is Foothold.NONE:
            continue
        rows = queries.rows_of(data, person.pk)
        keys = [
            key for key in rows.values_list("pk", flat=True) if queries.foothold(data, key) not in of_before
        ]
        if keys:
            rows.filter(pk__in=keys).delete()
            ended.append(data.label)
    if was_strong and not queries.needs_code(person):
        CodeTries.objects.filter(person=person).update(failures=0, blocked_until=None)
        record(StrongAuthenticationDisabled(person_id=person.pk), target=person)
    return ended
