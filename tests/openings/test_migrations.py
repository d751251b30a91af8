"""Openings of before are numbered in the order in which they began, each person's in each commune."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from civic.openings.models import Opening
from tests.accounts.factories import PersonFactory
from tests.communes.factories import CommuneFactory
from tests.migrating import models_at


@pytest.mark.django_db(transaction=True)
def test_openings_are_numbered_in_their_order():
    communes, people = [CommuneFactory(), CommuneFactory()], [PersonFactory(), PersonFactory()]
    with models_at(("openings", "0002_function_labels")) as models:
        rows = models.get_model("openings", "Opening").objects
        places = [(0, 0, 12, "done"), (0, 0, 9, "given_up"), (0, 1, 10, "mailed"), (1, 0, 11, "mailed")]
        for number, (commune, person, hour, status) in enumerate(places):
            rows.create(
                id=UUID(int=number + 1), commune_id=communes[commune].pk, person_id=people[person].pk,
                function="maire", status=status, started_at=datetime(2026, 11, 20, hour, tzinfo=UTC),
            )  # fmt: skip
    assert [*Opening.objects.order_by("pk").values_list("number", flat=True)] == [2, 1, 1, 1]


@pytest.mark.django_db(transaction=True)
def test_a_mayor_who_was_to_accept_first_is_named_again():
    commune, person, mayor = CommuneFactory(), PersonFactory(), PersonFactory()
    with models_at(("openings", "0004_numbers")) as models:
        models.get_model("openings", "Opening").objects.create(
            id=UUID(int=1), commune_id=commune.pk, person_id=person.pk, mayor_id=mayor.pk, function="agent",
            status="named", started_at=datetime(2026, 11, 20, 9, tzinfo=UTC),
        )  # fmt: skip
    assert Opening.objects.values_list("status", "mayor").get() == ("proven", None)


@pytest.mark.django_db(transaction=True)
def test_after_a_mail_of_before_the_next_one_waits_too():
    commune, person = CommuneFactory(), PersonFactory()
    sent = datetime(2026, 11, 20, 9, tzinfo=UTC)
    with models_at(("openings", "0005_no_mayor_to_accept_first")) as models:
        models.get_model("openings", "Opening").objects.create(
            id=UUID(int=1), commune_id=commune.pk, person_id=person.pk, function="agent",
            status="mailed", started_at=sent, code_sent_at=sent,
        )  # fmt: skip
    assert Opening.objects.get().mailed_at == sent
