"""Names bend as a French speaker would write them."""

from zoneinfo import ZoneInfo

import pytest

from civic.communes.directory import departments
from civic.communes.directory.names import Article, at_name, guessed_article, of_name, slug_of


@pytest.mark.parametrize(
    ("name", "article", "of", "at", "slug"),
    [
        ("Le Havre", Article.LE, "du Havre", "au Havre", "le-havre-76"),
        ("L’Aigle", Article.L, "de L’Aigle", "à L’Aigle", "l-aigle-76"),
        ("Les Abymes", Article.LES, "des Abymes", "aux Abymes", "les-abymes-76"),
        ("Èze", Article.VOWEL, "d’Èze", "à Èze", "eze-76"),
        ("La Rochelle", Article.LA, "de La Rochelle", "à La Rochelle", "la-rochelle-76"),
        ("Paris", Article.CONSONANT, "de Paris", "à Paris", "paris-76"),
        ("Hyères", Article.VOWEL, "d’Hyères", "à Hyères", "hyeres-76"),
        ("Aux Marais", Article.AUX, "des Marais", "aux Marais", "aux-marais-76"),
        ("Los Masos", Article.LOS, "de Los Masos", "à Los Masos", "los-masos-76"),
        ("Œuilly", Article.VOWEL, "d’Œuilly", "à Œuilly", "oeuilly-76"),
    ],
)
def test_a_name_bends_with_its_article(name: str, article: Article, of: str, at: str, slug: str) -> None:
    assert (of_name(name, article), at_name(name, article), slug_of(name, "76")) == (of, at, slug)


@pytest.mark.parametrize(
    ("name", "article"),
    [
        ("Uturoa", Article.VOWEL),
        ("Îles Éparses", Article.VOWEL),
        ("La Foa", Article.LA),
        ("L’Île-des-Pins", Article.L),
        ("Huahine", Article.CONSONANT),
        ("Lesparre", Article.CONSONANT),
    ],
)
def test_the_article_of_a_name_without_a_code_is_guessed(name: str, article: Article) -> None:
    assert guessed_article(name) == article


@pytest.mark.parametrize(
    ("code", "department", "zone"),
    [
        ("01001", "01", "Europe/Paris"),
        ("2A004", "2A", "Europe/Paris"),
        ("97411", "974", "Indian/Reunion"),
        ("97209", "972", "America/Martinique"),
        ("98735", "987", "Pacific/Tahiti"),
        ("98731", "987", "Pacific/Marquesas"),
        ("98901", "989", "Etc/GMT+8"),
    ],
)
def test_the_time_zone_follows_the_code(code: str, department: str, zone: str) -> None:
    assert departments.department_code_of(code) == department
    assert departments.timezone_of(code) == zone
    ZoneInfo(zone)
