"""Two accounts with one mobile number: said to who enters it, and whose it is to nobody."""

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps

from civic.accounts.actions.account import complete_mobiles
from civic.accounts.models import Person
from civic.accounts.queries import shares_mobile

pytestmark = pytest.mark.django_db
SENTENCE = "Un autre compte a donné le même numéro de mobile"


def enter(browser: Any, mobile: str) -> str:
    fields = {
        "first_name": "Anne",
        "last_name": "Martin",
        "birth_date": "21/03/1950",
    }
    answer = browser.post("/mon-compte/", fields | {"mobile": mobile}, follow=True)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_it_is_said_at_entry_without_a_name(client_of: Any, resident: Person, mayor: Person) -> None:
    assert SENTENCE not in enter(client_of(mayor), "06 12 34 56 78")
    page = enter(client_of(resident), "+33 6 12 34 56 78")
    assert SENTENCE in page
    assert mayor.last_name not in page
    assert SENTENCE not in enter(client_of(resident), "06 12 34 56 78")  # not at each saving
    assert SENTENCE not in enter(client_of(resident), "")
    assert "612345678" not in Person.objects.get(pk=mayor.pk).mobile_key


def test_numbers_of_before_get_their_digest(client_of: Any, resident: Person, mayor: Person) -> None:
    enter(client_of(mayor), "06 12 34 56 78")
    key = Person.objects.get(pk=mayor.pk).mobile_key
    Person.objects.update(mobile_key="")
    import_module("civic.accounts.migrations.0008_fill_mobile_keys").fill(apps, None)
    assert Person.objects.get(pk=mayor.pk).mobile_key == key
    assert Person.objects.get(pk=resident.pk).mobile_key == ""


def test_a_number_written_by_the_release_before_is_found_after_the_night(
    mayor: Person, resident: Person
) -> None:
    mayor.set_mobile("+33612345678")
    mayor.save()
    Person.objects.filter(pk=mayor.pk).update(mobile_key="")  # as it leaves the column out
    complete_mobiles()
    resident.set_mobile("+33612345678")
    assert shares_mobile(resident)


def test_numbers_are_not_tried_one_by_one(client_of: Any, resident: Person, mayor: Person) -> None:
    enter(client_of(mayor), "06 12 34 56 78")
    browser = client_of(resident)
    for last in range(3):
        assert SENTENCE not in enter(browser, f"06 00 00 00 0{last}")
    assert SENTENCE not in enter(browser, "06 12 34 56 78")
    assert Person.objects.get(pk=resident.pk).mobile == "+33612345678"
