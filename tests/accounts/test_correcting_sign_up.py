"""The address that was given at sign-up, corrected without filling all in again; nobody learns who has an account."""

import re

import pytest
from django.core import signing
from django.test import Client

from civic.accounts.actions.signing_up import CORRECTIONS, purge_unconfirmed_accounts
from civic.accounts.models import Person
from civic.accounts.queries import unconfirmed_accounts
from civic.memberships.models import Membership
from tests.accounts.factories import PASSWORD
from tests.accounts.mails import mails_to, path_in, subjects_to
from tests.html import on_one_line

WRONG, RIGHT = "zoe@exmple.test", "zoe@exemple.test"
CONFIRM, KNOWN = "Confirmez votre adresse e-mail", "Vous avez déjà un compte"
FORM = {
    "commune": "",
    "residence": "main",
    "street": "3 rue du Four",
    "postal_code": "06360",
    "town": "Villeneuve",
    "first_name": "Zoé",
    "last_name": "Noir",
    "birth_date": "21/03/1950",
    "presentation": "Je suis de la rue du Four.",
    "password1": PASSWORD,
    "terms": "on",
}


def sign_up(browser, commune, email):
    return browser.post("/inscription/", FORM | {"commune_code": commune.code, "email": email}, follow=True)


def correct(browser, email):
    return browser.post("/verification/corriger/", {"email": email}, follow=True)


def text(answer) -> str:
    return on_one_line(answer.content.decode())


def session_of(browser) -> dict:
    """As whoever holds the browser reads it: signed, not sealed."""
    return signing.loads(
        browser.cookies["sessionid"].value,
        salt="django.contrib.sessions.backends.signed_cookies",
        serializer=browser.session.serializer,
    )


def test_an_address_is_corrected_and_nothing_else_is_asked(client, commune):
    page = text(sign_up(client, commune, WRONG))
    assert f"vers <strong>{WRONG}</strong>" in page
    assert "/verification/corriger/" in page
    assert f'value="{WRONG}"' in text(client.get("/verification/corriger/"))
    corrected = text(correct(client, RIGHT.upper()))
    assert f"vers <strong>{RIGHT}</strong>" in corrected
    assert "L’adresse est corrigée." in corrected
    old = client.get(path_in(mails_to(WRONG)[0], "/verification/"))
    assert "ne sert plus" in text(old) or "plus valable" in text(old)
    answer = client.post(path_in(mails_to(RIGHT)[0], "/verification/"), follow=True)
    assert "Votre adresse e-mail est confirmée." in text(answer)
    person = Person.objects.get(email=RIGHT)
    assert Membership.objects.get(person=person).words == FORM["presentation"]
    assert not Person.objects.filter(email=WRONG).exists()
    assert client.session["_auth_user_id"] == str(person.pk)


def test_what_one_sees_is_the_same_whether_an_address_has_an_account(commune, resident, run_jobs):
    """First typed: an address that has an account, or one that has none; then corrected."""
    pages, sessions = [], []
    for first, then in ((resident.email, "a@exemple.test"), ("b@exemple.test", "c@exemple.test")):
        browser = Client()
        seen = [text(sign_up(browser, commune, first)).replace(first, "X")]
        sessions.append(session_of(browser))
        seen.append(text(correct(browser, then)).replace(then, "X"))
        seen.append(text(browser.post(path_in(mails_to(then)[0], "/verification/"), follow=True)))
        assert browser.session["_auth_user_id"]
        assert Membership.objects.get(person__email=then).street == "3 rue du Four"
        pages.append([page.split("<main")[1].split("</main")[0] for page in seen[:2]])
    assert pages[0] == pages[1]
    one, other = sessions
    assert one.keys() == other.keys()
    login, other_login = one["account_login"], other["account_login"]
    assert {name: value is None for name, value in login.items()} == {
        name: value is None for name, value in other_login.items()
    }
    assert subjects_to(resident.email) == [KNOWN]
    resident.refresh_from_db()
    assert resident.full_name == "Anne Martin"


def test_corrected_to_the_address_of_somebody_else(client, commune, resident):
    sign_up(client, commune, WRONG)
    assert f"vers <strong>{resident.email}</strong>" in text(correct(client, resident.email))
    assert subjects_to(resident.email) == [KNOWN]
    assert Person.objects.filter(email=resident.email).get() == resident
    correct(client, RIGHT)
    assert subjects_to(RIGHT) == [CONFIRM]
    assert Person.objects.filter(email=RIGHT).exists()


def test_it_is_bounded(client, commune):
    sign_up(client, commune, WRONG)
    answers = [
        client.post("/verification/corriger/", {"email": f"z{n}@exemple.test"})
        for n in range(CORRECTIONS + 1)
    ]
    assert [answer.status_code for answer in answers] == [302] * CORRECTIONS + [429]
    assert "Recommencez demain" in text(answers[-1])
    assert subjects_to(f"z{CORRECTIONS}@exemple.test") == []


@pytest.mark.parametrize(
    ("email", "sentence"),
    [
        (WRONG, "C’est l’adresse à laquelle nous venons d’écrire"),
        ("zoe", "Écrivez une adresse comme"),
        ("", "Écrivez votre"),
    ],
)
def test_faults_are_said(client, commune, email, sentence):
    sign_up(client, commune, WRONG)
    answer = client.post("/verification/corriger/", {"email": email})
    assert (answer.status_code, sentence in text(answer)) == (422, True)


def test_only_in_the_browser_that_signed_up_and_only_until_the_link_is_opened(client, commune, clock):
    sign_up(client, commune, WRONG)
    other = Client()
    assert correct(other, RIGHT).redirect_chain[0][0] == "/verification/"
    assert "adresse que vous avez donnée" in text(other.get("/verification/"))
    other.post(path_in(mails_to(WRONG)[0], "/verification/"))
    answer = client.post("/verification/corriger/", {"email": RIGHT})
    assert (answer.status_code, "n’attend plus" in text(answer)) == (422, True)
    assert Person.objects.filter(email=WRONG).exists()


def test_a_day_later_nothing_is_corrected(client, commune, clock):
    sign_up(client, commune, WRONG)
    clock.forward(days=1, seconds=1)
    assert correct(client, RIGHT).redirect_chain[0][0] == "/verification/"
    assert not Person.objects.filter(email=RIGHT).exists()


@pytest.mark.parametrize("is_free", [True, False])
def test_what_nobody_confirmed_waits_as_long_whether_the_address_is_taken_or_not(
    client, commune, resident, clock, run_jobs, is_free
):
    """Else whoever signed up learns, by their own password, which it was."""
    email = WRONG if is_free else resident.email
    resident.set_password("Un-tout-autre-secret-12")
    resident.save()
    sign_up(client, commune, email)
    for days, location in ((0, "/verification/"), (6, "/verification/"), (1.1, None)):
        clock.forward(days=days)
        purge_unconfirmed_accounts.enqueue()
        run_jobs()
        answer = Client().post("/connexion/", {"login": email, "password": FORM["password1"]})
        assert answer.headers.get("Location") == location
    assert unconfirmed_accounts().count() == 0
    assert Membership.objects.filter(person=resident).exists()


def test_no_mail_leaves_for_an_account_aside(client, commune, resident):
    from civic.delivery.models import OutgoingMail

    sign_up(client, commune, resident.email)
    assert [row.recipient for row in OutgoingMail.objects.all()] == [resident.email]


@pytest.mark.parametrize("fault", [{"first_name": ""}, {"terms": ""}])
def test_that_the_password_is_to_be_typed_again_stands_in_the_summary(client, commune, fault):
    sentence = "Votre mot de passe n’est pas gardé, par sécurité"
    answer = client.post("/inscription/", FORM | {"commune_code": commune.code, "email": RIGHT} | fault)
    summary = text(answer).split('id="erreurs"')[1].split("</div>")[0]
    assert (answer.status_code, sentence in summary, PASSWORD in text(answer)) == (422, True, False)
    assert "rien n’est perdu" not in summary
    short = client.post(
        "/inscription/", FORM | {"commune_code": commune.code, "email": RIGHT, "password1": "court"} | fault
    )
    assert sentence not in text(short)  # it is among the faults, with its link


def test_that_the_password_is_to_be_typed_again_is_said_at_the_field_too(client, commune):
    fault = {"commune_code": commune.code, "email": RIGHT, "first_name": ""}
    page = text(client.post("/inscription/", FORM | fault))
    field = re.search(r'<input type="password"[^>]*aria-describedby="([^"]*)"', page)
    assert field[1] == "id_password1_helptext id_password1_again"
    note = page.split('id="id_password1_again"')[1].split("</p>")[0]
    assert "Il n’est pas gardé, par sécurité\u00a0: tapez-le de nouveau." in note
    short = text(client.post("/inscription/", FORM | fault | {"password1": "court"}))
    assert "id_password1_again" not in short


def test_who_comes_to_open_a_page_still_does(client, empty_commune):
    opener = {name: FORM[name] for name in ("first_name", "last_name", "birth_date", "password1", "terms")}
    asked = f"?mairie={empty_commune.slug}"
    page = text(client.post(f"/inscription/{asked}", opener | {"email": WRONG}, follow=True))
    assert f'href="/verification/corriger/{asked}"' in page
    corrected = text(client.post(f"/verification/corriger/{asked}", {"email": RIGHT}, follow=True))
    assert "Vous reprenez l’ouverture" in corrected
    assert f"vers <strong>{RIGHT}</strong>" in corrected
