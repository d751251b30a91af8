"""The mails of the sign-in library, in our words and through our queue."""

import re
from datetime import date

import pytest
from allauth.account.models import EmailAddress, EmailConfirmationHMAC

from civic.town_halls.actions.offices import bring_town_hall
from tests.accounts.factories import PASSWORD
from tests.accounts.mails import html_of, mails_to, subjects_to, text_of


def ask_for_new_password(client, email):
    return client.post("/mot-de-passe/", {"email": email}, follow=True)


def test_forgotten_password_answers_alike_for_everybody(client, resident):
    known = ask_for_new_password(client, resident.email)
    unknown = ask_for_new_password(client, "inconnue@exemple.test")
    assert known.redirect_chain == unknown.redirect_chain == [("/mot-de-passe/envoye/", 302)]
    assert known.content == unknown.content
    assert subjects_to(resident.email) == ["Choisissez un nouveau mot de passe"]
    assert subjects_to("inconnue@exemple.test") == ["Aucun compte avec cette adresse"]


def test_the_owner_is_notified_of_a_changed_password(client_of, resident, run_jobs):
    browser = client_of(resident)
    answer = browser.post(
        "/mon-compte/mot-de-passe/", {"oldpassword": PASSWORD, "password1": "une-phrase-toute-neuve"}
    )
    assert answer.status_code == 302
    run_jobs()
    assert subjects_to(resident.email) == ["Votre mot de passe a été changé"]
    assert browser.get("/mon-compte/").status_code == 200, "this device stays signed in"


@pytest.fixture
def all_mails(client, client_of, resident, run_jobs):
    """One of each kind that a person of this app can receive, but the confirmation of sign-up."""
    ask_for_new_password(client, resident.email)
    ask_for_new_password(client, "inconnue@exemple.test")
    for _ in range(5):
        client.post("/connexion/", {"login": resident.email, "password": "faux"})
    client_of(resident).post(
        "/mon-compte/mot-de-passe/", {"oldpassword": PASSWORD, "password1": "une-phrase-toute-neuve"}
    )
    run_jobs()
    return [*mails_to(resident.email), *mails_to("inconnue@exemple.test")]


def test_mails_carry_no_picture_no_tracker_and_say_why(all_mails):
    assert len(all_mails) == 4
    for mail in all_mails:
        html = html_of(mail)
        assert not re.search(r"<img|<script|src=|http-equiv", html)
        assert set(re.findall(r'href="(https?://[^/"]+)', html)) == {"http://testserver"}
        assert "message de sécurité" in html or "Vous recevez ce message" in html
        # The button's address stands in plain text as well, in both versions.
        button = re.search(r'class="act"><a href="([^"]+)"', html)[1]
        assert html.count(button) == 3
        assert button in text_of(mail)


def test_mails_before_an_address_is_confirmed_carry_nothing_that_a_stranger_typed(
    client, resident, empty_commune, run_jobs
):
    """Whoever signs up with somebody else's address chooses the name: no mail may bring their words there."""
    words = ["Remboursement", "Immédiat"]
    resident.first_name, resident.last_name = words
    resident.save()
    EmailAddress.objects.filter(user=resident).update(verified=False)
    ask_for_new_password(client, resident.email)
    client.post("/connexion/", {"login": resident.email, "password": PASSWORD})
    for _ in range(5):
        client.post("/connexion/", {"login": resident.email, "password": "faux"})
    bring_town_hall(
        commune=empty_commune,
        email="invitee@exemple.test",
        first_name=words[0],
        last_name=words[1],
        since=date(2026, 3, 22),
    )
    ask_for_new_password(client, "invitee@exemple.test")
    run_jobs()
    mails = mails_to(resident.email) + mails_to("invitee@exemple.test")
    assert {str(mail["Subject"]) for mail in mails} >= {
        "Aucun compte avec cette adresse",
        "Choisissez un nouveau mot de passe",
        "Confirmez votre adresse e-mail",
        "Votre compte est bloqué par sécurité",
    }
    for mail in mails:
        whole = f"{mail.items()} {text_of(mail)} {html_of(mail)}"
        assert not [word for word in words if word in whole]


def test_the_link_opened_in_another_browser_signs_nobody_in(client, client_of, resident):
    address = EmailAddress.objects.get(user=resident)
    address.verified = False
    address.save()
    link = f"/verification/{EmailConfirmationHMAC(address).key}/"
    assert resident.email in client.get(link).content.decode()
    answer = client.post(link, follow=True)
    assert answer.redirect_chain == [("/connexion/", 302)]
    assert "Votre adresse e-mail est confirmée" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_a_link_that_is_no_longer_good_is_answered_alike_when_its_button_is_pressed(client, db):
    link = "/verification/inconnue/"
    opened, pressed = client.get(link), client.post(link)
    assert opened.status_code == pressed.status_code == 200
    said = " ".join(pressed.content.decode().split())
    assert "Ce lien ne sert plus" in said
    assert "ou vous avez depuis corrigé votre adresse ou refait votre inscription" in said


def test_reading_the_link_of_another_account_signs_nobody_out(client_of, resident, second_resident):
    address = EmailAddress.objects.get(user=second_resident)
    EmailAddress.objects.filter(user=second_resident).update(verified=False)
    browser = client_of(resident)
    assert browser.get(f"/verification/{EmailConfirmationHMAC(address).key}/").status_code == 200
    assert browser.get("/mon-compte/").status_code == 200
