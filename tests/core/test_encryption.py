import base64
import os

import pytest
from django.db import connection

from civic.accounts.models import Person
from civic.core import encryption
from civic.core.encryption import UnreadableValue, blind_index, decrypt, encrypt
from tests.accounts.factories import PersonFactory


def key() -> str:
    return base64.urlsafe_b64encode(os.urandom(32)).decode()


def test_there_and_back():
    assert decrypt(encrypt("06 12 34 56 78 à Èze")) == "06 12 34 56 78 à Èze"


def test_the_same_value_never_looks_the_same():
    assert encrypt("0612345678") != encrypt("0612345678")


def test_a_new_key_goes_in_front_and_the_old_one_still_reads(settings):
    old, new = key(), key()
    settings.ENCRYPTION_KEYS = [old]
    token, found = encrypt("secret"), blind_index("secret")
    settings.ENCRYPTION_KEYS = [new, old]
    assert decrypt(token) == "secret"
    assert blind_index("secret") == found
    rotated = encrypt("secret")
    settings.ENCRYPTION_KEYS = [new]
    assert decrypt(rotated) == "secret"
    with pytest.raises(UnreadableValue):
        decrypt(token)


def test_what_was_tampered_with_is_refused():
    with pytest.raises(UnreadableValue):
        decrypt("A" + encrypt("x")[1:])


def test_a_blind_index_tells_equal_values_and_nothing_else():
    assert blind_index("a") == blind_index("a") != blind_index("b")
    assert len(blind_index("a")) == 64


@pytest.mark.django_db
def test_the_database_holds_no_readable_personal_data():
    person = PersonFactory(
        mobile="+33612345678", postal_address="12 rue du Château", birth_date_text="1950-03-21"
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT mobile, postal_address, birth_date_text FROM accounts_person")
        row = cursor.fetchone()
    assert not any(word in " ".join(row) for word in ("336", "Château", "1950"))
    again = Person.objects.get(pk=person.pk)
    assert (again.mobile, again.postal_address, str(again.birth_date)) == (
        "+33612345678", "12 rue du Château", "1950-03-21",
    )  # fmt: skip


@pytest.mark.django_db
def test_nothing_stays_nothing():
    PersonFactory(mobile="")
    with connection.cursor() as cursor:
        cursor.execute("SELECT mobile FROM accounts_person")
        assert cursor.fetchone() == ("",)


@pytest.mark.django_db
def test_only_what_is_read_is_decrypted(monkeypatch):
    known = PersonFactory(mobile="+33612345678", postal_address="12 rue du Château")
    opened = []
    monkeypatch.setattr(encryption, "decrypt", lambda token: opened.append(token) or decrypt(token))
    (person,) = Person.objects.filter(pk=known.pk)
    assert person.full_name
    assert not opened
    assert person.mobile == person.mobile == "+33612345678"
    assert len(opened) == 1
    person.refresh_from_db()
    assert Person.objects.defer("mobile").get(pk=known.pk).mobile == "+33612345678"
    person.mobile = "+33699999999"
    assert person.mobile == "+33699999999"
    person.save()
    person.refresh_from_db()
    assert (person.mobile, person.postal_address) == ("+33699999999", "12 rue du Château")
