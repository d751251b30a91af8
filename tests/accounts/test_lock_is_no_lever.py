"""Whoever tries wrong passwords closes no door but their own."""

import time
from datetime import timedelta
from typing import Any, ClassVar

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client

from civic.accounts.actions.tries import purge_old_tries
from civic.accounts.devices import COOKIE
from civic.accounts.events import AccountLocked
from civic.accounts.models import Person, SignInAttack, SignInTries
from civic.accounts.queries import tries_of_all_sources
from civic.accounts.rules import LONGEST_WAIT, waits
from civic.core.clock import now
from civic.journal.models import Entry
from tests.accounts.factories import PASSWORD, PersonFactory
from tests.accounts.mails import mails_to, path_in

HOME, ATTACKER = "203.0.113.5", "198.51.100.7"
pytestmark = pytest.mark.django_db


def sign_in(browser: Client, email: str, password: str = PASSWORD, source: str = HOME) -> Any:
    return browser.post(
        "/connexion/", {"login": email, "password": password}, headers={"X-Forwarded-For": source}
    )


def attack(email: str, tries: int = 8, source: str = ATTACKER) -> int:
    return [sign_in(Client(), email, "faux", source).status_code for _ in range(tries)][-1]


def test_another_source_is_not_locked(mayor: Person) -> None:
    assert attack(mayor.email) == 429
    assert sign_in(Client(), mayor.email).status_code == 302
    assert sign_in(Client(), mayor.email, source=ATTACKER).status_code == 429


def test_a_device_that_signed_in_before_enters_even_from_the_same_source(mayor: Person) -> None:
    browser = Client()
    assert sign_in(browser, mayor.email, source=ATTACKER).status_code == 302
    browser.post("/deconnexion/")
    assert attack(mayor.email) == 429
    assert sign_in(browser, mayor.email, source=ATTACKER).status_code == 302


def test_its_cookie_opens_no_other_account_and_cannot_be_made_up(mayor: Person, resident: Person) -> None:
    browser = Client()
    sign_in(browser, resident.email)
    browser.post("/deconnexion/")
    attack(mayor.email)
    assert sign_in(browser, mayor.email, source=ATTACKER).status_code == 429
    value = browser.cookies[COOKIE].value
    assert resident.email not in value
    assert str(resident.pk) not in value
    forged = Client()
    forged.cookies[COOKIE] = value[:-2] + "xx"
    attack(resident.email)
    assert sign_in(forged, resident.email, source=ATTACKER).status_code == 429


def test_a_known_device_waits_longer_after_each_wrong_password(mayor: Person, clock: Any) -> None:
    browser = Client()
    sign_in(browser, mayor.email)
    browser.post("/deconnexion/")
    for _ in range(5):
        answer = sign_in(browser, mayor.email, "faux")
    assert answer.status_code == 429
    page = answer.content.decode()
    assert "Vous pourrez réessayer ici" in page
    assert "Vos autres appareils continuent" in page
    assert "Ce compte est bloqué" not in page
    for _ in range(3):  # what is refused unread makes nothing longer
        assert sign_in(browser, mayor.email).status_code == 429
    clock.forward(seconds=61)
    assert sign_in(browser, mayor.email, "faux").status_code == 429
    clock.forward(seconds=61)
    assert sign_in(browser, mayor.email).status_code == 429
    clock.forward(seconds=60)
    assert sign_in(browser, mayor.email).status_code == 302
    [spent] = SignInTries.objects.all()  # the former name of the device, with which somebody guessed
    assert spent.failures == 20


def copy_of(browser: Client) -> Client:
    thief = Client()
    thief.cookies[COOKIE] = browser.cookies[COOKIE].value
    return thief


def known(mayor: Person) -> Client:
    browser = Client()
    assert sign_in(browser, mayor.email).status_code == 302
    return browser


def is_known(browser: Client, email: str, password: str = PASSWORD) -> bool:
    """From a source that is closed for everybody else."""
    attack(email)
    return bool(sign_in(browser, email, password, ATTACKER).status_code == 302)


def test_who_copied_the_cookie_makes_its_owner_wait_nowhere(mayor: Person) -> None:
    browser = known(mayor)
    browser.post("/deconnexion/")
    thief = copy_of(browser)
    for _ in range(5):
        answer = sign_in(thief, mayor.email, "faux", ATTACKER)
    assert answer.status_code == 429
    assert sign_in(Client(), mayor.email, source="192.0.2.7").status_code == 302
    assert sign_in(browser, mayor.email).status_code == 302


def test_nobody_guesses_with_a_copied_cookie_from_place_to_place(mayor: Person) -> None:
    thief = copy_of(known(mayor))
    for n in range(4):
        for _ in range(5):
            sign_in(thief, mayor.email, "faux", f"192.0.2.{n}")
    assert not is_known(thief, mayor.email)


def test_guessing_with_a_copied_cookie_is_seen_and_counts(mayor: Person) -> None:
    thief = copy_of(known(mayor))
    for n in range(4):
        for _ in range(5):
            sign_in(thief, mayor.email, "faux", f"192.0.2.{n}")
    assert SignInAttack.objects.get().person == mayor
    assert Entry.objects.filter(kind=AccountLocked.kind).count() == 1
    assert tries_of_all_sources(mayor.email) == 5


def test_the_next_sign_in_of_its_owner_gives_a_thief_no_more_guesses(mayor: Person) -> None:
    browser = known(mayor)
    browser.post("/deconnexion/")
    thief = copy_of(browser)
    sign_in(thief, mayor.email, "faux", "192.0.2.1")
    assert sign_in(browser, mayor.email).status_code == 302
    assert not is_known(thief, mayor.email)
    browser.post("/deconnexion/")
    assert is_known(browser, mayor.email)


def new_password_of(mayor: Person, browser: Client, password: str) -> None:
    browser.post("/mot-de-passe/", {"email": mayor.email})
    link = path_in(mails_to(mayor.email)[-1], "/mot-de-passe/")
    form = browser.get(link, follow=True)
    browser.post(form.request["PATH_INFO"], {"password1": password})


def test_a_new_password_shuts_out_no_other_device_of_its_owner(mayor: Person) -> None:
    """Whoever has it asked for by an attack would."""
    telephone, password = known(mayor), "encore-une-phrase-neuve"
    telephone.post("/deconnexion/")
    new_password_of(mayor, Client(), password)
    for n in range(10):
        attack(mayor.email, tries=5, source=f"198.51.100.{n}")
    assert sign_in(Client(), mayor.email, password).status_code == 429
    assert sign_in(telephone, mayor.email, password).status_code == 302


def test_a_mark_that_guessed_too_much_stays_worth_nothing_after_a_new_password(mayor: Person) -> None:
    thief, password = copy_of(browser := known(mayor)), "encore-une-phrase-neuve"
    sign_in(thief, mayor.email, "faux", "192.0.2.1")
    browser.post("/deconnexion/")
    sign_in(browser, mayor.email)
    browser.post("/deconnexion/")
    new_password_of(mayor, browser, password)
    assert not is_known(thief, mayor.email, password)


def test_each_sign_in_gives_the_device_another_name(mayor: Person) -> None:
    browser = known(mayor)
    former = browser.cookies[COOKIE].value
    browser.post("/deconnexion/")
    sign_in(browser, mayor.email)
    thief = Client()
    thief.cookies[COOKIE] = former
    for _ in range(5):
        sign_in(thief, mayor.email, "faux")
    assert sign_in(browser, mayor.email).status_code == 302


def test_a_copied_cookie_ends_with_all_sessions(mayor: Person) -> None:
    browser = known(mayor)
    thief = copy_of(browser)
    assert is_known(copy_of(browser), mayor.email)
    browser.post("/mon-compte/appareils/")
    assert not is_known(thief, mayor.email)
    browser.post("/deconnexion/")
    assert is_known(browser, mayor.email)


def test_clocks_that_differ_a_little_end_no_wait() -> None:
    moment = now()
    assert waits(moment + LONGEST_WAIT + timedelta(milliseconds=5), moment)
    assert not waits(moment + timedelta(hours=3), moment)
    assert not waits(moment, moment)


def test_a_clock_that_is_put_back_makes_no_device_wait_longer_than_an_hour(mayor: Person, clock: Any) -> None:
    browser = known(mayor)
    browser.post("/deconnexion/")
    for _ in range(5):
        sign_in(browser, mayor.email, "faux")
    attack(mayor.email)
    clock.forward(hours=-2)
    assert sign_in(Client(), mayor.email, source=ATTACKER).status_code == 429  # nothing is forgotten
    assert sign_in(browser, mayor.email).status_code == 302  # known still, and waits no three hours


def with_strong_authentication(person: Person) -> str:
    secret: str = generate_totp_secret()
    TOTP.activate(person, secret)
    return secret


def test_the_second_factor_still_enters(mayor: Person) -> None:
    secret = with_strong_authentication(mayor)
    attack(mayor.email)
    browser = Client()
    answer = sign_in(browser, mayor.email, source=ATTACKER)
    assert (answer.status_code, answer["Location"]) == (302, "/connexion/code/")
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    assert browser.post("/connexion/code/", {"code": code}).status_code == 302
    assert browser.get("/mon-compte/").status_code == 200


def test_but_nobody_guesses_its_password_without_end(mayor: Person) -> None:
    with_strong_authentication(mayor)
    attack(mayor.email, tries=20)
    assert sign_in(Client(), mayor.email, source=ATTACKER).status_code == 429


def test_guessing_from_everywhere_closes_the_account_for_unknown_sources_alone(mayor: Person) -> None:
    browser = Client()
    sign_in(browser, mayor.email)
    browser.post("/deconnexion/")
    for n in range(9):
        attack(mayor.email, tries=7, source=f"198.51.100.{n}")  # each counts as five
    assert sign_in(Client(), mayor.email, "faux", "192.0.2.1").status_code == 422
    for n in range(2):
        attack(mayor.email, tries=3, source=f"192.0.2.{10 + n}")
    answer = sign_in(Client(), mayor.email, source="192.0.2.99")
    assert answer.status_code == 429
    page = answer.content.decode()
    assert "Beaucoup d’essais ont été faits sur ce compte" in page
    assert "Cinq mots de passe" not in page
    assert 'href="/mot-de-passe/"' in page
    assert "suivi de votre code" in page
    assert sign_in(browser, mayor.email).status_code == 302


def test_staff_see_attacks_in_progress(mayor: Person, client_of: Any, clock: Any) -> None:
    staff = PersonFactory(is_staff=True)
    attack(mayor.email, tries=7)
    attack("personne@exemple.test", tries=7)
    page = client_of(staff).get("/plateforme/").content.decode()
    assert "Comptes dont on essaie le mot de passe" in page
    assert mayor.full_name in page
    assert SignInAttack.objects.get(person=mayor).tries == 3
    clock.forward(days=2)
    assert "Comptes dont on essaie" not in client_of(staff).get("/plateforme/").content.decode()


class CountingHasher(MD5PasswordHasher):
    made: ClassVar[list[str]] = []

    def encode(self, password: str, salt: str) -> str:
        self.made.append(salt)
        return super().encode(password, salt)


@pytest.mark.parametrize("wrong", ["faux", "motdépassé-12"])
def test_an_address_without_account_is_answered_alike(mayor: Person, settings: Any, wrong: str) -> None:
    """The same pages at each step, and as many passwords hashed: the time says nothing either."""
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    mayor.set_password(PASSWORD)
    mayor.save()
    with_strong_authentication(mayor)
    seen = {}
    for email, source in ((mayor.email, HOME), ("personne@exemple.test", ATTACKER)):
        seen[email] = []
        for _ in range(22):
            CountingHasher.made.clear()
            answer = sign_in(Client(), email, wrong, source)
            seen[email].append((answer.status_code, len(CountingHasher.made)))
    assert seen[mayor.email] == seen["personne@exemple.test"]


def test_what_was_counted_goes_after_twelve_months(mayor: Person, clock: Any) -> None:
    attack(mayor.email)
    clock.forward(days=364)
    purge_old_tries()
    assert (SignInTries.objects.count(), SignInAttack.objects.count()) == (1, 1)
    clock.forward(days=3)
    purge_old_tries()
    assert (SignInTries.objects.count(), SignInAttack.objects.count()) == (0, 0)


def test_the_mailed_link_is_refused_to_nobody_for_what_strangers_asked(mayor: Person) -> None:
    for _ in range(8):
        Client().post("/mot-de-passe/", {"email": mayor.email}, REMOTE_ADDR=ATTACKER)
    asked = Client().post("/mot-de-passe/", {"email": mayor.email}, REMOTE_ADDR=HOME)
    assert asked.status_code == 302
