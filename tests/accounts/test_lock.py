"""Five wrong passwords lock an account for where they came from, until the e-mailed link is used."""

import pytest
from django.test import Client

from civic.accounts.models import SignInTries
from civic.journal.models import Entry
from tests.accounts.factories import PASSWORD
from tests.accounts.mails import html_of, mails_to, path_in, subjects_to

LOCKED = "Ce compte est bloqué par sécurité"
NEW_PASSWORD = "encore-une-phrase-neuve"  # pragma: allowlist secret


def try_to_sign_in(client, email, password="faux"):
    return client.post("/connexion/", {"login": email, "password": password})


@pytest.fixture
def locked(client, resident):
    for _ in range(5):
        answer = try_to_sign_in(client, resident.email)
    return answer


def test_four_wrong_passwords_do_not_lock(client, resident):
    for _ in range(4):
        answer = try_to_sign_in(client, resident.email)
        assert answer.status_code == 422
        assert "Adresse e-mail ou mot de passe incorrect" in answer.content.decode()
    assert try_to_sign_in(client, resident.email, PASSWORD).status_code == 302


def test_the_fifth_locks_and_says_what_to_do(locked):
    page = locked.content.decode()
    assert locked.status_code == 429
    assert LOCKED in page
    assert 'href="/mot-de-passe/"' in page


def test_a_locked_account_refuses_the_right_password(client, resident, locked):
    answer = try_to_sign_in(client, resident.email, PASSWORD)
    assert answer.status_code == 429
    assert "_auth_user_id" not in client.session


def test_capitals_make_no_other_account(client, resident):
    for email in [
        "anne@exemple.test",
        "Anne@exemple.test",
        "ANNE@EXEMPLE.TEST",
        " anne@exemple.test",
        "anne@Exemple.Test",
    ]:
        answer = try_to_sign_in(client, email)
    assert answer.status_code == 429


def test_an_address_without_account_locks_just_the_same(client, resident, locked):
    for _ in range(5):
        answer = try_to_sign_in(client, "personne@exemple.test")
    assert answer.status_code == 429
    assert answer.content == locked.content
    assert subjects_to("personne@exemple.test") == []


def test_the_owner_is_notified_once(client, resident, locked, run_jobs):
    for _ in range(4):
        try_to_sign_in(client, resident.email)
    run_jobs()
    assert subjects_to(resident.email) == ["Votre compte est bloqué par sécurité"]
    assert "/mot-de-passe/" in html_of(mails_to(resident.email)[0])


def test_nothing_that_was_typed_is_written_down(client, resident, locked):
    for row in SignInTries.objects.values():
        assert not {word for word in ("faux", resident.email, "127.0.0.1") if word in str(row)}


def test_the_reset_link_unlocks_and_ends_other_sessions(client, client_of, resident, locked, run_jobs):
    phone = client_of(resident)
    assert phone.get("/mon-compte/").status_code == 200
    client.post("/mot-de-passe/", {"email": resident.email})
    link = path_in(mails_to(resident.email)[-1], "/mot-de-passe/")
    form = client.get(link, follow=True)
    answer = client.post(form.request["PATH_INFO"], {"password1": NEW_PASSWORD})
    assert answer.status_code == 302
    assert client.get("/mon-compte/").status_code == 200  # signed in, on the device of the link
    client.post("/deconnexion/")
    assert phone.get("/mon-compte/").status_code == 302
    assert try_to_sign_in(client, resident.email, PASSWORD).status_code == 422
    assert try_to_sign_in(client, resident.email, NEW_PASSWORD).status_code == 302
    run_jobs()
    assert "Votre mot de passe a été changé" in subjects_to(resident.email)
    # The link does not serve twice.
    assert "Ce lien ne sert plus" in client.get(link, follow=True).content.decode()


def test_the_owner_hears_of_an_attack_once_however_many_rounds_it_has(
    client, clock, resident, locked, run_jobs
):
    def unlock():
        owner = Client()
        owner.post("/mot-de-passe/", {"email": resident.email})
        form = owner.get(path_in(mails_to(resident.email)[-1], "/mot-de-passe/"), follow=True)
        owner.post(form.request["PATH_INFO"], {"password1": NEW_PASSWORD})

    def attack():
        for _ in range(5):
            answer = try_to_sign_in(Client(), resident.email)
        assert answer.status_code == 429
        run_jobs()
        return subjects_to(resident.email).count("Votre compte est bloqué par sécurité")

    unlock()
    assert attack() == 1
    unlock()
    clock.forward(days=6)
    assert attack() == 1
    clock.forward(days=8)
    unlock()
    assert attack() == 2
    kinds = Entry.objects.filter(target_id=str(resident.pk)).values_list("kind", flat=True)
    assert list(kinds).count("accounts.AccountLocked") == 2


def test_a_mile_long_address_is_answered(client, db):
    answer = try_to_sign_in(client, "a" * 300 + "@exemple.test")
    assert answer.status_code == 422


def test_a_wrong_password_before_a_change_counts_too(client_of, resident):
    browser = client_of(resident)
    for _ in range(5):
        answer = browser.post("/mon-compte/confirmer/", {"password": "faux"})
    assert answer.status_code == 429
