"""Keys for the tests of their rotation, and what they open."""

import io
import re

from cryptography.fernet import Fernet, InvalidToken
from django.core.management import call_command
from django.db import connection

from civic.accounts.models import Person
from tests.accounts.factories import PersonFactory

OLD, NEW, LOST = (Fernet.generate_key().decode() for _ in range(3))
TOKEN = re.compile(rb"gAAAAA[\w-]{60,}={0,2}")


def rotate() -> str:
    """What it said."""
    out, err = io.StringIO(), io.StringIO()
    call_command("rotate_keys", stdout=out, stderr=err)
    assert err.getvalue() == ""
    return out.getvalue()


def opens(key: str, token: str | bytes) -> bool:
    try:
        Fernet(key).decrypt(token)
    except InvalidToken:
        return False
    return True


def with_mobile(number: str) -> Person:
    """Nothing else of them is encrypted."""
    person: Person = PersonFactory(mobile=number, birth_date_text="", postal_address="")
    return person


def stored_mobile(person: Person) -> str:
    """As the database holds it."""
    with connection.cursor() as cursor:
        key = Person._meta.pk.get_db_prep_value(person.pk, connection)
        cursor.execute("SELECT mobile FROM accounts_person WHERE id = %s", [key])
        found: str = cursor.fetchone()[0]
    return found
