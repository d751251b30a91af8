"""Completion by the first letters or by the postal code, whatever is typed."""

import pytest
from django import forms
from django.test import Client
from django.urls import reverse

from civic.communes.actions.directory_rows import save_search_terms
from civic.communes.directory.search_terms import normalised
from civic.communes.fields import CommuneField
from civic.communes.models import Commune
from civic.communes.queries.directory import communes_matching
from tests.communes.factories import CommuneFactory
from tests.html import on_one_line

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


@pytest.fixture
def town_halls(communes: dict[str, Commune]) -> dict[str, Commune]:
    """With namesakes, a postal code of several communes that is also a code of INSEE, and towns of districts."""
    made = [
        CommuneFactory(code="61300", name="Moutiers-au-Perche", postal_codes=["61110"], population=400),
        CommuneFactory(code="61510", name="Vitrai-sous-Laigle", postal_codes=["61300"], population=200000),
        CommuneFactory(
            code="75056", name="Paris", postal_codes=[f"750{n:02d}" for n in range(1, 21)] + ["75116"]
        ),
        CommuneFactory(code="69123", name="Lyon", postal_codes=[f"6900{n}" for n in range(1, 10)]),
        CommuneFactory(code="13055", name="Marseille", postal_codes=[f"130{n:02d}" for n in range(1, 17)]),
        *(
            CommuneFactory(
                code=f"0{n}901", name="Saint-Martin", slug=f"saint-martin-0{n}", postal_codes=[f"0{n}300"]
            )
            for n in range(3, 8)
        ),
        CommuneFactory(code="38421", name="Saint-Martin-d’Hères", postal_codes=["38400"], population=38000),
        CommuneFactory(code="38422", name="Le Petit-Saint-Martin", postal_codes=["38401"], population=90000),
        *(
            CommuneFactory(code=f"51{n + 400}", name=f"Voisine-{n}", postal_codes=["51300"])
            for n in range(46)
        ),
    ]
    save_search_terms(communes=made)
    return communes | {commune.name: commune for commune in made}


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("laigle", "L’Aigle"),
        ("Laigle", "L’Aigle"),
        ("61300", "Vitrai-sous-Laigle"),
        ("Paris 15e", "Paris"),
        ("06360 CEDEX", "Èze"),
        ("06360 Cedex 2", "Èze"),
    ],
)
def test_what_people_mean_comes_first(town_halls: dict[str, Commune], typed: str, first: str) -> None:
    assert communes_matching(typed)[0].name == first


def test_names_come_first_then_beginnings_then_words_within(town_halls: dict[str, Commune]) -> None:
    names = [commune.name for commune in communes_matching("saint martin")]
    assert names == ["Saint-Martin"] * 5 + ["Saint-Martin-d’Hères", "Le Petit-Saint-Martin"]


def test_all_communes_of_a_postal_code_come(town_halls: dict[str, Commune]) -> None:
    assert len(communes_matching("51300")) == 46


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("Paris 15e", "Paris 15e (75015)"),
        ("75015", "Paris 15e (75015)"),
        ("paris 1er arrondissement", "Paris 1er (75001)"),
        ("75116", "Paris 16e (75016)"),
        ("Lyon 3e", "Lyon 3e (69003)"),
        ("Marseille 8ème", "Marseille 8e (13008)"),
        ("Paris", "Paris (75)"),
    ],
)
def test_the_district_is_remembered(town_halls: dict[str, Commune], typed: str, label: str) -> None:
    commune = CommuneField().clean(typed)
    assert commune is not None
    assert commune.completion_label == label
    sent = {"c": label, "c_code": commune.code}
    chosen = CommuneField().widget.value_from_datadict(sent, {}, "c")
    assert (chosen, chosen.district) == (commune, commune.district)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Èze", "Èze"),
        ("eze", "Èze"),
        ("06360", "Èze"),
        ("l'aigle", "L’Aigle"),
        ("Saint-Ouen (41100)", "Saint-Ouen"),
    ],
)
def test_what_one_commune_alone_is_called_is_that_commune(
    town_halls: dict[str, Commune], typed: str, name: str
) -> None:
    assert CommuneField().clean(typed) == town_halls[name]


@pytest.mark.parametrize(
    "typed",
    ["61300", "laigle", "aigle", "saint martin", "06059", "moutiers", "seine", "ua", "51300", "saint"],
)
def test_nothing_ambiguous_or_partial_is_settled_in_silence(
    town_halls: dict[str, Commune], typed: str
) -> None:
    class Asked(forms.Form):
        commune = CommuneField()

    form = Asked({"commune": typed})
    assert not form.is_valid()
    html = str(form["commune"])
    proposed = communes_matching(typed)
    assert html.count('type="radio"') == len(proposed)
    answer = {"commune": typed, "commune_asked": typed, "commune_choice": proposed[-1].code}
    assert Asked(answer).is_valid()
    assert Asked(answer | {"commune": "Èze"}).full_clean() is None
    again = Asked(answer | {"commune": "Èze"})
    assert again.is_valid()
    assert again.cleaned_data["commune"].name == "Èze"


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
    option = on_one_line(text)
    assert 'data-value="06059" data-label="Èze (06360)"' in option
    assert 'data-name="Èze" data-postal-code="06360"' in option
    assert "<html" not in text


def test_commune_completion_json(client: Client, communes: dict[str, Commune]) -> None:
    response = client.get(reverse("commune_completion"), {"q": "eze"}, headers={"Accept": "application/json"})
    assert response.json() == {
        "communes": [
            {"code": "06059", "name": "Èze", "department": "06", "postal_codes": ["06360"], "population": 2144,
             "url": "/eze-06/"}
        ]
    }  # fmt: skip


@pytest.mark.parametrize("typed", ["<script>alert(1)</script>", "a" * 4000, "‮"])
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


@pytest.mark.parametrize(
    ("typed", "more"), [("61310", False), ("6131", True), ("51300", False), ("voisine", True)]
)
def test_only_a_beginning_leaves_others_out(
    client: Client, town_halls: dict[str, Commune], typed, more
) -> None:  # type: ignore[no-untyped-def]
    """Ten communes that share a postal code are all that there are."""
    made = [CommuneFactory(name=f"Dizaine-{n}", postal_codes=["61310"]) for n in range(10)]
    others = [CommuneFactory(name=f"Autre-{n}", postal_codes=["61311"]) for n in range(2)]
    save_search_terms(communes=[*made, *others])
    page = client.get("/communes/", {"q": typed}).content.decode()
    assert ("Dix communes proposées" in page) is more
