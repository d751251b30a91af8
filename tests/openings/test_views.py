"""What each page says, and where it leads."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from allauth.account.models import EmailAddress

from civic.accounts.models import Person
from civic.core.clock import now
from civic.memberships.models import Membership
from civic.openings.actions.naming import correct_mayor
from civic.openings.enums import OpeningStatus
from civic.openings.models import Opening
from civic.town_halls.actions.offices import bring_town_hall
from civic.town_halls.models import Office
from tests.accounts.factories import PASSWORD
from tests.accounts.mails import mails_to, subjects_to, text_of
from tests.communes.factories import MembershipFactory
from tests.html import on_one_line
from tests.openings.conftest import AGENT, MAYOR
from tests.openings.factories import SINCE, VRAIE, OpeningFactory, name

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 10, 9, tzinfo=UTC)


def page_of(answer) -> str:
    return on_one_line(answer.content.decode()).replace("\N{NO-BREAK SPACE}", " ")


def test_the_landing_page_leads_there(client, empty_commune):
    assert 'href="/ouvrir/"' in client.get("/").content.decode()
    assert f'href="/{empty_commune.slug}/ouvrir/"' in client.get(f"/{empty_commune.slug}/").content.decode()


def test_commune_and_function_are_chosen_without_an_account(client, empty_commune, there):
    answer = client.post(
        "/ouvrir/",
        {"commune": empty_commune.completion_label, "commune_code": empty_commune.code, "function": MAYOR},
    )
    assert (answer.status_code, answer.url) == (302, f"{there}?fonction=maire")
    page = page_of(client.get(answer.url))
    assert "m•••••@sanmairie-06.example" in page
    assert empty_commune.town_hall_email not in page
    assert (
        f"/inscription/?mairie={empty_commune.slug}&amp;next=%2Fsanmairie-06%2Fouvrir%2F%3Ffonction%3Dmaire"
        in page
    )
    assert not Opening.objects.exists()


def test_another_commune_is_chosen_in_the_same_function(client, empty_commune, there):
    """Of several of one name, the page says which one it is."""
    page = page_of(client.get(f"{there}?fonction=agent"))
    assert f"{empty_commune.completion_label}, {empty_commune.department.name}." in page
    assert 'href="/ouvrir/?fonction=agent"' in page
    begin = page_of(client.get("/ouvrir/?fonction=agent"))
    assert re.search(r'value="agent"[^>]*checked', begin)
    assert not re.search(r'value="maire"[^>]*checked', begin)


def test_that_residents_wait_is_said_of_a_page_that_is_not_open(
    client, commune, mayor, newcomer, empty_commune, there
):
    for one in (commune, empty_commune):
        MembershipFactory(commune=one, person=newcomer, status="pending")
    assert "1 habitant attend déjà votre page" in page_of(client.get(f"{there}?fonction=maire"))
    open_one = page_of(client.get(f"/{commune.slug}/ouvrir/?fonction=maire"))
    assert "Reprendre la page" in open_one
    assert "attend déjà votre page" not in open_one


@pytest.mark.parametrize("missing", ["commune", "function"])
def test_both_are_asked_for(client, empty_commune, missing):
    sent = {"commune": empty_commune.completion_label, "commune_code": empty_commune.code, "function": MAYOR}
    sent = {name: value for name, value in sent.items() if not name.startswith(missing)}
    assert client.post("/ouvrir/", sent).status_code == 422


def test_what_was_chosen_outlives_signing_in(client, newcomer, there):
    start = f"{there}?fonction=maire"
    sign_in = {"login": newcomer.email, "password": PASSWORD, "next": start}
    assert client.post(f"/connexion/?next={there}%3Ffonction%3Dmaire", sign_in).url == start
    page = page_of(client.get(start))
    assert "Vous l’ouvrez comme maire." in page
    assert "Maire depuis le" in page


def test_sign_up_leads_to_sign_in_with_what_was_chosen(client, there):
    page = page_of(client.get(f"/inscription/?mairie=sanmairie-06&next={there}%3Ffonction%3Dmaire"))
    assert 'href="/connexion/?next=%2Fsanmairie-06%2Fouvrir%2F%3Ffonction%3Dmaire"' in page
    assert "Votre commune" not in page


def test_a_visitor_who_sends_is_asked_for_an_account(client, there):
    answer = client.post(there, {"function": MAYOR, "since": "2026-03-22"})
    assert answer.url == f"{there}?fonction=maire"
    assert "/connexion/?next=%2Fsanmairie-06%2Fouvrir%2F%3Ffonction%3Dmaire" in page_of(
        client.get(answer.url)
    )
    assert not Opening.objects.exists()


def test_what_was_chosen_outlives_sign_up_in_another_browser(client, empty_commune, client_of, there):
    """And who opens a page is not asked where they live."""
    answer = client.post(
        f"/inscription/?mairie={empty_commune.slug}&next={there}%3Ffonction%3Dagent",
        {
            "civility": "mme", "first_name": "Claire", "last_name": "Aubert", "birth_date": "21/03/1980",
            "email": "claire@exemple.test", "password1": PASSWORD, "terms": "on", "next": f"{there}?fonction=agent",
        },
        follow=True,
    )  # fmt: skip
    assert "Ensuite, vous ouvrez la page de Sanmairie." in page_of(answer)
    assert not Membership.objects.exists()
    person = Person.objects.get(email="claire@exemple.test")
    opening = Opening.objects.get()
    assert (opening.person, opening.status, opening.function) == (person, OpeningStatus.CHOSEN, AGENT)
    EmailAddress.objects.update(verified=True)
    browser = client_of(person)
    first = browser.get("/accueil/")
    assert first.url == f"{there}code/"
    assert browser.get(first.url).url == f"{there}?fonction=agent"


def test_the_whole_way_of_a_mayor(client_of, newcomer, empty_commune, code_for, there):
    browser = client_of(newcomer)
    assert "Étape 3 sur 4 : vous et la mairie" in page_of(browser.get(f"{there}?fonction=maire"))
    assert browser.post(there, {"function": MAYOR, "since": "2026-03-22"}).url == f"{there}code/"
    page = page_of(browser.get(f"{there}code/"))
    assert "Étape 4 sur 4 : le code de la mairie" in page
    assert "m•••••@sanmairie-06.example" in page
    code = code_for()
    answer = browser.post(f"{there}code/", {"code": f" {code[:3]} {code[3:]} "})
    assert answer.url == f"/{empty_commune.slug}/mairie/"
    assert "La page de Sanmairie est ouverte" in page_of(browser.get(answer.url))
    assert browser.get(f"{there}code/").url == f"/{empty_commune.slug}/mairie/"  # « back »


def test_the_whole_way_of_an_agent(client_of, agent, empty_commune, code_for, there):
    browser = client_of(agent)
    assert "Étape 3 sur 5 : vous et la mairie" in page_of(browser.get(f"{there}?fonction=agent"))
    browser.post(there, {"function": AGENT, "title": "Secrétaire de mairie"})
    assert "Étape 4 sur 5 : le code de la mairie" in page_of(browser.get(f"{there}code/"))
    assert browser.post(f"{there}code/", {"code": code_for()}).url == f"{there}maire/"
    page = page_of(browser.get(f"{there}maire/"))
    assert "Étape 5 sur 5 : le maire" in page
    assert 'value="Camille"' in page
    assert 'value="Exemple"' in page
    mayor = {
        "first_name": "Camille", "last_name": "Exemple", "email": "c.exemple@sanmairie.test", "since": "2020-07-03"
    }  # fmt: skip
    assert browser.post(f"{there}maire/", mayor).url == f"/{empty_commune.slug}/mairie/"
    assert browser.get(f"/{empty_commune.slug}/mairie/").status_code == 200
    assert Office.objects.get().person.full_name == "Camille Exemple"


@pytest.mark.parametrize(
    ("title", "status"),
    [
        ("Maire", 422), ("Madame la Maire", 422), ("maire de Sanmairie", 422), ("M. le maire", 422), (" ", 422),
        ("Adjointe au maire", 302), ("Secrétaire de mairie", 302), ("DGS", 302),
    ],
)  # fmt: skip
def test_an_agent_signs_with_their_own_function(client_of, agent, there, title, status):
    assert client_of(agent).post(there, {"function": AGENT, "title": title}).status_code == status


def test_the_day_of_the_mayor_whom_the_directory_knows_is_filled_in(
    client_of, empty_commune, there, newcomer
):
    empty_commune.mayor_since = "2026-03-22"
    empty_commune.mayor_first_name, empty_commune.mayor_last_name = "Alix", "NOUVELLE"
    empty_commune.save()
    assert 'value="2026-03-22"' in client_of(newcomer).get(f"{there}?fonction=maire").content.decode()


def test_a_wrong_code_is_said_once(client_of, newcomer, start, code_for, there):
    start(newcomer)
    wrong = f"{(int(code_for()) + 1) % 1_000_000:06}"
    answer = client_of(newcomer).post(f"{there}code/", {"code": wrong})
    assert answer.status_code == 422
    assert page_of(answer).count("Ce n’est pas le bon code. Il vous reste 4 essais.") == 1


def test_a_wrong_code_that_was_pasted_with_words_comes_back_alone_in_a_field_marked_as_wrong(
    client_of, newcomer, start, code_for, there
):
    start(newcomer)
    wrong = f"{(int(code_for()) + 1) % 1_000_000:06}"
    sent = {"code": f"Code : {wrong[:3]}-{wrong[3:]}"}
    page = page_of(client_of(newcomer).post(f"{there}code/", sent))
    field = re.search(r'<input[^>]*name="code"[^>]*>', page).group()
    assert f'value="{wrong}"' in field
    assert 'aria-invalid="true"' in field
    assert re.search(r'id="erreurs"', page)
    assert 'aria-describedby="erreurs"' in field
    assert 'aria-invalid="true"' not in page_of(client_of(newcomer).get(f"{there}code/"))


def test_what_holds_no_code_comes_back_as_it_was_typed(client_of, newcomer, start, there):
    start(newcomer)
    page = page_of(client_of(newcomer).post(f"{there}code/", {"code": "123 456, 654 321"}))
    assert 'value="123 456, 654 321"' in page


@pytest.mark.parametrize(
    "around", ["Code : {}-{}", "{} {}", "le code est {}{}.", "{}.{}", "Le code : {}{} du 30, 9 h"]
)
def test_a_code_is_taken_out_of_what_was_pasted(client_of, newcomer, start, code_for, there, around):
    start(newcomer)
    code = code_for()
    typed = around.format(code[:3], code[3:])
    assert client_of(newcomer).post(f"{there}code/", {"code": typed}).status_code == 302
    assert Opening.objects.get().status == OpeningStatus.DONE


def test_a_word_without_figures_says_what_to_type(client_of, newcomer, start, there):
    start(newcomer)
    page = page_of(client_of(newcomer).post(f"{there}code/", {"code": "abcdef"}))
    assert "Tapez les six chiffres du code." in page


def test_a_name_is_corrected_on_the_way(client_of, newcomer, there):
    """« Le corriger » leads to the names, and from there back to the opening."""
    browser = client_of(newcomer)
    page = page_of(browser.get(f"{there}?fonction=maire"))
    address, anchor = re.search(r'href="(/mon-compte/[^"#]*)#(\w+)">Le corriger', page).groups()
    account = page_of(browser.get(address))
    form = account[account.index(f'<form class="form card card--form" id="{anchor}"') :]
    assert 'name="last_name"' in form[: form.index("</form>")]
    fields = {"first_name": "Alix", "last_name": "Nouveau", "birth_date": "17/05/1970"}
    assert browser.post(address, fields).url == f"{there}?fonction=maire"
    for following in ("https%3A%2F%2Fautre.test%2F", "membership_list", "account_logout", "x.y"):
        assert browser.post(f"/mon-compte/?next={following}", fields).url == "/mon-compte/"


def test_of_a_page_that_is_open_the_commune_is_named(client_of, agent, commune, mayor):
    page = page_of(client_of(agent).get(f"/{commune.slug}/ouvrir/?fonction=agent"))
    assert f"{commune.completion_label}, {commune.department.name}" in page


def test_who_has_a_commune_arrives_there_whatever_they_began(client_of, resident, commune, start, there):
    start(resident)
    browser = client_of(resident)
    answer = browser.get("/accueil/")
    assert answer.url == f"/{commune.slug}/"
    page = page_of(browser.get(answer.url))
    assert "Vous avez commencé à ouvrir la page de Sanmairie." in page
    assert f'href="{there}code/">Continuer' in page


def test_who_acts_for_a_town_hall_hears_of_it_at_the_desk(client_of, mayor, commune, start, there):
    start(mayor, function=AGENT)
    browser = client_of(mayor)
    assert browser.get("/accueil/").url == f"/{commune.slug}/mairie/"
    assert f'href="{there}code/">Continuer' in page_of(browser.get(f"/{commune.slug}/mairie/"))


@pytest.mark.parametrize(
    "typed", ["12345", "1234567", "abcdef", "", "１２３４５６", "12 34 5x", "123456 654 321"]
)
def test_what_is_no_code_costs_no_try(client_of, newcomer, start, there, typed):
    start(newcomer)
    assert client_of(newcomer).post(f"{there}code/", {"code": typed}).status_code == 422
    assert Opening.objects.get().failures == 0


def test_the_opening_of_somebody_else_is_not_there(client_of, newcomer, agent, start, there):
    """Nothing of it shows, nor whether there is one."""
    start(newcomer)
    browser = client_of(agent)
    for path in ("code/", "maire/"):
        assert browser.get(there + path).status_code == 302
    assert "Nouvelle" not in page_of(browser.get(there))
    for path in ("code/renvoyer/", "courrier/"):
        assert browser.post(there + path).status_code == 422
    browser.post(there + "abandonner/")
    assert Opening.objects.get().status == OpeningStatus.MAILED


def test_an_open_page_says_whom_to_ask(client_of, agent, commune, mayor):
    page = page_of(client_of(agent).get(f"/{commune.slug}/ouvrir/?fonction=agent"))
    assert "Cette page est déjà ouverte" in page
    assert mayor.full_name in page
    assert "Je suis le nouveau maire" in page
    assert "Écrivez-nous" in page


def test_a_new_mayor_takes_over_and_opens_nothing(client, client_of, newcomer, commune, mayor):
    for browser in (client, client_of(newcomer)):
        page = page_of(browser.get(f"/{commune.slug}/ouvrir/?fonction=maire"))
        assert "Vous la reprenez comme maire." in page
        assert "Vous l’ouvrez" not in page
        assert "Le maire en place en est prévenu aussitôt" in page


def test_while_the_mayor_has_not_come_nobody_is_sent_to_them(
    client_of, newcomer, proven, agent, known, viewer_of, there
):
    """Nor is the agent named, or is it told whether the mayor has an account."""
    pages = {}
    browser = client_of(newcomer)
    name(viewer_of(agent, proven.commune))
    for email in ("libre@exemple.test", known.email):
        correct_mayor(viewer=viewer_of(agent, proven.commune), **VRAIE | {"email": email})
        pages[email] = [page_of(browser.get(f"{there}?fonction={function}")) for function in (AGENT, MAYOR)]
    for for_agent, for_mayor in pages.values():
        assert "est ouverte au nom de Camille Vraie, qui n’a pas encore répondu à l’invitation" in for_agent
        assert "la personne de la mairie qui a ouvert la page" in for_agent
        assert "est tenue par" not in for_agent
        assert "La personne de la mairie qui a ouvert la page peut vous la renvoyer." in for_mayor
        assert "La personne invitée en est prévenue aussitôt." in for_mayor
        assert "Le maire en place" not in for_mayor
        assert "Étape 3 sur 4 : vous et la mairie" in for_mayor
        assert agent.last_name not in for_agent + for_mayor
    free, taken = ([re.sub(r'(value|nonce)="[^"]*"', "", one) for one in both] for both in pages.values())
    assert free == taken


def test_a_mayor_whom_the_platform_invited_has_no_colleague_to_ask(client_of, newcomer, empty_commune, there):
    bring_town_hall(commune=empty_commune, since=SINCE, **VRAIE)
    page = page_of(client_of(newcomer).get(f"{there}?fonction=agent"))
    assert "qui n’a pas encore répondu à l’invitation" in page
    assert "la personne de la mairie" not in page


def test_a_stopped_one_says_why(client_of, newcomer, empty_commune, there):
    OpeningFactory(
        commune=empty_commune, person=newcomer, status=OpeningStatus.STOPPED, reason="La mairie dit non."
    )
    assert "La mairie dit non." in page_of(client_of(newcomer).get(there))


# --- The platform's people ------------------------------------------------------------------------------------------


def test_their_area_is_in_the_menu_of_every_page(client_of, staff, resident, commune):
    for path in ("/", f"/{commune.slug}/", "/mon-compte/"):
        assert 'href="/plateforme/"' in client_of(staff).get(path).content.decode(), path
        assert 'href="/plateforme/"' not in client_of(resident).get(path).content.decode(), path


def test_they_see_openings(client_of, staff, newcomer, empty_commune):
    OpeningFactory(commune=empty_commune, person=newcomer, started_at=now() - timedelta(hours=2))
    page = page_of(client_of(staff).get("/plateforme/ouvertures/"))
    for words in (
        "Sanmairie (06)",
        "Alix Nouvelle, maire",
        "par courrier",
        "il y a 2 heures",
        "courrier à poster",
    ):
        assert words in page
    assert "Le répertoire des élus connaît Camille Exemple." in page
    assert "1<span" in page_of(client_of(staff).get("/plateforme/"))


def test_they_stop_one_with_a_reason_that_is_mailed(client_of, staff, newcomer, start, code_for, there):
    opening = start(newcomer)
    address = f"/plateforme/ouvertures/{opening.pk}/"
    browser = client_of(staff)
    assert browser.post(address, {"reason": " "}).status_code == 422
    assert browser.post(address, {"reason": "La mairie n’a rien demandé."}).url == "/plateforme/ouvertures/"
    browser.post(address, {"reason": "La mairie n’a rien demandé."})
    assert subjects_to(newcomer.email) == ["Votre demande d’ouvrir la page de Sanmairie est arrêtée"]
    assert "La mairie n’a rien demandé." in text_of(mails_to(newcomer.email)[0])
    theirs = client_of(newcomer)
    assert theirs.post(f"{there}code/", {"code": code_for()}).status_code == 302
    assert not Office.objects.exists()
    answer = theirs.post(there, {"function": MAYOR, "since": "2026-03-22"})
    assert answer.status_code == 422
    assert Opening.objects.count() == 1


def test_a_letter_that_was_printed_before_the_stop_is_thrown_away(
    client_of, staff, newcomer, start, run_jobs, clock
):
    """The next one is told from it by its hour."""
    clock.at(NOW)
    opening = start(newcomer, by_post=True)
    run_jobs()
    here = f"/plateforme/ouvertures/{opening.pk}/"
    browser = client_of(staff)
    page = page_of(browser.get(here))
    assert "Il est daté du 10 novembre 2026 à 10 h." in page
    assert "S’il est déjà imprimé, jetez-le" not in page
    browser.post(here, {"reason": "Erreur"})
    assert "S’il est déjà imprimé, jetez-le" in page_of(browser.get(here))


def test_one_that_is_over_is_not_stopped(client_of, staff, newcomer, empty_commune):
    opening = OpeningFactory(
        commune=empty_commune, person=newcomer, status=OpeningStatus.DONE, ended_at=now()
    )
    answer = client_of(staff).post(f"/plateforme/ouvertures/{opening.pk}/", {"reason": "Trop tard"})
    assert answer.status_code == 422
    assert subjects_to(newcomer.email) == []


def test_old_ones_are_forgotten(newcomer, empty_commune, commune):
    from civic.openings.actions.purging import purge_openings

    old, recent = now() - timedelta(days=366), now() - timedelta(days=80)
    OpeningFactory(commune=empty_commune, person=newcomer, status=OpeningStatus.DONE, ended_at=old)
    kept = OpeningFactory(commune=empty_commune, person=newcomer, started_at=recent)
    OpeningFactory(commune=commune, person=newcomer, started_at=now() - timedelta(days=91))
    purge_openings()
    assert Opening.objects.get() == kept


# --- By post: weeks later ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("has_commune", [True, False])
def test_whoever_signs_in_later_is_led_to_where_the_code_is_typed(
    client, newcomer, empty_commune, commune, start, there, has_commune
):
    if has_commune:
        MembershipFactory(commune=commune, person=newcomer)
    start(newcomer, by_post=True)
    answer = client.post("/connexion/", {"login": newcomer.email, "password": PASSWORD}, follow=True)
    assert answer.redirect_chain[-1][0] == (f"/{commune.slug}/" if has_commune else f"{there}code/")
    assert (f'<a href="{there}code/">' in answer.content.decode()) is has_commune


POSTED = {
    "status": OpeningStatus.PAPER_SENT,
    "paper_sent_at": NOW,
    "code_expires_at": NOW + timedelta(days=40),
}
REPLACING = {"status": OpeningStatus.WAITING, "takes_over_at": NOW + timedelta(days=5)}


@pytest.mark.parametrize(
    ("state", "days_later", "words", "link", "page"),
    [
        ({}, 1, "se prépare.", "Voir où cela en est", "code/"),
        (POSTED, 1, "est parti mardi 10 novembre, par courrier", "Le taper", "code/"),
        (POSTED | {"failures": 5}, 1, "ne sert plus, après cinq essais", "Voir comment l’avoir", "code/"),
        (POSTED, 40, "n’est plus valable", "Voir comment l’avoir", "code/"),
        (REPLACING, 1, "quand le délai sera passé", "Voir où cela en est", "reprendre/"),
        (REPLACING, 5, "est à vous", "La reprendre", "reprendre/"),
    ],
)
def test_what_is_read_at_sign_in_of_a_code_by_post_is_how_far_it_is(
    client, newcomer, commune, start, there, time_machine, state, days_later, words, link, page
):
    MembershipFactory(commune=commune, person=newcomer)
    time_machine.move_to(NOW, tick=False)
    opening = start(newcomer, by_post=True)
    Opening.objects.filter(pk=opening.pk).update(**state)
    time_machine.move_to(NOW + timedelta(days=days_later), tick=False)
    sign_in = {"login": newcomer.email, "password": PASSWORD}
    read = page_of(client.post("/connexion/", sign_in, follow=True))
    assert words in read
    assert f'<a href="{there}{page}">{link}</a>' in read
    client.logout()
    led_there = page_of(client.post(f"/connexion/?next={there}{page}", sign_in, follow=True))
    assert f'<a href="{there}{page}">' not in led_there


def test_nobody_else_reads_of_a_code(client, agent, newcomer, start):
    start(newcomer, by_post=True)
    answer = client.post("/connexion/", {"login": agent.email, "password": PASSWORD}, follow=True)
    assert "en route" not in answer.content.decode()


@pytest.mark.parametrize("by_post", [True, False])
def test_after_five_wrong_codes_the_page_says_one_thing(client_of, newcomer, start, there, by_post):
    opening = start(newcomer, by_post=by_post)
    if by_post:
        Opening.objects.filter(pk=opening.pk).update(
            status=OpeningStatus.PAPER_SENT, paper_sent_at=now(), code_expires_at=now() + timedelta(days=9)
        )
    Opening.objects.filter(pk=opening.pk).update(failures=5)
    page = on_one_line(client_of(newcomer).get(f"{there}code/").content.decode())
    assert "ne sert plus, après cinq essais" in page
    assert "sert jusqu’au" not in page
    assert 'name="code"' not in page


def test_a_request_that_came_by_mail_has_a_button_too(client_of, mayor, commune, newcomer, start):
    start(newcomer, commune)
    page = on_one_line(client_of(mayor).get(f"/{commune.slug}/ouvrir/reprises/").content.decode())
    assert "Contester et arrêter" not in page
    assert "Nous écrire<span" in page


def test_what_was_begun_is_found_again_where_one_begins(client_of, newcomer, start, there):
    start(newcomer)
    page = page_of(client_of(newcomer).get("/ouvrir/"))
    assert "Vous avez commencé à ouvrir la page de Sanmairie." in page
    assert f'href="{there}code/"' in page
    assert "Vous avez commencé" not in page_of(client_of(None).get("/ouvrir/"))


def test_the_account_is_a_step_that_is_done_for_whoever_has_one(client, client_of, agent):
    """Else the third step would seem to come after the first."""
    words = "<p>L’étape 2, votre compte, est déjà faite.</p>"
    assert words in client_of(agent).get("/ouvrir/").text
    assert words not in client.get("/ouvrir/").text
