import re

import pytest
from django.core import mail
from django.urls import reverse

from civic.site import queries
from tests.assets import token

pytestmark = pytest.mark.django_db

PAGES = [
    "landing",
    "help",
    "help_mayor",
    "help_resident",
    "help_team",
    "faq",
    "prices",
    "contact",
    "contact_thanks",
    "accessibility",
    "privacy",
    "legal",
    "terms",
    "offline",
]


@pytest.mark.parametrize("name", PAGES)
def test_public_pages_open_for_a_visitor(client, name):
    response = client.get(reverse(name))
    html = response.content.decode()
    assert response.status_code == 200
    assert len(re.findall(r"<h1\b", html)) == 1
    assert '<html lang="fr">' in html
    assert re.search(r"<title>[^<]+ · Maires &amp; Citoyens</title>", html)


def test_landing_finds_a_commune_without_script(client):
    html = client.get("/").content.decode()
    assert 'action="/communes/" method="get"' in html
    assert 'name="q"' in html


def test_the_picture_that_is_shared_stands_at_our_own_address(client, settings):
    settings.SITE_URL = "https://mairies.example"
    html = client.get("/", headers={"host": "localhost"}).content.decode()
    assert 'og:image" content="https://mairies.example/static/ui/share' in html
    assert "localhost" not in html


def test_prices_show_both_with_and_without_tax(client):
    html = client.get(reverse("prices")).content.decode()
    for price in ("125\u00a0€", "150\u00a0€", "370\u00a0€", "444\u00a0€"):
        assert price in html
    assert html.count("toutes taxes comprises") == 4


def test_every_size_of_commune_has_its_step(client):
    steps = queries.price_list()
    assert steps[0].start == 0
    assert [step.below for step in steps] == [step.start for step in steps[1:]] + [None]
    amounts = [step.monthly for step in steps if step.monthly]
    assert amounts == sorted(set(amounts))
    [eight_thousand] = [step for step in steps if step.start <= 8000 < (step.below or 10**9)]
    assert (steps[0].below, steps[0].monthly, eight_thousand.monthly) == (500, 125, 370)
    html = client.get(reverse("prices")).content.decode()
    for size in ("Moins de 500 habitants", "De 500 à 1\u202f999 habitants", "10\u202f000 habitants et plus"):
        assert size in html


def test_legal_page_names_the_company(client):
    html = client.get(reverse("legal")).content.decode()
    for fact in ("478\u202f291\u202f081", "810\u202f000\u00a0€", "FR76478291081", "Stéphane Cherki"):
        assert fact in html


def message(**changes):
    return {
        "name": "Jeanne Maurel",
        "email": "jeanne@exemple.fr",
        "subject": "Une question",
        "message": "Bonjour, comment inscrire ma mairie ?",
        "website": "",
    } | changes


def test_a_contact_message_leaves_and_can_be_answered(client, settings):
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    response = client.post(reverse("contact"), message())
    assert response.status_code == 302
    assert response.url == reverse("contact_thanks")
    [sent] = mail.outbox
    assert sent.to == [settings.CONTACT_EMAIL]
    assert sent.reply_to == ["jeanne@exemple.fr"]
    assert "comment inscrire ma mairie" in sent.body


def test_a_refused_contact_message_keeps_what_was_typed(client, settings):
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    response = client.post(reverse("contact"), message(email="jeanne@", message="Mon texte <b>long</b>"))
    html = response.content.decode()
    assert response.status_code == 422
    assert "Mon texte &lt;b&gt;long&lt;/b&gt;" in html
    assert 'id="id_email_error"' in html
    assert mail.outbox == []


def test_a_program_that_fills_every_field_sends_nothing(client, settings):
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    assert client.post(reverse("contact"), message(website="https://spam.example")).status_code == 302
    assert mail.outbox == []


def test_a_very_long_message_is_refused_in_words(client):
    response = client.post(reverse("contact"), message(message="a" * 5001))
    assert response.status_code == 422
    assert "5001" in response.content.decode() or "5\u202f001" in response.content.decode()


def test_the_manifest_names_icons_that_exist(client):
    from django.contrib.staticfiles import finders

    response = client.get("/manifest.webmanifest")
    assert response["Content-Type"] == "application/manifest+json"
    manifest = response.json()
    assert (manifest["theme_color"], manifest["background_color"]) == (token("night")[0], token("paper")[0])
    icons = manifest["icons"]
    assert {icon["purpose"] for icon in icons} == {"any", "maskable"}
    for icon in icons:
        assert finders.find(icon["src"].removeprefix("/static/")), icon["src"]


def test_the_page_without_a_network_is_of_nobody_and_leads_to_what_is_kept(client):
    page = client.get("/hors-connexion/").content.decode()
    assert 'href="/accueil/"' in page
    assert "Connexion</a>" not in page
    assert "/inscription/" not in page


def test_the_service_worker_is_fresh_and_knows_the_offline_files(client):
    response = client.get("/sw.js")
    source = response.content.decode()
    assert response["Cache-Control"] == "no-cache"
    assert response["Content-Type"].startswith("text/javascript")
    assert re.match(r'self\.VERSION="[0-9a-f]{12}";self\.ASSETS=\["/static/ui/app\.css"', source)
