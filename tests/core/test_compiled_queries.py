"""A compiled query answers what the same query answers, and is put together once."""

from datetime import datetime, timedelta
from threading import Thread
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.db.models import Exists, F, OuterRef, QuerySet
from django.test.utils import CaptureQueriesContext

from civic.accounts.models import Person
from civic.communes.models import Commune
from civic.core.clock import now
from civic.core.compiled_queries import compiled, with_constants
from civic.memberships.models import Membership
from tests.accounts.factories import PersonFactory
from tests.communes.factories import MembershipFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


def members(commune_id: int, since: datetime, name: str, but: UUID) -> "QuerySet[Membership]":
    rows = Membership.objects.filter(commune_id=commune_id, requested_at__gte=since, person__last_name=name)
    elsewhere = Membership.objects.filter(person=OuterRef("person")).exclude(commune=OuterRef("commune"))
    rows = rows.exclude(person=but).select_related("person__photo").annotate(elsewhere=Exists(elsewhere))
    return rows.order_by("-requested_at", "pk")[:3]


def names(commune_id: int) -> "QuerySet[Membership, tuple[str, UUID]]":
    rows = Membership.objects.filter(commune_id=commune_id).order_by("pk")
    return rows.values_list(F("person__first_name"), "person_id")


@pytest.fixture
def people(commune: Commune, other_commune: Commune) -> list[Person]:
    found = [PersonFactory(last_name="Martin" if n % 2 else "Petit") for n in range(12)]
    for days, person in enumerate(found):
        MembershipFactory(commune=commune, person=person, requested_at=now() - timedelta(days=days))
    MembershipFactory(commune=other_commune, person=found[3])
    return found


def seen(rows: Any) -> list[Any]:
    return [(row.pk, row.person.full_name, row.person.photo, row.elsewhere, row.requested_at) for row in rows]


def test_it_answers_what_the_query_answers(
    commune: Commune, other_commune: Commune, people: list[Person]
) -> None:
    ask = compiled(members)
    for place in (commune, other_commune, commune):
        for since in (now() - timedelta(days=20), now() - timedelta(days=4)):
            for name in ("Martin", "Petit", "100 % d'autres"):
                asked = place.pk, since, name, people[1].pk
                assert seen(ask(*asked)) == seen(members(*asked))
    assert len(ask(commune.pk, now() - timedelta(days=20), "Martin", people[1].pk)) == 3


def chosen(ids: list[UUID], names: list[str], communes: list[int]) -> "QuerySet[Membership, UUID]":
    rows = Membership.objects.filter(person_id__in=ids, person__last_name__in=names, commune__in=communes)
    return rows.order_by("pk").values_list("pk", flat=True)


def test_lists_of_any_length_are_asked_at_once(commune: Commune, people: list[Person]) -> None:
    ask = compiled(chosen)
    for number in (0, 1, 2, 7, 12):
        for names in ([], ["Martin"], ["Martin", "d'un autre"], ["Petit", "Martin"]):
            asked = [person.pk for person in people[:number]], names, [commune.pk]
            with CaptureQueriesContext(connection) as statements:
                found = ask(*asked)
            assert found == list(chosen(*asked))
            assert len(statements) == 1
    assert len(ask([one.pk for one in people], ["Martin", "Petit"], [commune.pk])) == 12


def test_values_come_as_they_do(commune: Commune, people: list[Person]) -> None:
    assert compiled(names)(commune.pk) == list(names(commune.pk))


def test_it_is_put_together_once(commune: Commune, people: list[Person]) -> None:
    calls = []

    def build(commune_id: int) -> "QuerySet[Membership]":
        calls.append(commune_id)
        return Membership.objects.filter(commune_id=commune_id).order_by("pk")

    ask = compiled(build)
    assert [len(ask(commune.pk)), len(ask(-1)), len(ask(commune.pk))] == [12, 0, 12]
    assert len(calls) == 1


def test_nothing_is_compared_with_none(commune: Commune) -> None:
    with pytest.raises(AssertionError, match="IS NULL"):
        compiled(names)(None)  # type: ignore[arg-type]


@pytest.mark.django_db(transaction=True)
def test_each_thread_asks_on_its_own_connection(commune: Commune, people: list[Person]) -> None:
    ask = compiled(names)
    found = [ask(commune.pk)]

    def elsewhere() -> None:
        found.append(ask(commune.pk))
        connection.close()

    thread = Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert len(found) == 2
    assert found[0] == found[1] != []


def test_words_of_the_code_stand_in_the_statement() -> None:
    sql = "SELECT 1 WHERE a = %s AND b LIKE '%%x' AND c = %s AND d = %s AND e = %s AND f = %s"
    whose = UUID(int=1)
    assert with_constants(sql, ("open", 7, "l’été", whose, "it's")) == (
        "SELECT 1 WHERE a = 'open' AND b LIKE '%%x' AND c = %s AND d = %s AND e = %s AND f = %s",
        (7, "l’été", whose, "it's"),
    )


def test_what_is_given_never_stands_in_it(commune: Commune) -> None:
    @compiled
    def called(name: str) -> "QuerySet[Commune]":
        return Commune.objects.filter(name=name, is_current=True)

    called("Villeneuve")
    with CaptureQueriesContext(connection) as asked:
        assert [one.pk for one in called(commune.name)] == [commune.pk]
        assert called("x' OR '1'='1") == []
    statement = called._of_engine[connection.vendor].sql  # type: ignore[attr-defined]
    assert "Villeneuve" not in statement
    assert len(asked) == 2
