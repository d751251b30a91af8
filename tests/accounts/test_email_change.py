"""The address that one signs in with becomes another one, and comes back."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from civic.accounts.actions import email as actions
from civic.accounts.actions.account import invite_person
from civic.accounts.actions.erasure import erase_person
from civic.accounts.models import EmailChange, Person
from civic.accounts.queries import addresses_of, personal_data_of
from civic.core.clock import now
from civic.ui.mails import send_mail
from tests.accounts.factories import PASSWORD, PersonFactory
from tests.accounts.mails import mails_to, path_in, subjects_to, text_of

pytestmark = pytest.mark.django_db
OWN, NEW = "anne@exemple.test", "anne.nouvelle@exemple.test"
ROOT = "/mon-compte/adresse-email/"


@pytest.fixture
def browser(resident, client_of):
    return client_of(resident)


@pytest.fixture
def visitor(client_of):
    return client_of(None)


HOME = {"street": "1 rue A", "postal_code": "06360", "town": "Villeneuve"}


def ask(browser, address=NEW, password=PASSWORD):
    return browser.post(ROOT, {"email": address, "password": password})


def link_to(address):
    return path_in(mails_to(address)[-1], ROOT)


def addresses(person):
    own = Person.objects.get(pk=person.pk).email
    known = EmailAddress.objects.filter(user=person).values_list("email", "verified", "primary")
    return own, list(known)


def test_nothing_changes_before_the_new_mailbox_says_so(browser, visitor, resident):
    assert ask(browser).status_code == 302
    assert NEW in browser.get(ROOT).content.decode()
    assert addresses(resident)[0] == OWN
    link = link_to(NEW)
    assert visitor.get(link).status_code == 200  # opened on another device; reading changes nothing
    assert addresses(resident)[0] == OWN
    visitor.post(link)
    assert addresses(resident) == (NEW, [(NEW, True, True)])
    assert subjects_to(OWN) == ["Votre adresse e-mail a été changée"]
    assert "Ce lien ne sert plus" in visitor.get(link).content.decode()


def test_one_signs_in_with_the_new_address(browser, visitor, resident):
    ask(browser)
    visitor.post(link_to(NEW))
    for address, status in ((OWN, 422), (NEW, 302)):
        answer = visitor.post("/connexion/", {"login": address, "password": PASSWORD})
        assert answer.status_code == status


def test_the_former_address_takes_it_back_for_two_weeks(browser, visitor, resident, clock):
    ask(browser)
    visitor.post(link_to(NEW))
    undo = link_to(OWN)
    clock.at((now() + timedelta(days=13, hours=23)).isoformat())
    assert OWN in visitor.get(undo).content.decode()
    answer = visitor.post(undo)
    assert answer.url == "/mot-de-passe/envoye/"
    assert f"à l’adresse {OWN}" in visitor.get(answer.url).content.decode()
    assert addresses(resident) == (OWN, [(OWN, True, True)])
    assert browser.get("/mon-compte/").status_code == 302  # signed out
    assert visitor.post("/connexion/", {"login": OWN, "password": PASSWORD}).status_code == 422
    chosen = visitor.get(path_in(mails_to(OWN)[-1], "/mot-de-passe/"), follow=True)
    done = visitor.post(chosen.redirect_chain[-1][0], {"password1": "Une-autre-phrase-42"}, follow=True)
    assert "Votre mot de passe est enregistré." in done.content.decode()
    assert visitor.get("/mon-compte/").status_code == 200
    assert "Ce lien ne sert plus" in visitor.get(undo).content.decode()


def test_after_two_weeks_it_is_too_late(browser, visitor, resident, clock):
    ask(browser)
    visitor.post(link_to(NEW))
    undo = link_to(OWN)
    clock.at((now() + timedelta(days=14, seconds=1)).isoformat())
    visitor.post(undo)
    assert addresses(resident)[0] == NEW
    assert "plus de 14\u00a0jours" in visitor.get(undo).content.decode()


def test_who_changes_it_twice_is_undone_twice_by_the_first_mailbox(browser, visitor, resident):
    ask(browser)
    visitor.post(link_to(NEW))
    first = link_to(OWN)
    ask(browser, "tierce@exemple.test")
    visitor.post(link_to("tierce@exemple.test"))
    second = link_to(NEW)
    visitor.post(first)
    assert addresses(resident)[0] == OWN
    visitor.post(second)
    assert addresses(resident)[0] == OWN


def test_an_invitation_meanwhile_leaves_the_account_and_its_link_as_they_are(browser, visitor, resident):
    ask(browser)
    visitor.post(link_to(NEW))
    visitor.post(link_to(OWN))
    Person.objects.filter(pk=resident.pk).update(identity_accepted_at=None, presentation="Bonjour")
    template, context = "town_halls/email/mayor_invitation", {"commune": None, "opened_by": ""}
    person, is_new = invite_person(
        email=OWN, first_name="Nom", last_name="Autre", template=template, context=context
    )
    assert (person.full_name, person.presentation, is_new) == ("Anne Martin", "Bonjour", False)


def test_another_link_takes_the_place_of_the_first_and_both_end_after_three_days(
    browser, visitor, resident, clock
):
    ask(browser)
    first = link_to(NEW)
    ask(browser, "autre@exemple.test")
    visitor.post(first)
    assert addresses(resident)[0] == OWN
    clock.at((now() + timedelta(days=3, seconds=1)).isoformat())
    visitor.post(link_to("autre@exemple.test"))
    assert addresses(resident)[0] == OWN


def test_the_answer_does_not_tell_whether_an_address_has_an_account(browser, visitor, resident):
    taken = PersonFactory(email="prise@exemple.test")
    answers = []
    for address in ("libre@exemple.test", taken.email):
        assert ask(browser, address).status_code == 302
        page = browser.get(ROOT).content.decode()
        answers.append(
            "".join(line for line in page.splitlines() if "csrf" not in line).replace(address, "X")
        )
    assert answers[0].split("<main", 1)[1] == answers[1].split("<main", 1)[1]
    assert subjects_to(taken.email) == ["Cette adresse a déjà un compte"]


def test_an_address_taken_meanwhile_is_refused_at_the_end(browser, visitor, resident):
    ask(browser)
    PersonFactory(email=NEW)
    assert visitor.post(link_to(NEW)).status_code == 422
    assert addresses(resident)[0] == OWN


def test_nobody_takes_the_former_address_while_it_may_be_taken_back(
    browser, visitor, resident, stranger, commune, client_of
):
    ask(browser)
    visitor.post(link_to(NEW))
    assert ask(client_of(stranger), OWN).status_code == 302
    assert subjects_to(OWN)[-1] == "Cette adresse a déjà un compte"
    form = {"commune_code": commune.code, "residence": "main", "first_name": "Zoé", "last_name": "Noir"}
    form |= {"birth_date": "17/05/1980", "terms": "on"} | HOME
    form |= {"email": OWN, "password1": "Une-autre-phrase-2026"}
    assert visitor.post("/inscription/", form).status_code == 302
    assert not Person.objects.filter(email=OWN).exists()


@pytest.mark.parametrize(
    ("address", "password", "said"),
    [
        (NEW, "faux", "Ce n’est pas votre mot de passe"),
        (OWN, PASSWORD, "C’est déjà votre adresse"),
        ("anne", PASSWORD, "Écrivez une adresse comme"),
    ],
)
def test_what_is_wrong_is_said(browser, address, password, said):
    answer = ask(browser, address, password)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not EmailChange.objects.exists()


def test_five_a_day(browser):
    for number in range(5):
        assert ask(browser, f"n{number}@exemple.test").status_code == 302
    assert ask(browser, "n6@exemple.test").status_code in {422, 429}


def test_the_database_holds_no_link(browser, visitor, resident):
    ask(browser)
    link = link_to(NEW)
    visitor.post(link)
    tokens = [path.split("/")[3] for path in (link, link_to(OWN))]
    held = str(list(EmailChange.objects.values()))
    assert [token for token in tokens if token in held] == []
    assert reverse("email_undo", args=[tokens[1]]) == link_to(OWN)


def test_it_is_forgotten_in_the_end_and_shown_to_who_asks(browser, resident, clock):
    ask(browser)
    assert [
        row["nouvelle adresse e-mail"]
        for row in personal_data_of(resident.pk)["Changements d’adresse e-mail"]
    ] == [NEW]
    clock.at((now() + timedelta(days=29)).isoformat())
    actions.purge_old_changes()
    assert not EmailChange.objects.exists()


def test_what_an_erased_person_asked_for_leaves_no_mail_and_takes_none_of_another(
    browser, visitor, resident, second_resident
):
    ask(browser)
    visitor.post(link_to(NEW))
    ask(browser, "plus.tard@exemple.test")
    send_mail("accounts/email/email_taken", {}, to=second_resident.email)
    assert all(subjects_to(one) for one in (OWN, "plus.tard@exemple.test", second_resident.email))
    ask(browser, second_resident.email)
    theirs = len(subjects_to(second_resident.email))
    assert addresses_of(resident.pk) == {NEW, OWN}
    ask(browser, "plus.tard@exemple.test")
    assert addresses_of(resident.pk) == {NEW, OWN, "plus.tard@exemple.test"}
    erase_person(person_id=resident.pk)
    assert [subjects_to(one) for one in (OWN, NEW, "plus.tard@exemple.test")] == [[], [], []]
    assert len(subjects_to(second_resident.email)) == theirs


def test_what_is_no_longer_theirs_is_not_among_their_addresses(browser, visitor, resident, clock):
    ask(browser)
    visitor.post(link_to(NEW))
    ask(browser, "plus.tard@exemple.test")
    clock.at(now() + timedelta(days=3, minutes=1))
    assert addresses_of(resident.pk) == {NEW, OWN}
    clock.at(now() + timedelta(days=12))
    assert addresses_of(resident.pk) == {NEW}


def test_the_mail_to_the_former_address_says_which_of_the_two_it_means(browser, visitor, resident):
    ask(browser)
    visitor.post(link_to(NEW))
    words = " ".join(text_of(mails_to(OWN)[-1]).split())
    assert "L’adresse où vous lisez ce message n’ouvre plus votre compte" in words


def test_a_change_that_waits_is_given_up(browser, visitor, resident):
    ask(browser)
    link = link_to(NEW)
    assert "Renoncer à ce changement" in browser.get(ROOT).content.decode()
    for _ in range(2):
        browser.post(f"{ROOT}retirer/")
    assert "Renoncer à ce changement" not in browser.get(ROOT).content.decode()
    visitor.post(link)
    assert addresses(resident)[0] == OWN
