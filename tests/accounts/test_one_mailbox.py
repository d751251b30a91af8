"""One mailbox is one account and one password is one password, however a keyboard writes them."""

import unicodedata
from importlib import import_module

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from civic.accounts.actions.account import invite_person, rewrite_domains
from civic.accounts.models import Person
from civic.accounts.queries import person_by_email
from civic.core import registry
from civic.core.text import mailbox
from tests.accounts.factories import PASSWORD, PersonFactory
from tests.accounts.mails import subjects_to

FORMS = ["x@éze.fr", "X@ÉZE.FR", "x@e\u0301ze.fr", " x@xn--ze-9ia.fr ", "x@éze。fr"]
KEPT = "x@xn--ze-9ia.fr"


def _invited(typed: str) -> Person:
    return invite_person(
        email=typed, first_name="Xavier", last_name="Roy", template="town_halls/email/mayor_invitation"
    )[0]


@pytest.mark.parametrize("typed", FORMS)
def test_each_way_to_write_a_domain_is_one_mailbox(db, typed):
    person = PersonFactory(email=mailbox("x@éze.fr"))
    assert mailbox(typed) == KEPT == person.email
    assert person_by_email(typed) == person
    assert _invited(typed) == person
    assert Person.objects.count() == 1


@pytest.mark.parametrize("typed", FORMS[:4])
def test_signing_in_and_asking_for_a_new_password(client, db, typed):
    PersonFactory(email=KEPT)
    client.post("/mot-de-passe/", {"email": typed})
    assert subjects_to(KEPT) == ["Choisissez un nouveau mot de passe"]
    answer = client.post("/connexion/", {"login": typed, "password": PASSWORD})
    assert answer.status_code == 302


@given(st.emails(), st.sampled_from([str.upper, str.lower]))
def test_the_form_of_a_mailbox_is_stable(address, written):
    assert mailbox(mailbox(address)) == mailbox(address)
    assert mailbox(written(address)) == mailbox(address)


def test_addresses_of_before_are_rewritten_but_those_that_two_accounts_share(db):
    one, twin, kept = PersonFactory(), PersonFactory(), PersonFactory(email="y@xn--ze-9ia.fr")
    for person, email in ((one, "x@éze.fr"), (twin, "y@éze.fr")):
        Person.objects.filter(pk=person.pk).update(email=email)
        EmailAddress.objects.filter(user=person).update(email=email)
    import_module("civic.accounts.migrations.0006_domains_in_one_form").rewrite(apps, None)
    emails = dict(Person.objects.values_list("pk", "email"))
    assert (emails[one.pk], emails[twin.pk], emails[kept.pk]) == (KEPT, "y@éze.fr", "y@xn--ze-9ia.fr")
    assert {address.email for address in EmailAddress.objects.filter(user=one)} <= {KEPT}


def test_staff_hear_of_the_second_account_of_a_mailbox_until_one_is_erased(db):
    second, alone, first = PersonFactory(), PersonFactory(), PersonFactory(email=KEPT)
    for person, email in ((second, "x@éze.fr"), (alone, "y@éze.fr")):
        Person.objects.filter(pk=person.pk).update(email=email)
        EmailAddress.objects.filter(user=person).update(email=email)
    (alarm,) = [one for one in registry.alarms() if one.key == "second_accounts"]
    rewrite_domains()
    assert Person.objects.get(pk=alone.pk).email == "y@xn--ze-9ia.fr"
    assert [line.reference for line in alarm.find()] == [str(second.pk)]
    with CaptureQueriesContext(connection) as asked:
        alarm.find()
    (statement,) = [query["sql"] for query in asked]
    assert "REGEXP" not in statement
    assert " ~ " not in statement
    assert "second_accounts" in plan_of(statement)
    first.delete()
    rewrite_domains()
    assert person_by_email("x@éze.fr") == second
    assert alarm.find() == []


def plan_of(statement):
    """By the index, as it is once there are many accounts."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {statement}")
        else:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(f"EXPLAIN {statement}")
        return str(cursor.fetchall())


@pytest.mark.parametrize("typed", ["NFC", "NFD"])
@pytest.mark.parametrize("chosen", ["NFC", "NFD"])
def test_a_password_is_the_same_with_its_accents_composed_or_not(chosen, typed):
    phrase = "une école à Èze"
    person = Person()
    person.set_password(unicodedata.normalize(chosen, phrase))
    assert person.check_password(unicodedata.normalize(typed, phrase))
    assert not person.check_password("une ecole a Eze")
    person.password = make_password(unicodedata.normalize(chosen, phrase))  # as it was kept before
    assert person.check_password(unicodedata.normalize(typed, phrase))
