"""From sign-up to the town hall's answer, page by page."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from civic.accounts.models import Person
from civic.communes.actions.directory_rows import save_search_terms
from civic.memberships.actions.solicitations import solicit_town_halls
from civic.memberships.models import Membership
from civic.town_halls.models import TownHall
from tests.accounts.factories import PASSWORD, PersonFactory
from tests.accounts.mails import html_of, mails_to, path_in, subjects_to, text_of
from tests.communes.factories import CommuneFactory
from tests.together import together

EMAIL = "zoe@exemple.test"
FORM = {
    "residence": "main",
    "civility": "",
    "first_name": "Zoé",
    "last_name": "O’Neil",
    "birth_date": "21/03/1950",
    "mobile": "",
    "street": "3 rue du Four",
    "postal_code": "06360",
    "town": "Villeneuve",
    "presentation": "Bonjour, je suis de la rue du Four.",
    "email": EMAIL,
    "password1": PASSWORD,
    "terms": "on",
}


def text(answer):
    return answer.content.decode()


def sign_up(client, place, **changes):
    return client.post("/inscription/", FORM | {"commune": "", "commune_code": place.code} | changes)


def test_a_birth_date_refused_is_said_at_its_field_too(client, commune, clock):
    page = text(sign_up(client, commune, birth_date="en mars 1956"))
    at_field = page.partition('name="birth_date"')[2].partition("</fieldset>")[0]
    assert 'id="id_birth_date_error"' in at_field
    assert "Écrivez le jour, le mois et l’année" in at_field


def test_the_whole_way(client, client_of, commune, mayor, run_jobs, clock):
    assert sign_up(client, commune)["Location"] == "/verification/"
    administration = client_of(mayor)
    requests = f"/{commune.slug}/mairie/administres/"
    assert "O’Neil" not in text(administration.get(requests)), "not before the address is confirmed"
    link = path_in(mails_to(EMAIL)[0], "/verification/")
    client.post(link, follow=True)
    waiting = text(client.get(f"/{commune.slug}/inscription/"))
    assert "Votre demande est à la mairie de Villeneuve" in waiting
    page = text(administration.get(requests))
    assert "Zoé O’Neil" in page
    assert "3 rue du Four" in page
    assert "Bonjour, je suis de la rue du Four." in page
    assert "button--primary" not in page.split("resident__proofs")[1].split("</fieldset>")[0]
    request = Membership.objects.get(person__email=EMAIL)
    answer = administration.post(
        f"{requests}{request.pk}/accepter/", {"proof": "electoral_roll"}, follow=True
    )
    assert "Zoé O’Neil fait maintenant partie de vos administrés." in text(answer)
    assert "Liste électorale" in text(administration.get(f"{requests}?liste=inscrits"))
    run_jobs()
    assert "Bienvenue sur la page de Villeneuve" not in subjects_to(EMAIL), "while it can still be undone"
    clock.forward(minutes=10, seconds=1)
    run_jobs()
    assert subjects_to(EMAIL)[-1] == "Bienvenue sur la page de Villeneuve"
    assert "Bienvenue sur la page de Villeneuve" in text(client.get(f"/{commune.slug}/inscription/"))


def confirm(browser):
    answer = browser.post(path_in(mails_to(EMAIL)[0], "/verification/"), follow=True)
    assert answer.status_code == 200
    return text(answer).replace("\N{NARROW NO-BREAK SPACE}", " ").replace("\N{NO-BREAK SPACE}", " ")


CONFIRMED = "Votre adresse e-mail est confirmée. "


def test_after_the_confirmation_one_reads_what_comes_next(client, commune):
    sign_up(client, commune)
    assert CONFIRMED + "Votre demande est partie à la mairie de Villeneuve" in confirm(client)


def test_also_where_the_town_hall_is_not_here(client, empty_commune):
    sign_up(client, empty_commune)
    assert CONFIRMED + "Votre demande est gardée : elle attend que la mairie de Sanmairie" in confirm(client)


def test_also_where_everybody_is_welcome(client, commune):
    TownHall.objects.update(accepts_automatically=True)
    sign_up(client, commune)
    assert CONFIRMED + "Bienvenue sur la page de Villeneuve !" in confirm(client)


def test_also_without_a_commune_or_in_another_browser(client, commune):
    sign_up(client, commune)
    Membership.objects.all().delete()
    page = confirm(Client())
    assert CONFIRMED.strip() in page
    assert "Connectez-vous avec votre mot de passe pour continuer." in page


def test_who_opens_a_page_reads_what_comes_next_for_them(client, empty_commune, resident):
    account = {name: value for name, value in FORM.items() if name not in {"commune", "residence"}}
    there = f"/inscription/?mairie={empty_commune.slug}"
    answer = client.post(there, account)
    assert answer.url == f"/verification/?mairie={empty_commune.slug}"
    page = text(client.get(answer.url))
    assert "Vous reprenez l’ouverture" in page
    assert "vérifie votre inscription" not in page
    assert "Étape 2\u00a0: votre compte" in page
    mail = " ".join(text_of(mails_to(EMAIL)[0]).split()).replace("\N{NO-BREAK SPACE}", " ")
    assert "bien la vôtre : vous ouvrirez ensuite la page de votre mairie." in mail
    assert "votre demande part" not in mail
    known = Client().post(there, account | {"email": resident.email})
    assert known.url == answer.url, "the page does not tell whether the address has an account"


def test_who_works_at_a_town_hall_is_shown_their_own_way(client, empty_commune):
    own_way = '<a href="/ouvrir/">Ouvrez la page de votre commune</a>'
    assert own_way in text(client.get("/inscription/"))
    assert own_way not in text(client.get(f"/inscription/?mairie={empty_commune.slug}"))


@pytest.mark.parametrize("ask", ["?mairie={}", ""])
def test_what_is_missing_is_listed_as_on_the_page(client, empty_commune, ask):
    page = client.post(
        "/inscription/" + ask.format(empty_commune.slug), {"residence": "main"}
    ).content.decode()
    asked = re.findall(r'<(?:input|select|textarea)[^>]* id="(id_\w+)"', page)
    listed = re.findall(r'href="#(id_\w+)"', page)
    assert listed[-1] == "id_terms"
    assert listed == [one for one in asked if one in listed]


def test_a_first_commune_is_not_proposed_as_a_second_home(client_of, resident):
    browser = client_of(resident)
    page = text(browser.get("/mon-compte/communes/"))
    assert "résidence secondaire." in page
    Membership.objects.filter(person=resident).update(status="left")
    page = text(browser.get("/mon-compte/communes/"))
    assert "Aucune inscription pour l’instant." in page
    assert "Par exemple celle de votre résidence secondaire" not in page
    chosen = page.split('name="residence" value="main"')[1].split(">")[0]
    assert "checked" in chosen


def test_the_mayor_does_not_see_mobile_nor_age(client, client_of, commune, mayor):
    sign_up(client, commune, mobile="06 12 34 56 78")
    client.post(path_in(mails_to(EMAIL)[0], "/verification/"))
    page = text(client_of(mayor).get(f"/{commune.slug}/mairie/administres/"))
    assert "Zoé" in page
    for secret in ("06 12 34 56 78", "33612345678", "1950", EMAIL):
        assert secret not in page


def test_a_known_address_gets_the_same_page_and_a_mail(client, commune, resident):
    unknown = Client()
    new = sign_up(unknown, commune)
    known = sign_up(client, commune, email=resident.email.upper())
    assert (known.status_code, known["Location"]) == (new.status_code, new["Location"])
    for browser in (unknown, client):
        assert f"Commune choisie\u00a0: <strong>{commune.name} (" in text(browser.get(new["Location"]))
    assert subjects_to(resident.email) == ["Vous avez déjà un compte"]
    resident.refresh_from_db()
    assert resident.full_name == "Anne Martin"


def test_of_two_clicks_the_link_of_the_last_one_is_good(client, commune):
    assert sign_up(client, commune)["Location"] == sign_up(client, commune)["Location"] == "/verification/"
    assert Person.objects.filter(email=EMAIL).count() == 1
    first, last = [path_in(mail, "/verification/") for mail in mails_to(EMAIL)]
    assert "Ce lien ne sert plus" in client.get(first).content.decode()
    client.post(last)
    assert client.session["_auth_user_id"] == str(Person.objects.get(email=EMAIL).pk)


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_the_very_same_time(commune):
    answers = together(*[lambda: sign_up(Client(), commune)] * 2)
    assert [answer.status_code for answer in answers] == [302, 302]
    assert Person.objects.filter(email=EMAIL).count() == 1


def test_faults_are_said_and_nothing_is_lost(client, commune):
    hostile = {
        "first_name": "<script>alert(1)</script>",
        "birth_date": "01/01/2100",
        "mobile": "12",
        "presentation": "<img src=x onerror=alert(1)>" + "x" * 1000,
        "email": "pas une adresse",
        "password1": "court",
        "terms": "",
    }
    answer = sign_up(client, commune, **hostile)
    page = text(answer)
    assert answer.status_code == 422
    for sentence in (
        "s’écrit avec des lettres",
        "dans le futur",
        "n’existe pas",
        "Ce texte est trop long",
        "a 5 caractères, il en faut au moins 10",
        "Cochez cette case",
        "Quelques points sont à revoir",
    ):
        assert sentence in page
    assert "Villeneuve (06360)" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert PASSWORD not in page
    assert "court" not in page.replace("trop court", "")
    assert not Person.objects.filter(email__contains="adresse").exists()


@pytest.mark.parametrize("field", ["commune", "first_name", "street", "presentation", "email", "password1"])
def test_a_megabyte_in_any_field_is_answered(client, commune, field):
    assert sign_up(client, commune, **{field: "x" * 1_000_000}).status_code == 422


def test_a_commune_typed_over_the_one_that_was_chosen_wins(client, commune, other_commune):
    answer = sign_up(client, commune, commune="nulle part ailleurs")
    assert answer.status_code == 422
    assert "Nous ne trouvons pas cette commune" in text(answer)


def test_the_chosen_commune_is_in_the_mail_and_on_the_page_of_its_link(client, commune):
    sign_up(client, commune)
    mail = mails_to(EMAIL)[0]
    place = f"{commune.name} ({commune.department.name})"
    page = client.get(path_in(mail, "/verification/"))
    for shown in (text_of(mail), html_of(mail), text(page)):
        assert place in shown
    # A mail that nobody asked for carries nothing that a stranger wrote; whoever follows its link reads the name.
    assert "Zoé" not in text_of(mail) + html_of(mail)


def test_the_district_is_there_too(db, client):
    paris = CommuneFactory(code="75056", name="Paris", postal_codes=[f"750{n:02d}" for n in range(1, 21)])
    save_search_terms(communes=[paris])
    sign_up(client, paris, commune="Paris 15e")
    assert Membership.objects.get().district == 15
    mail = mails_to(EMAIL)[0]
    page = client.get(path_in(mail, "/verification/"))
    for shown in (text_of(mail), html_of(mail), text(page)):
        assert f"Paris 15e ({paris.department.name})" in shown


def test_a_postal_code_of_several_communes_is_asked_about(client, commune):
    twin = CommuneFactory(code="61300", name="Autrebourg", postal_codes=["61110"])
    other = CommuneFactory(code="61214", name="Bourg", postal_codes=["61300"])
    save_search_terms(communes=[twin, other])
    answer = client.post("/inscription/", FORM | {"commune": "61300"})
    assert answer.status_code == 422
    assert "choisissez la vôtre" in text(answer)
    assert not Membership.objects.exists()
    client.post(
        "/inscription/", FORM | {"commune": "61300", "commune_asked": "61300", "commune_choice": other.code}
    )
    assert Membership.objects.get().commune == other


def test_sign_up_opens_with_the_commune_of_its_address(client, commune):
    assert "Villeneuve (06360)" in text(client.get(f"/inscription/?commune={commune.slug}"))
    assert client.get("/inscription/?commune=" + "x" * 5000).status_code == 200


def test_without_town_hall_one_reads_how_many_wait(client, client_of, empty_commune, resident, run_jobs):
    answer = client_of(resident).post(
        "/mon-compte/communes/",
        FORM | {"commune_code": empty_commune.code, "commune": "", "residence": "second", "words": ""},
    )
    assert answer["Location"] == f"/{empty_commune.slug}/inscription/"
    page = text(client_of(resident).get(answer["Location"]))
    assert "Vous êtes la première personne à l’attendre" in page
    assert "adresse officielle" in page
    solicit_town_halls()
    run_jobs()
    assert len(mails_to(empty_commune.town_hall_email)) == 1


def test_a_word_can_be_added_while_it_waits(client_of, commune, applicant):
    browser = client_of(applicant)
    browser.post(f"/{commune.slug}/inscription/", {"words": "J’habite au-dessus de la poste."})
    assert "au-dessus de la poste" in text(browser.get(f"/{commune.slug}/inscription/"))
    assert browser.post(f"/{commune.slug}/inscription/", {"words": "x" * 601}).status_code == 422


def test_refusing_needs_words_and_shows_them_to_the_person(client_of, commune, mayor, applicant):
    request = applicant.memberships.get()
    address = f"/{commune.slug}/mairie/administres/{request.pk}/refuser/"
    assert "Refuser la demande d’Ines Attend" in text(client_of(mayor).get(address))
    empty = client_of(mayor).post(address, {"words": " "})
    assert (empty.status_code, "Dites en quelques mots pourquoi." in text(empty)) == (422, True)
    client_of(mayor).post(address, {"words": "Il manque <b>votre rue</b>."})
    page = text(client_of(applicant).get(f"/{commune.slug}/inscription/"))
    assert "Il manque &lt;b&gt;votre rue&lt;/b&gt;." in page
    assert f"/mon-compte/communes/?commune={commune.slug}" in page


def test_deciding_twice_says_who_was_first(client_of, commune, mayor, delegate, applicant):
    address = f"/{commune.slug}/mairie/administres/{applicant.memberships.get().pk}/accepter/"
    client_of(delegate).post(address, {"proof": "known"})
    answer = client_of(mayor).post(address, {"proof": "known"})
    assert answer.status_code == 422
    assert "déjà été acceptée par Denise Adjointe" in text(answer)


def test_acceptance_without_proof_is_not_one(client_of, commune, mayor, applicant):
    address = f"/{commune.slug}/mairie/administres/{applicant.memberships.get().pk}/accepter/"
    for proof in ("", "automatic", "nimporte"):
        client_of(mayor).post(address, {"proof": proof})
    assert applicant.memberships.get().status == "pending"


def test_my_communes_show_their_state(client_of, commune, applicant):
    page = text(client_of(applicant).get("/mon-compte/communes/"))
    assert "En attente" in page
    assert f"/{commune.slug}/depart/" in page


def test_leaving_takes_the_password(client_of, commune, resident):
    browser = client_of(resident)
    for page in (f"/{commune.slug}/depart/", f"/{commune.slug}/inscription/", "/mon-compte/communes/"):
        assert "Quitter la page de Villeneuve" in text(browser.get(page))
    for password, said in (("", "Écrivez votre mot de passe"), ("faux", "Ce n’est pas votre mot de passe")):
        answer = browser.post(f"/{commune.slug}/depart/", {"password": password})
        assert answer.status_code == 422
        assert said in text(answer)
    assert resident.memberships.get().status == "accepted"
    answer = browser.post(f"/{commune.slug}/depart/", {"password": PASSWORD})
    assert answer["Location"] == "/mon-compte/communes/"
    assert "Votre compte reste ouvert" in text(browser.get("/mon-compte/communes/"))
    assert resident.memberships.get().status == "left"
    assert browser.get(f"/{commune.slug}/depart/").status_code == 302


def test_a_request_that_waits_is_withdrawn_without_it(client_of, commune, applicant):
    browser = client_of(applicant)
    assert 'name="password"' not in text(browser.get(f"/{commune.slug}/depart/"))
    browser.post(f"/{commune.slug}/depart/")
    assert applicant.memberships.get().status == "left"
    assert "est retirée" in text(browser.get("/mon-compte/communes/"))


def test_the_identity_card_of_the_commune(client, commune, other_commune):
    commune.neighbours.add(other_commune)
    commune.area_km2 = 9.5
    commune.save()
    page = text(client.get(f"/{commune.slug}/commune/"))
    for fact in (
        "2\u202f144\u00a0habitants",
        "≈\u00a09,5\u00a0km²",
        "226",
        "06201",
        "06360",
        "Alpes-Maritimes",
        "Autreville",
    ):
        assert fact in page


@pytest.mark.parametrize("cursor", ["2020-01-01", "n", "n" * 33, "é" * 33])
def test_a_cursor_that_no_page_wrote_is_no_page(commune, mayor, client_of, cursor):
    assert client_of(mayor).get(f"/{commune.slug}/mairie/administres/?apres={cursor}").status_code == 404


def test_what_is_wrong_with_one_more_commune_stands_at_its_form(client_of, resident):
    page = client_of(resident).post("/mon-compte/communes/", {"commune": ""}).content.decode()
    assert page.index('id="mes-communes"') < page.index('id="ajouter"') < page.index('id="erreurs"')


ELSEWHERE = {"street": "1 rue x", "postal_code": "06000", "town": "Villeneuve"}


def test_who_is_there_already_reads_so_and_keeps_what_was_typed(client_of, commune, resident):
    sent = {"commune": "", "commune_code": commune.code, "residence": "main"} | ELSEWHERE
    page = client_of(resident).post("/mon-compte/communes/", sent)
    assert page.status_code == 422
    assert "Vous êtes déjà parmi les administrés de Villeneuve" in text(page)
    assert "1 rue x" in text(page)
    assert Membership.objects.get(person=resident).street != "1 rue x"


def test_so_does_who_asked_already_but_not_who_pressed_twice(client_of, commune, applicant):
    own = Membership.objects.get(person=applicant)
    sent = {"commune": "", "commune_code": commune.code, "residence": "main", **own.address._asdict()}
    again = client_of(applicant).post("/mon-compte/communes/", sent)
    assert again["Location"] == f"/{commune.slug}/inscription/"
    for changed in (ELSEWHERE, {"words": "Au-dessus du four."}, {"residence": "second"}):
        page = client_of(applicant).post("/mon-compte/communes/", sent | changed)
        assert page.status_code == 422
        assert "attend déjà" in text(page)


def test_nor_who_pressed_twice_where_all_are_accepted_at_once(client_of, commune, stranger):
    TownHall.objects.filter(commune=commune).update(accepts_automatically=True)
    sent = {"commune": "", "commune_code": commune.code, "residence": "second", "words": " Ici."} | ELSEWHERE
    for _ in range(2):
        done = client_of(stranger).post("/mon-compte/communes/", sent)
        assert done["Location"] == f"/{commune.slug}/inscription/"
    assert stranger.memberships.get(commune=commune).status == "accepted"


def test_leaving_does_not_look_like_the_ways_beside_it(client_of, commune, resident):
    page = text(client_of(resident).get("/mon-compte/communes/"))
    assert (
        f'class="link-button link-button--danger" href="{reverse("membership_leave", args=[commune.slug])}"'
        in page
    )
    assert f'class="link-button" href="{reverse("membership_address", args=[commune.slug])}"' in page


def test_who_acts_for_a_town_hall_reads_so_and_is_not_asked_to_join_their_own_page(
    client_of, commune, mayor, powerless_delegate
):
    said = {mayor: "Vous êtes maire", powerless_delegate: "Vous agissez pour la mairie"}
    for person, words in said.items():
        page = text(client_of(person).get("/mon-compte/communes/"))
        assert words in page
        assert "Page suivie" not in page
        assert "Rejoindre ma commune" not in page
        assert "Par exemple celle où vous habitez." in page
    page = text(client_of(PersonFactory()).get("/mon-compte/communes/"))
    assert "Rejoindre ma commune" in page
    assert not any(words in page for words in said.values())
