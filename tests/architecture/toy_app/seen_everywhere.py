"""Run by `test_toy_app` with the toy app installed: it is found in each place that the descriptors speak of."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from fountains import actions
from fountains.models import Fountain
from fountains.queries import LONG_AGO

from civic.accounts.queries import personal_data_of
from civic.notifications.actions.inbox import open_inbox
from civic.town_halls.models import TownHall
from civic.worker import queries as worker
from tests.architecture.addresses import ADDRESSES
from tests.architecture.ranks import RANKS, expected
from tests.assets import found_in
from tests.plugins import tripwires

WAITING = re.compile(r'class="strip__text">([^<]*)<')
FOLDER = Path(actions.__file__).parent

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The other tables come from its migrations; the toy's one from its model."""
    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        editor.create_model(Fountain)


@pytest.fixture(autouse=True)
def its_icons(monkeypatch):
    """The build looks for icons in the product; those of the toy stand elsewhere."""
    monkeypatch.setattr(tripwires, "SPRITE", tripwires.SPRITE | found_in(FOLDER)["icons"].keys())


def page(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_checks_pass():
    call_command("check", fail_level="ERROR")


def test_menu_and_settings(commune, resident, mayor, client_of, client):
    menu_line = f'href="/{commune.slug}/fontaines/"'
    assert menu_line in page(client_of(resident), f"/{commune.slug}/agenda/")
    assert menu_line not in page(client, f"/{commune.slug}/agenda/")
    settings_page = f"/{commune.slug}/mairie/parametres/rubriques/"
    assert "Où boire de l’eau dans la commune." in page(client_of(mayor), settings_page)
    commune.town_hall.feature_decisions = {"fountains": False}
    commune.town_hall.save()
    assert menu_line not in page(client_of(resident), f"/{commune.slug}/agenda/")
    assert client_of(resident).get(f"/{commune.slug}/fontaines/").status_code == 404


def test_rights(commune, mayor, client_of):
    assert "Tenir la liste des fontaines" in page(
        client_of(mayor), f"/{commune.slug}/mairie/delegations/inviter/"
    )


def test_preferences_inbox_and_journal(commune, resident, mayor, viewer_of, client_of, run_jobs):
    assert "Vos fontaines" in page(client_of(resident), "/mon-compte/")
    assert "Nouvelle fontaine" in page(client_of(resident), "/mon-compte/notifications/")
    open_inbox(person_id=resident.pk, commune_id=commune.pk)
    actions.open_fountain(viewer=viewer_of(mayor, commune), name="Fontaine du lavoir")
    run_jobs()
    assert "Fontaine du lavoir" in page(client_of(resident), "/notifications/")
    journal = page(client_of(mayor), f"/{commune.slug}/mairie/delegations/journal/")
    assert "a ouvert une fontaine" in journal
    assert "Fontaine du lavoir" in journal
    assert 'label="Fontaines"' in journal


def test_home(commune, resident, mayor, viewer_of, client_of, client):
    actions.open_fountain(viewer=viewer_of(mayor, commune), name="Fontaine à sec")
    here = f"/{commune.slug}/"
    assert f"Fontaines de {commune.name}" in page(client, here)
    assert "fontaine(s)" not in page(client, here)
    assert f"1 fontaine(s) pour {resident.full_name}" in page(client_of(resident), here)
    assert "Fontaine à sec" in page(client_of(mayor), here)
    assert "fontaine à sec" not in page(client_of(resident), here)


def test_above_every_page_of_the_commune(commune, resident, client_of, client):
    banner = f"<p>De l’eau à {commune.name}</p>"
    for path in (f"/{commune.slug}/", f"/{commune.slug}/agenda/"):
        above, _, below = page(client, path).partition('<a class="skip-link"')
        assert (banner in above, banner in below) == (True, False)
    assert banner in page(client_of(resident), "/mon-compte/")
    assert banner not in page(client, "/aide/")
    client.cookies["drunk"] = "yes"
    assert banner not in page(client, f"/{commune.slug}/")


@pytest.mark.at("2026-06-01T12:00")
def test_what_begins_to_wait_stands_on_a_page_that_was_rendered_before(commune, resident, client_of, clock):
    here, browser = f"/{commune.slug}/", client_of(resident)
    assert WAITING.findall(page(browser, here)) == []
    clock.at(datetime(2026, 6, 1, 19, tzinfo=UTC))
    assert WAITING.findall(page(browser, here)) == ["Les fontaines ferment pour la nuit"]


@pytest.mark.at("2026-06-01T12:00")
def test_above_the_feed_stands_what_waits_and_nothing_else(commune, resident, mayor, viewer_of, client_of):
    """The alert first, two lines more, the others folded."""
    for name in ("Bassin à sec", "Lavoir à sec", "Puits à sec", "Source non potable"):
        actions.open_fountain(viewer=viewer_of(mayor, commune), name=name)
    here, alert = f"/{commune.slug}/", "Ne buvez pas\u00a0: Source non potable"
    shown, _, folded = page(client_of(mayor), here).partition('<details class="strip__others">')
    assert WAITING.findall(shown) == [alert, "Bassin à sec", "Lavoir à sec"]
    assert WAITING.findall(folded)[0] == "Puits à sec"
    assert WAITING.findall(page(client_of(resident), here)) == [alert]


def test_desk(commune, mayor, viewer_of, client_of):
    here = f"/{commune.slug}/mairie/"
    browser = client_of(mayor)
    TownHall.objects.update(joined_at=LONG_AGO)
    assert "La première fontaine" in page(browser, here)
    assert "Une fontaine n’a pas de nom" not in page(browser, here)
    Fountain.objects.create(commune=commune, author=mayor, name="")
    assert "Une fontaine n’a pas de nom" in page(browser, here)
    assert "En retard" in page(browser, here)


def test_bottom_bar_and_what_one_may_begin(commune, resident, mayor, client_of):
    bar = page(client_of(resident), f"/{commune.slug}/agenda/").partition('class="bottom-bar"')[2]
    assert "Eau" in bar.partition("</nav>")[0]
    begin = f'href="/{commune.slug}/fontaines/nouvelle/"'
    assert begin in page(client_of(mayor), f"/{commune.slug}/mairie/")
    assert begin not in page(client_of(resident), f"/{commune.slug}/")


def test_search(commune, resident, mayor, viewer_of, client_of, run_jobs):
    actions.open_fountain(viewer=viewer_of(mayor, commune), name="Fontaine du lavoir")
    run_jobs()
    found = client_of(resident).post(f"/{commune.slug}/recherche/", {"q": "lavoir"}, follow=True)
    assert "Fontaine du <mark>lavoir</mark>" in found.content.decode()


def test_access_matrix():
    found = {
        address.name: {rank: expected(address.page, rank) for rank in RANKS}
        for address in ADDRESSES
        if address.name.startswith("fountain_")
    }
    assert found["fountain_list"]["resident"] == "admitted"
    assert found["fountain_list"]["stranger"] == "not found"
    assert (found["fountain_new"]["delegate"], found["fountain_new"]["powerless"]) == (
        "admitted",
        "forbidden",
    )


def test_export_schedule_help_and_privacy(commune, mayor, viewer_of, client):
    actions.open_fountain(viewer=viewer_of(mayor, commune), name="Fontaine du lavoir")
    assert personal_data_of(mayor.pk)["Fontaines ouvertes"] == [{"nom": "Fontaine du lavoir"}]
    assert "count-fountains" in {run.key for run in worker.runs()}
    assert "Trouver une fontaine" in page(client, "/aide/administre/")
    assert "Qui a ouvert une fontaine" in page(client, "/confidentialite/")
