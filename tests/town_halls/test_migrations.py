from datetime import UTC, date, datetime, timedelta

import pytest

from civic.core.clock import now
from civic.core.ids import first_id_at
from civic.town_halls.models import Office
from tests.accounts.factories import PersonFactory
from tests.communes.factories import CommuneFactory
from tests.migrating import models_at

BEFORE = ("town_halls", "0007_mayor_terms")
BEGAN = datetime(2024, 3, 5, 9, 30, tzinfo=UTC)


@pytest.mark.django_db(transaction=True)
def test_each_mayor_began_when_the_row_of_their_mandate_was_made():
    commune, other_commune = CommuneFactory(), CommuneFactory()
    with models_at(BEFORE, latest=("accounts", "communes")) as models:
        before = models.get_model("town_halls", "Office").objects
        for place, moment in ((commune, BEGAN), (other_commune, now() + timedelta(days=9))):
            before.create(
                pk=first_id_at(moment),
                commune_id=place.pk,
                person_id=PersonFactory().pk,
                since=date(2020, 5, 24),
            )
    began = dict(Office.objects.values_list("commune_id", "began_at"))
    assert began[commune.pk] == BEGAN
    assert began[other_commune.pk] <= now()  # by a clock that was ahead
