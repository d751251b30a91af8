import base64
import copy
import json
import os
import pickle

import pytest
from allauth.account.models import EmailAddress
from django.core import serializers
from django.core.exceptions import FieldError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.models import F, Max
from django.forms import modelform_factory
from django.forms.models import model_to_dict
from django.template import Context, Template

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


def test_the_key_of_blind_indexes_stays_when_the_others_go(settings):
    old = settings.ENCRYPTION_KEYS[-1]
    found = blind_index("secret")
    settings.ENCRYPTION_KEYS = [key()]
    assert blind_index("secret") != found
    settings.INDEX_KEY = old
    assert blind_index("secret") == found


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


NUMBER = "+33612345678"


@pytest.fixture
def person(db):
    """As it is loaded, with nothing opened."""
    return Person.objects.get(pk=PersonFactory(mobile=NUMBER).pk)


WAYS = {
    "attribute": lambda person: person.mobile,
    "getattr": lambda person: getattr(person, "mobile"),  # noqa: B009 - as Django does
    "f-string": lambda person: f"{person.mobile}",
    "template": lambda person: Template("{{ person.mobile }}").render(Context({"person": person})),
    "model_to_dict": lambda person: model_to_dict(person)["mobile"],
    "form": lambda person: modelform_factory(Person, fields=["mobile"])(instance=person)["mobile"].value(),
    "serializer": lambda person: json.loads(serializers.serialize("json", [person]))[0]["fields"]["mobile"],
    "field": lambda person: Person._meta.get_field("mobile").value_from_object(person),
    "copy": lambda person: copy.copy(person).mobile,
    "deep copy": lambda person: copy.deepcopy(person).mobile,
    "pickle": lambda person: pickle.loads(pickle.dumps(person)).mobile,
    "only": lambda person: Person.objects.only("mobile").get(pk=person.pk).mobile,
    "not only": lambda person: Person.objects.only("email").get(pk=person.pk).mobile,
    "join": lambda person: EmailAddress.objects.select_related("user").get(user=person).user.mobile,
    "raw": lambda person: Person.objects.raw("SELECT * FROM accounts_person")[0].mobile,
    "iterator": lambda person: next(Person.objects.iterator()).mobile,
}


@pytest.mark.parametrize("way", WAYS)
def test_every_way_to_ask_an_instance_gives_what_was_written(person, way):
    EmailAddress.objects.get_or_create(user=person, email=person.email)
    assert WAYS[way](person) == NUMBER


def test_every_way_to_write_it_writes_it_once(person):
    def written():
        with connection.cursor() as cursor:
            cursor.execute("SELECT mobile FROM accounts_person")
            return decrypt(cursor.fetchone()[0])

    person.save()
    assert written() == NUMBER
    Person.objects.bulk_update(Person.objects.all(), ["mobile"])
    assert written() == NUMBER
    Person.objects.update(mobile="+33600000000")
    assert written() == "+33600000000"
    person.refresh_from_db(fields=["mobile"])
    assert person.mobile == "+33600000000"
    Person.objects.filter(pk=person.pk).update(postal_address=F("mobile"))
    assert Person.objects.get().postal_address == "+33600000000"
    person.delete()
    Person.objects.bulk_create([person])
    assert written() == "+33600000000"


WITHOUT_INSTANCE = {
    "values": lambda: Person.objects.values("mobile").get()["mobile"],
    "values_list": lambda: Person.objects.values_list("mobile", flat=True).get(),
    "join": lambda: EmailAddress.objects.values_list("user__mobile", flat=True).get(),
    "annotate": lambda: Person.objects.annotate(number=F("mobile")).get().number,
    "aggregate": lambda: Person.objects.aggregate(number=Max("mobile"))["number"],
}
SHOWN = {
    "str": str,
    "f-string": "{}".format,
    "percent": lambda value: "%s" % value,  # noqa: UP031
    "template": lambda value: Template("{{ value }}").render(Context({"value": value})),
    "json": lambda value: json.dumps(value, cls=DjangoJSONEncoder),
    "compared": lambda value: value == NUMBER,
    "searched": lambda value: NUMBER in [value],
    "in a set": lambda value: {value},
    "written": lambda value: Person.objects.update(postal_address=value),
}


@pytest.mark.parametrize("shown", SHOWN)
@pytest.mark.parametrize("read", WITHOUT_INSTANCE)
def test_what_is_read_without_an_instance_is_shown_nowhere(person, read, shown):
    EmailAddress.objects.get_or_create(user=person, email=person.email)
    value = WITHOUT_INSTANCE[read]()
    with pytest.raises(TypeError), transaction.atomic():
        SHOWN[shown](value)
    assert repr(value) == "<Ciphertext>"  # in the trace of an error, where a value may stand
    assert decrypt(value.token) == NUMBER
    assert value == WITHOUT_INSTANCE[read]()  # a row that was not written again


@pytest.mark.parametrize(
    "search",
    [
        {"mobile": NUMBER}, {"mobile__in": [NUMBER]}, {"mobile__contains": "336"}, {"mobile__gt": ""},
        {"mobile": F("postal_address")}, {"mobile": None},
    ],
)  # fmt: skip
def test_no_search_for_a_value_finds_nothing_in_silence(person, search):
    with pytest.raises(FieldError):
        list(Person.objects.filter(**search))
    assert list(Person.objects.exclude(mobile="").filter(mobile__isnull=False)) == [person]
    assert not Person.objects.filter(mobile="").exists()
