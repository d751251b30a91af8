"""Whoever signs up with an address and never confirms it keeps its owner from nothing, and leaves nothing to them."""

import re
from functools import partial

import pytest
from django.test import Client

from civic.accounts.actions.account import invite_person
from civic.accounts.actions.signing_up import SIGN_UPS, correct_sign_up, step_aside
from civic.accounts.models import Person
from civic.accounts.rules import is_aside
from civic.memberships.models import Membership
from tests.accounts.factories import PASSWORD, PersonFactory
from tests.accounts.mails import mails_to, path_in, subjects_to
from tests.accounts.test_correcting_sign_up import CONFIRM, FORM, KNOWN, correct, session_of, sign_up, text
from tests.together import together

pytestmark = pytest.mark.django_db
ADDRESS = "marie@exemple.test"
THEIRS = {"first_name": "Imposteur", "password1": "Un-autre-secret-77", "presentation": "Mots d’un autre."}
OWNERS = {"first_name": "Marie", "password1": PASSWORD}


def sign_up_as(browser, commune, words, email=ADDRESS):
    return browser.post(
        "/inscription/", FORM | {"commune_code": commune.code, "email": email} | words, follow=True
    )


def sign_in(browser, password, email=ADDRESS):
    return browser.post("/connexion/", {"login": email, "password": password}, follow=True)


def link_of(mail):
    return path_in(mail, "/verification/")


@pytest.fixture
def stranger(commune):
    browser = Client()
    sign_up_as(browser, commune, THEIRS)
    return browser


def test_the_owner_signs_up_afresh_and_only_their_own_link_is_good(stranger, client, commune):
    former = link_of(mails_to(ADDRESS)[0])
    sign_up_as(client, commune, OWNERS)
    assert subjects_to(ADDRESS) == [CONFIRM, CONFIRM]
    dead = client.post(former, follow=True)
    assert "Ce lien ne sert plus" in text(dead)
    assert THEIRS["first_name"] not in text(dead)
    client.post(link_of(mails_to(ADDRESS)[1]))
    person = Person.objects.get(email=ADDRESS)
    assert client.session["_auth_user_id"] == str(person.pk)
    assert person.first_name == "Marie"
    assert not person.check_password(THEIRS["password1"])
    assert [one.words for one in Membership.objects.filter(person=person)] == [FORM["presentation"]]
    for password in (THEIRS["password1"], "rien-de-tel-123"):
        browser = Client()
        sign_in(browser, password)
        assert "_auth_user_id" not in browser.session


def test_a_mailed_reset_opens_no_account_that_nobody_confirmed(stranger, client):
    client.post("/mot-de-passe/", {"email": ADDRESS})
    assert subjects_to(ADDRESS) == [CONFIRM, "Aucun compte avec cette adresse"]


def test_a_mayor_invites_the_owner_and_nothing_of_the_stranger_goes_with_it(stranger, commune):
    known = Person.objects.get(email=ADDRESS)
    invited, is_new = invite_person(
        email=ADDRESS,
        first_name="Marie",
        last_name="Roy",
        template="town_halls/email/mayor_invitation",
        context={"commune": commune, "opened_by": ""},
    )
    assert (is_new, invited == known, Membership.objects.filter(person=invited).exists()) == (
        True,
        False,
        False,
    )
    assert is_aside(Person.objects.get(pk=known.pk).email)


def test_a_sign_up_is_corrected_to_an_address_that_nobody_confirmed(stranger, client, commune):
    sign_up_as(client, commune, OWNERS, email="mairie@exemple.test")
    correct(client, ADDRESS)
    assert subjects_to(ADDRESS) == [CONFIRM, CONFIRM]
    client.post(link_of(mails_to(ADDRESS)[1]))
    assert client.session["_auth_user_id"] == str(Person.objects.get(email=ADDRESS).pk)


def test_whoever_opens_a_page_does_it_with_their_own_account(stranger, client, empty_commune):
    opener = {name: FORM[name] for name in ("last_name", "birth_date", "terms")} | OWNERS
    asked = {"mairie": empty_commune.slug}
    client.post("/inscription/", opener | {"email": ADDRESS}, query_params=asked)
    client.post(link_of(mails_to(ADDRESS)[1]))
    assert Person.objects.get(pk=client.session["_auth_user_id"]).first_name == "Marie"


def test_nobody_learns_by_signing_up_twice_or_signing_in_whether_an_address_has_an_account(commune, resident):
    """Every step of two browsers, of an address that has an account and of one that has none."""
    seen, sessions = [], []
    for email, then in ((resident.email, "a@exemple.test"), ("nul@exemple.test", "b@exemple.test")):
        first, second = Client(), Client()
        answers = [
            sign_up_as(first, commune, THEIRS, email),
            sign_up_as(second, commune, {"password1": "Un-troisieme-secret-9"}, email),
            sign_in(second, "Un-troisieme-secret-9", email),
            sign_in(Client(), THEIRS["password1"], email),
            correct(first, then),
        ]
        sessions.append([session_of(browser) for browser in (first, second)])
        pages = [re.sub('token" value="[^"]*"', "", text(answer)) for answer in answers]
        pages = [page.split("<main")[1].split("</main")[0] for page in pages]
        seen.append([page.replace(email, "X").replace(then, "Y") for page in pages])
    assert seen[0] == seen[1]
    for one, other in zip(*sessions, strict=True):
        assert one.keys() == other.keys()
        login, other_login = one["account_login"], other["account_login"]
        assert {name: value is None for name, value in login.items()} == {
            name: value is None for name, value in other_login.items()
        }
    assert set(subjects_to(resident.email)) == {KNOWN}
    assert subjects_to("a@exemple.test") == subjects_to("b@exemple.test") == [CONFIRM]


def test_signing_in_aside_opens_nothing(commune, resident, client):
    sign_up_as(client, commune, THEIRS, resident.email)
    assert "Ouvrez votre messagerie" in text(sign_in(client, THEIRS["password1"], resident.email))
    assert "_auth_user_id" not in client.session
    assert not Person.objects.get(pk=resident.pk).check_password(THEIRS["password1"])


@pytest.mark.parametrize("has_account", [True, False])
def test_one_source_signs_up_so_often_with_one_address(client, commune, resident, has_account):
    email = resident.email if has_account else ADDRESS
    answers = [sign_up(client, commune, email) for _ in range(SIGN_UPS + 1)]
    assert [answer.status_code for answer in answers] == [200] * SIGN_UPS + [429]
    assert "Recommencez demain" in text(answers[-1])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("last", ["confirming", "signing up"])
def test_a_link_that_is_opened_while_somebody_signs_up_confirms_one_of_them(commune, last):
    first = Client()
    sign_up_as(first, commune, THEIRS)
    link = link_of(mails_to(ADDRESS)[0])
    calls = [partial(first.post, link), partial(step_aside, email=ADDRESS)]
    answers = together(*(calls if last == "confirming" else reversed(calls)))
    assert {answer.status_code for answer in answers if answer} <= {200, 302}
    person = Person.objects.get(first_name=THEIRS["first_name"])
    confirmed = person.emailaddress_set.filter(verified=True).exists()
    assert (is_aside(person.email), person.emailaddress_set.count()) == (not confirmed, 1)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_who_correct_to_each_others_address_do_so_one_after_the_other(commune):
    for turn in range(5):
        emails = [f"un{turn}@exemple.test", f"deux{turn}@exemple.test"]
        for email in emails:
            sign_up_as(Client(), commune, THEIRS, email)
        people = [Person.objects.get(email=email) for email in emails]
        moves = zip(people, reversed(emails), strict=True)
        together(*[partial(correct_sign_up, person_id=one.pk, email=email) for one, email in moves])
        found = [Person.objects.get(pk=one.pk).email for one in people]
        assert found == emails[::-1]


def test_who_opens_the_link_reads_whose_account_it_confirms(stranger, client):
    """A stranger's sign-up with one's address would else be confirmed as one's own."""
    assert "<strong>Imposteur " in text(client.get(link_of(mails_to(ADDRESS)[0])))


@pytest.mark.parametrize("is_free", [True, False])
def test_an_invitation_moves_who_signed_up_whether_the_address_is_free_or_not(commune, resident, is_free):
    """Else whoever signed up and had the address invited learns, by their own password, which it was."""
    email = ADDRESS if is_free else resident.email
    browser = Client()
    sign_up_as(browser, commune, THEIRS, email)
    context = {"commune": commune, "opened_by": ""}
    template = "town_halls/email/mayor_invitation"
    invite_person(email=email, first_name="M", last_name="R", template=template, context=context)
    answer = Client().post("/connexion/", {"login": email, "password": THEIRS["password1"]})
    assert answer.status_code == 422
    assert text(answer).count("incorrect") == 1


def test_the_account_of_whoever_works_here_goes_on_when_invited(commune):
    staff = PersonFactory(is_staff=True)
    staff.emailaddress_set.all().delete()
    context = {"commune": commune, "opened_by": ""}
    template = "town_halls/email/mayor_invitation"
    invited = invite_person(
        email=staff.email, first_name="X", last_name="Y", template=template, context=context
    )
    assert invited == (staff, False)
