"""Messages are found by their number, marks by their person: see the migration that says why."""

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("table", "second"), [("threads_message", "number"), ("threads_participant", "person_id")]
)
def test_a_thread_alone_leads_nowhere(table, second):
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, table).values()
    columns = [one["columns"] for one in found if one["index"] or one["unique"]]
    assert ["thread_id"] not in columns
    assert ["thread_id", second] in columns
