"""Opening a town hall says what was done, and what the mayor got."""

import pytest
from django.contrib.auth.hashers import make_password

from civic.accounts.models import Person
from tests.accounts.factories import PASSWORD, PersonFactory
from tests.accounts.mails import html_of, mails_to, path_in, subjects_to, text_of
from tests.html import on_one_line

ADDRESS = "maire@sanmairie.test"


@pytest.fixture
def open_it(client_of, staff, empty_commune):
    def post(**changes):
        answer = client_of(staff).post(
            "/plateforme/mairies/ouvrir/",
            {
                "commune": empty_commune.completion_label,
                "commune_code": empty_commune.code,
                "first_name": "Camille",
                "last_name": "Vraie",
                "email": ADDRESS,
                "since": "2020",
                **changes,
            },
            follow=True,
        )
        return on_one_line(answer.content.decode()).replace("\N{NO-BREAK SPACE}", " ")

    return post


def test_a_mayor_without_account_gets_a_link(open_it, client):
    assert "La page de Sanmairie est ouverte. Camille Vraie reçoit un lien" in open_it()
    (mail,) = mails_to(ADDRESS)
    assert mail["Subject"] == "Votre page sur Maires & Citoyens est prête"
    assert client.get(path_in(mail, "/mot-de-passe/")).status_code == 302


def test_a_link_that_was_not_used_is_sent_again_and_the_name_put_right(open_it):
    open_it(last_name="Vrai")
    assert "était déjà ouverte. Camille Vraie reçoit un lien" in open_it()
    assert len(mails_to(ADDRESS)) == 2
    assert Person.objects.get(email=ADDRESS).full_name == "Camille Vraie"


def test_a_mayor_with_an_account_gets_no_link_and_it_is_said(open_it):
    PersonFactory(email=ADDRESS, first_name="Dominique", last_name="Connue")
    page = open_it()
    assert "Dominique Connue a déjà un compte à cette adresse : aucun lien n’est parti" in page
    (mail,) = mails_to(ADDRESS)
    assert mail["Subject"] == "La page de Sanmairie est ouverte"
    assert "/mot-de-passe/" not in text_of(mail) + html_of(mail)
    assert "/connexion/" in html_of(mail)
    assert path_in(mail, "/connexion/")


def test_opening_it_again_for_the_same_mayor_sends_nothing(open_it):
    open_it()
    Person.objects.filter(email=ADDRESS).update(password=make_password(PASSWORD))
    assert "était déjà ouverte pour Camille Vraie, qui a déjà un compte. Rien n’est parti." in open_it()
    assert subjects_to(ADDRESS) == ["Votre page sur Maires & Citoyens est prête"]


def test_the_home_page_counts_the_appeals_that_wait(client_of, staff, commune, resident):
    from tests.communes.factories import RestrictionFactory
    from tests.moderation.factories import AppealFactory

    assert "en attente" not in client_of(staff).get("/plateforme/").content.decode()
    restriction = RestrictionFactory(commune=commune, person=resident)
    AppealFactory(restriction=restriction, commune=commune, person=resident)
    page = on_one_line(client_of(staff).get("/plateforme/").content.decode())
    assert 'Recours<span class="count">1<span class="visually-hidden"> en attente</span></span>' in page
