"""Since when people read an alert: a danger since it became one, and since when in these words."""

import json
from datetime import timedelta

import pytest

from civic.alerts.models import Alert
from civic.alerts.queries.desk import dangers_in_force
from civic.core.clock import now
from tests.alerts.factories import ROAD, alert_of

pytestmark = pytest.mark.at("2026-11-20T12:04")


def text(answer) -> str:
    return " ".join(answer.content.decode().replace("\u00a0", " ").replace("\u202f", " ").split())


@pytest.fixture
def pages(client_of, commune, mayor, resident, here):
    """What the resident reads of it, and what the mayor does."""

    def read() -> list[str]:
        editor = text(client_of(mayor).get(f"/{commune.slug}/mairie/alertes/"))
        page = text(client_of(resident).get(here)).partition("<main")[2]
        return [page, editor.partition("<main")[2].partition("Ce qui a été affiché")[0]]

    return read


def test_a_danger_is_one_since_it_became_one_whatever_was_shown_before(
    pages, commune, mayor, clock, client_of
):
    alert_of(commune, mayor, level="information", text="Travaux rue Principale")
    clock.forward(minutes=1)
    alert_of(commune, mayor, level="danger", text="L’eau monte.")
    for page in pages():
        assert "depuis le vendredi 20 novembre à 12 h 05." in page
        assert "12 h 04" not in page
        assert "texte changé" not in page
    clock.forward(minutes=2)
    alert_of(commune, mayor, level="danger", text="L’eau monte encore.")
    clock.forward(minutes=2)
    alert_of(commune, mayor, level="danger", text="L’eau monte encore.", url="https://exemple.fr/")
    for page in pages():
        assert "12 h 05, texte changé le vendredi 20 novembre à 12 h 07." in page
    entry = json.loads(text(client_of(None).get(f"/{commune.slug}/alertes.json")))["in_force"]
    assert entry["level_since"].endswith("11:05:00+00:00")
    clock.forward(minutes=2)
    alert_of(commune, mayor, level="important", text="L’eau se retire.")
    for page in pages():
        assert "depuis le vendredi 20 novembre à 12 h 11." in page
        assert "texte changé" not in page


def test_what_was_prepared_yesterday_is_in_force_since_it_was_activated(pages, commune, mayor, clock):
    alert_of(commune, mayor, activate=False)
    clock.forward(days=1)
    alert_of(commune, mayor, text="Déviation par le pont.")
    for page in pages():
        assert "depuis le samedi 21 novembre à 12 h 04." in page


def test_one_of_a_release_before_is_in_force_since_its_beginning(pages, commune, mayor):
    alert_of(commune, mayor)
    Alert.objects.update(level_since=None, activated_at=now() - timedelta(hours=1))
    for page in pages():
        assert "depuis le vendredi 20 novembre à 11 h 04." in page


def test_at_the_desk_a_danger_is_as_old_as_it_is_one(commune, mayor, clock, viewer_of):
    alert_of(commune, mayor, level="information", text=ROAD)
    clock.forward(days=3)
    alert_of(commune, mayor, level="danger", text=ROAD)
    assert dangers_in_force(viewer_of(mayor, commune)).get().since == now()
