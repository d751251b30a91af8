"""What PostgreSQL writes of an error: by default the values of the key, and the whole row that a check refuses."""

import re
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction

from civic.accounts.models import Person
from tests.accounts.factories import PersonFactory

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
INSTALLED = dict(
    re.findall(r"ALTER ROLE civic SET (\w+) = (\w+)", Path("deploy/README.md").read_text(encoding="utf-8"))
)


@pytest.fixture
def written():
    """What the private server of this run has written since."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW data_directory")
        log = Path(cursor.fetchone()[0]).parent / "server.log"
    before = log.stat().st_size
    yield lambda: log.read_bytes()[before:].decode()
    with connection.cursor() as cursor:
        for name in INSTALLED:
            cursor.execute(f"RESET {name}")


@pytest.mark.parametrize("as_installed", [True, False], ids=["as installed", "by default"])
def test_an_error_names_no_value_as_installed(as_installed, written):
    with connection.cursor() as cursor:
        for name, value in INSTALLED.items() if as_installed else ():
            cursor.execute(f"SET {name} = {value}")
    PersonFactory(email="secrete@exemple.test")
    other = PersonFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.filter(pk=other.pk).update(email="secrete@exemple.test")
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.filter(pk=other.pk).update(session_version=-1, first_name="Prénom-secret")
    lines = written()
    assert "duplicate key value" in lines
    assert "violates check constraint" in lines
    for value in ("secrete@exemple.test", "Prénom-secret"):
        assert (value not in lines) == as_installed
