"""Completion by the first letters or by the postal code, whatever is typed."""

import pytest
from django.test import Client
from django.urls import reverse

from civic.communes.actions.directory_rows import save_search_terms
from civic.communes.directory.search_terms import normalised
from civic.communes.models import Commune
from civic.communes.queries.directory import communes_matching
from tests.communes.factories import CommuneFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def communes() -> dict[str, Commune]:
    made = [
        CommuneFactory(code="06059", name="Èze", postal_codes=["06360"], population=2144),
        CommuneFactory(code="61214", name="L’Aigle", postal_codes=["61300"], population=7663),
        CommuneFactory(code="30003", name="Aigues-Mortes", postal_codes=["30220"], population=8500),
        CommuneFactory(code="93070", name="Saint-Ouen-sur-Seine", postal_codes=["93400"], population=53000),
        CommuneFactory(code="41220", name="Saint-Ouen", postal_codes=["41100"], population=3300),
        CommuneFactory(code="71000", name="Saint-Bois", postal_codes=["01300"], is_current=False),
        CommuneFactory(code="98747", name="Ua-Huka", postal_codes=[], population=None),
    ]
    save_search_terms(communes=made)
    return {commune.name: commune for commune in made}


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("eze", ["Èze"]),
        ("Èze", ["Èze"]),
        ("ÈZ", ["Èze"]),
        ("l'aigle", ["L’Aigle"]),
        ("L’Aigle", ["L’Aigle"]),
        ("aigle", ["L’Aigle"]),
        ("aig", ["Aigues-Mortes", "L’Aigle"]),
        ("mortes", ["Aigues-Mortes"]),
        ("06360", ["Èze"]),
        ("063", ["Èze"]),
        ("06059", ["Èze"]),
        ("st ouen", ["Saint-Ouen", "Saint-Ouen-sur-Seine"]),
        ("saint-ouen", ["Saint-Ouen", "Saint-Ouen-sur-Seine"]),
        ("  SAINT   OUEN-  ", ["Saint-Ouen", "Saint-Ouen-sur-Seine"]),
        ("st ouen s", ["Saint-Ouen-sur-Seine"]),
        ("saint ouen 93", ["Saint-Ouen-sur-Seine"]),
        ("Saint-Ouen (41100)", ["Saint-Ouen"]),
        ("seine", ["Saint-Ouen-sur-Seine"]),
        ("ua-h", ["Ua-Huka"]),
        ("saint-bois", []),
        ("eze 93", []),
        ("zzz", []),
        ("", []),
        ("   ", []),
        ("%", []),
        ("_", []),
        ("e_e", []),
        ("%ze", []),
        ("\x00\x1f\u202e", []),
        ("\x00eze", ["Èze"]),
        ("' OR 1=1 --", []),
        ("😀", []),
    ],
)
def test_completion(communes: dict[str, Commune], typed: str, names: list[str]) -> None:
    assert [commune.name for commune in communes_matching(typed)] == names


def test_a_megabyte_is_an_empty_answer(communes: dict[str, Commune]) -> None:
    assert communes_matching("x" * 1_000_000) == []
    assert len(normalised("e" * 1_000_000)) == 60


def test_the_limit_counts_communes_not_terms() -> None:
    save_search_terms(communes=[CommuneFactory(name=f"Bois-Bois-Bois-{n}") for n in range(12)])
    found = communes_matching("bois", limit=10)
    assert len({commune.pk for commune in found}) == 10


@pytest.mark.parametrize("matching", [1, 3])
def test_completion_costs_two_statements(matching: int, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    save_search_terms(communes=[CommuneFactory(name=f"Bois-{n}") for n in range(matching)])
    with django_assert_num_queries(2):
        assert len([c.completion_label for c in communes_matching("bois")]) == matching


def test_commune_completion_page_without_script(client: Client, communes: dict[str, Commune]) -> None:
    page = client.get(reverse("commune_completion"), {"q": "eze"}).content.decode()
    assert '<a class="button button--wide" href="/eze-06/">' in page
    assert "<html" in page


def test_commune_completion_fragment(client: Client, communes: dict[str, Commune]) -> None:
    response = client.get(reverse("commune_completion"), {"q": "06360"}, headers={"HX-Request": "true"})
    text = response.content.decode()
    assert text.count("<li") == 1
    assert '<li role="option" data-value="06059" data-label="Èze (06360)">' in text
    assert "<html" not in text


def test_commune_completion_json(client: Client, communes: dict[str, Commune]) -> None:
    response = client.get(reverse("commune_completion"), {"q": "eze"}, headers={"Accept": "application/json"})
    assert response.json() == {
        "communes": [
            {"code": "06059", "name": "Èze", "department": "06", "postal_codes": ["06360"], "population": 2144,
             "url": "/eze-06/"}
        ]
    }  # fmt: skip


@pytest.mark.parametrize("typed", ["<script>alert(1)</script>", "\x00", "a" * 4000, "‮"])
def test_commune_completion_shows_hostile_text_back_harmless(client: Client, typed: str) -> None:
    response = client.get(reverse("commune_completion"), {"q": typed})
    assert response.status_code == 200
    text = response.content.decode()
    assert "<script>alert" not in text
    assert "a" * 101 not in text


def test_a_former_name_says_which_commune_it_is_now(client):
    """« Saint-Pol » brings up Dunkerque: nobody should wonder why."""
    now = CommuneFactory(
        code="59183", name="Dunkerque", postal_codes=["59140"], former_names=["Mardyck", "Saint-Pol-sur-Mer"]
    )
    save_search_terms(communes=[now])
    address = reverse("commune_completion")
    for headers in ({}, {"HX-Request": "true"}):
        for typed in ("st pol", "Saint-Pol-sur-Mer", "saint-pol (59)"):
            html = client.get(address, {"q": typed}, headers=headers).content.decode()
            assert "Saint-Pol-sur-Mer (Dunkerque)" in html
        for typed in ("dunk", "59140", "59183"):
            html = client.get(address, {"q": typed}, headers=headers).content.decode()
            assert "Dunkerque" in html
            assert "Saint-Pol" not in html
