"""The poster of an alert: one tagged page, of the words that are there now."""

from datetime import timedelta
from io import BytesIO

import pypdf
import pytest
from django.http import Http404

from civic.alerts.actions import posters
from civic.alerts.actions.managing import deactivate_alert
from civic.alerts.actions.posters import ask_poster
from civic.alerts.queries.posters import POSTER, open_poster
from civic.alerts.refusals import NothingToPrint
from civic.core.clock import now
from tests.alerts.factories import alert_of


def text(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def page(commune) -> str:
    return f"/{commune.slug}/mairie/alertes/affiche/"


def test_it_is_asked_for_prepared_and_downloaded(client_of, page, commune, mayor, run_jobs, viewer_of, clock):
    alert_of(
        commune,
        mayor,
        level="danger",
        text="Crue rue du Lavoir.\nMontez à l’étage.",
        expires_at=now() + timedelta(hours=5),
    )
    browser = client_of(mayor)
    assert "Préparer l’affiche" in text(browser.get(page))
    assert "L’affiche se prépare" in text(browser.post(page, follow=True))
    run_jobs()
    shown = text(browser.get(page))
    address = shown.partition(f'href="{page}')[2].partition('"')[0]
    answer = browser.get(page + address)
    assert answer.headers["Content-Type"] == "application/pdf"
    read = pypdf.PdfReader(BytesIO(b"".join(answer.streaming_content)))
    assert len(read.pages) == 1
    assert [round(float(side) * 25.4 / 72) for side in read.pages[0].mediabox[2:]] == [210, 297]
    assert read.root_object["/MarkInfo"]["/Marked"]
    words = " ".join(read.pages[0].extract_text().split())
    for part in (
        "Mairie de Villeneuve, dimanche 22 novembre à 10 h",
        "Danger",
        "Crue rue du Lavoir.",
        "Montez à l’étage.",
        commune.slug,
        "18",
    ):
        assert part in words
    assert "Danger" in read.metadata.title


def test_other_words_ask_for_another_one(client_of, page, commune, mayor, run_jobs, viewer_of):
    alert_of(commune, mayor, text="é" * 500)
    viewer = viewer_of(mayor, commune)
    first = ask_poster(viewer=viewer)
    assert ask_poster(viewer=viewer).asked_at == first.asked_at
    run_jobs()
    with open_poster(viewer, first.file_id) as file:
        assert len(pypdf.PdfReader(BytesIO(file.read())).pages) == 1  # the longest text, too
    alert_of(commune, mayor, text="Déviation par le pont.")
    assert "Préparer l’affiche" in text(client_of(mayor).get(page))


def test_an_exercise_says_so_on_paper(client_of, commune, mayor, page):
    alert_of(commune, mayor, is_drill=True)
    assert "EXERCICE" in text(client_of(mayor).get(page)).partition("<main")[2]


def test_without_a_message_there_is_nothing_to_print(client_of, page, commune, mayor, viewer_of):
    assert "Enregistrez d’abord un message" in text(client_of(mayor).get(page, follow=True))
    assert client_of(mayor).post(page).status_code == 422
    alert_of(commune, mayor)
    deactivate_alert(viewer=viewer_of(mayor, commune), version=1)
    with pytest.raises(NothingToPrint):
        ask_poster(viewer=viewer_of(mayor, commune))


def test_one_that_was_slow_does_not_take_the_place_of_the_next(
    client_of, page, commune, mayor, run_jobs, viewer_of, monkeypatch
):
    alert_of(commune, mayor, text="Pont fermé.")
    viewer = viewer_of(mayor, commune)
    first = ask_poster(viewer=viewer)
    put, later = posters.storage.put, []

    def slow(file_id, name, content):
        if not later:
            alert_of(commune, mayor, text="Pont ouvert.")
            later.append(ask_poster(viewer=viewer))
        put(file_id, name, content)

    monkeypatch.setattr(posters.storage, "put", slow)
    run_jobs()
    assert first.file_id != later[0].file_id
    with open_poster(viewer, later[0].file_id) as file:
        assert "Pont ouvert." in pypdf.PdfReader(file).pages[0].extract_text()
    with pytest.raises(Http404):
        open_poster(viewer, first.file_id)
    with pytest.raises(FileNotFoundError):
        posters.storage.open_file(first.file_id, POSTER)
