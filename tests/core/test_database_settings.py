"""What an address of the database becomes (decision 0040)."""

import pytest
from django.db import connection

from config.database import database_from_url


def test_statements_asked_often_are_prepared_unless_one_says_otherwise():
    kept = database_from_url("postgresql:///civic")["OPTIONS"]
    plain = database_from_url("postgresql:///civic", prepares=False)["OPTIONS"]

    assert (kept["server_side_binding"], kept["prepare_threshold"]) == (True, 5)
    assert (plain["server_side_binding"], plain["prepare_threshold"]) == (False, None)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="of PostgreSQL")
@pytest.mark.django_db
def test_a_connection_plans_once_what_it_is_asked_again_and_again():
    with connection.cursor() as cursor:
        for number in range(9):
            cursor.execute("SELECT %s + 1 AS planned_once", [number])
        cursor.execute("SELECT 1 FROM pg_prepared_statements WHERE statement LIKE '%%planned_once%%'")

        assert cursor.fetchone()
