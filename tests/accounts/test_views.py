"""« Mon compte » and the pages around signing in."""

import io
from itertools import product

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.html import escape
from PIL import Image

from civic.accounts.models import Person
from civic.core.full_disk import DatabaseFull
from civic.media.models import Media
from tests.accounts.factories import PASSWORD, PersonFactory
from tests.accounts.test_forms import GOOD
from tests.html import on_one_line


def text(answer):
    return on_one_line(answer.content.decode())


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/connexion/", "Connexion"),
        ("/mot-de-passe/", "Mot de passe oublié"),
        ("/mot-de-passe/envoye/", "Ouvrez votre messagerie"),
        ("/mot-de-passe/change/", "C’est fait"),
        ("/mot-de-passe/abc/def/", "Ce lien ne sert plus"),
        ("/verification/", "Ouvrez votre messagerie"),
        ("/verification/nimporte:quoi/", "Ce lien ne sert plus"),
        ("/compte-ferme/", "Ce compte est fermé"),
    ],
)
def test_sign_in_pages_are_open_to_all(client, db, path, title):
    answer = client.get(path)
    assert answer.status_code == 200
    assert f"<h1>{title}</h1>" in text(answer)


@pytest.mark.parametrize("path", ["/mon-compte/", "/mon-compte/mot-de-passe/", "/mon-compte/photo/"])
def test_my_account_is_for_those_who_are_signed_in(client, db, path):
    assert client.get(path)["Location"].startswith("/connexion/")


def test_sign_in_goes_where_one_wanted(client, resident):
    page = client.get("/connexion/?next=/mon-compte/")
    assert '<input type="hidden" name="next" value="/mon-compte/">' in text(page)
    answer = client.post(
        "/connexion/", {"login": resident.email, "password": PASSWORD, "next": "/mon-compte/"}
    )
    assert answer["Location"] == "/mon-compte/"


def test_sign_in_never_leads_to_another_site(client, resident):
    answer = client.post(
        "/connexion/", {"login": resident.email, "password": PASSWORD, "next": "https://ailleurs.example/"}
    )
    assert answer["Location"] == reverse("home")


def test_information_is_shown_and_changed(client_of, resident):
    browser = client_of(resident)
    assert "17/05/1960" in text(browser.get("/mon-compte/"))
    assert browser.post("/mon-compte/", GOOD | {"first_name": "Annette"})["Location"] == "/mon-compte/"
    resident.refresh_from_db()
    assert (resident.full_name, resident.mobile) == ("Annette Martin", "+33612345678")
    page = text(browser.get("/mon-compte/"))
    assert "Vos informations sont enregistrées." in page
    assert "06 12 34 56 78" in page


def test_a_fault_loses_nothing(client_of, resident):
    answer = client_of(resident).post(
        "/mon-compte/", GOOD | {"mobile": "12", "presentation": "<script>alert(1)</script> Bonjour"}
    )
    page = text(answer)
    assert answer.status_code == 422
    assert "Ce numéro n’existe pas" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; Bonjour" in page
    assert "<script>alert" not in page
    resident.refresh_from_db()
    assert resident.presentation == ""


def picture():
    content = io.BytesIO()
    Image.new("RGB", (400, 300), "teal").save(content, "JPEG")
    return SimpleUploadedFile("moi.jpg", content.getvalue(), "image/jpeg")


def test_photo_is_received_prepared_shown_and_removed(client_of, resident, run_jobs):
    browser = client_of(resident)
    assert browser.post("/mon-compte/photo/", {"photo": picture()}).status_code == 302
    run_jobs()
    resident.refresh_from_db()
    assert resident.portrait in text(browser.get("/mon-compte/"))
    browser.post("/mon-compte/photo/", {"remove": "1"})
    resident.refresh_from_db()
    assert resident.photo is None


def test_a_new_photo_takes_the_place_of_the_former(client_of, resident):
    browser = client_of(resident)
    browser.post("/mon-compte/photo/", {"photo": picture()})
    browser.post("/mon-compte/photo/", {"photo": picture()})
    resident.refresh_from_db()
    assert [media.pk for media in Media.objects.all()] == [resident.photo_id]


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (SimpleUploadedFile("moi.jpg", b"MZ\x90\x00 a program" * 50, "image/jpeg"), "n’est pas une photo"),
        (SimpleUploadedFile("vide.jpg", b"", "image/jpeg"), "Ce fichier est vide"),
        (None, "Choisissez une photo"),
    ],
)
def test_what_is_not_a_photo_is_said_beside_the_field(client_of, resident, file, sentence):
    answer = client_of(resident).post("/mon-compte/photo/", {"photo": file} if file else {})
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert "17/05/1960" in text(answer), "the other form keeps what it holds"


def test_a_photo_that_a_full_disk_refuses_is_answered_as_such(client_of, resident, monkeypatch):
    def refuse(**kwargs):
        raise DatabaseFull

    monkeypatch.setattr("civic.accounts.actions.account.change_photo", refuse)
    answer = client_of(resident).post("/mon-compte/photo/", {"photo": picture()})
    assert answer.status_code == DatabaseFull.status == 507
    assert DatabaseFull.message in text(answer)


def test_other_devices_are_signed_out_and_this_one_stays(client_of, resident):
    here, there = client_of(resident), client_of(resident)
    assert here.post("/mon-compte/appareils/")["Location"] == "/mon-compte/"
    assert here.get("/mon-compte/").status_code == 200
    assert there.get("/mon-compte/").status_code == 302


def test_a_wrong_present_password_changes_nothing(client_of, resident):
    answer = client_of(resident).post(
        "/mon-compte/mot-de-passe/", {"oldpassword": "faux", "password1": "une-phrase-toute-neuve"}
    )
    assert answer.status_code == 422
    assert "Ce n’est pas votre mot de passe actuel." in text(answer)
    resident.refresh_from_db()
    assert resident.check_password(PASSWORD)


def test_signing_out_takes_a_click(client_of, resident):
    browser = client_of(resident)
    assert "Me déconnecter" in text(browser.get("/deconnexion/"))
    assert browser.get("/mon-compte/").status_code == 200
    browser.post("/deconnexion/")
    assert browser.get("/mon-compte/").status_code == 302


def test_too_many_tries_from_one_place_are_asked_to_wait(client, db):
    answers = [client.post("/mot-de-passe/", {"email": f"n{n}@exemple.test"}) for n in range(21)]
    assert answers[-1].status_code == 429
    assert "Un instant" in text(answers[-1])


@pytest.mark.parametrize("following", ["//[", "http://[x", "http://\u2100/"])
def test_an_address_that_is_none_leads_nowhere_after_signing_up_and_in(db, commune, client_of, following):
    form = {"commune_code": commune.code, "residence": "main", "first_name": "Zoé", "last_name": "Noir"}
    form |= {"birth_date": "17/05/1980", "postal_address": "1 rue A", "terms": "on", "next": following}
    form |= {"email": "zoe@exemple.test", "password1": "Une-autre-phrase-2026"}
    answer = client_of(None).post(f"/inscription/?mairie={commune.slug}", form)
    assert Person.objects.filter(email="zoe@exemple.test").exists()
    assert answer.status_code == 302
    person = PersonFactory()
    answer = client_of(None).post(
        "/connexion/", {"login": person.email, "password": PASSWORD, "next": following}
    )
    assert answer.url == "/accueil/"


def test_a_domain_that_nobody_can_write_to_is_refused(db, client_of):
    pages = ("/mot-de-passe/", "/inscription/")
    for path, email in product(pages, ("a@xn--é.fr", "a@erased.invalid")):
        answer = client_of(None).post(path, {"email": email})
        assert answer.status_code == 422
        assert "Écrivez une adresse comme" in answer.content.decode()


def test_who_signs_up_too_often_begins_again_with_what_was_chosen(client):
    path = "/inscription/?commune=villeneuve-06&next=%2Fvilleneuve-06%2Fagenda%2F"
    for _ in range(21):
        answer = client.post(path, {})
    assert answer.status_code == 429
    page = text(answer)
    assert f'href="{escape(path)}">Recommencer</a>' in page
    assert "Revenir à l’accueil" in page
