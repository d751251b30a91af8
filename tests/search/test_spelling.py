"""However people write it, on both engines."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from civic.core import words
from civic.core.audience import Audience
from civic.core.clock import now
from civic.core.words import LONGEST, marked
from civic.search.queries import meaning
from civic.search.queries.finding import Asked, find
from civic.search.queries.meaning import sought
from tests.search.corpus import index, post, search, titles
from tests.threads.factories import MessageFactory

TITLES = (
    "Travaux rue de l’Aigle",
    "L'Aigle en fête",
    "Marché de Noël à Saint-Étienne",
    "Rentrée à l’école",
    "Les écoles ouvrent aujourd’hui",
    "Déchetterie : nouveaux horaires",
    "Le porte-monnaie trouvé",
    "Conseil municipal du 3 mai",
    "Élections municipales",
    "Œuvre de Sørensen au musée",
    "La SNCF répond",
    "Lotissement Saint Exupéry",
)


@pytest.fixture
def resident_viewer(commune, mayor, resident, viewer_of):
    index(*(post(commune, mayor, title, days=n + 1) for n, title in enumerate(TITLES)))
    return viewer_of(resident, commune)


@pytest.mark.engine
@pytest.mark.parametrize(
    ("typed", "found"),
    {
        # accents, capitals
        "rentree": [3],
        "RENTRÉE": [3],
        "noel": [2],
        # both apostrophes, the article left out, written as one
        "l'aigle": [0, 1],
        "l’aigle": [0, 1],
        "aigle": [0, 1],
        "laigle": [0, 1],
        "LAIGLE": [0, 1],
        "d'aigle": [0, 1],
        "aujourdhui": [4],
        "aujourd'hui": [4],
        "aujourd hui": [4],
        # hyphens, abbreviations, written as one or as two
        "saint etienne": [2],
        "saint-etienne": [2],
        "st-etienne": [2],
        "st etienne": [2],
        "ST ÉTIENNE": [2],
        "saintetienne": [2],
        "portemonnaie": [6],
        "porte monnaie": [6],
        "saint-exupéry": [11],
        "saintexupery": [11],
        "S.N.C.F.": [10],
        # numbers and genders
        "école": [3, 4],
        "écoles": [3, 4],
        "travail": [0],
        "travaux": [0],
        "élection": [8],
        "municipal": [7, 8],
        "municipale": [7, 8],
        "horaire": [5],
        # letters that keyboards lack
        "sorensen": [9],
        "oeuvre": [9],
        # only begun
        "déchet": [5],
        "lotis": [11],
        "dech": [5],
        # small words do not count, and are found when there is nothing else
        "le marché de noël": [2],
        "marché à noël": [2],
        "conseil de la mai": [7],
        # several words must all be there
        "conseil école": [],
        # mistyped
        "marhcé": [2],
        "dechéterie": [5],
        "élecsions": [8],
        "lotisement": [11],
        "ecloe": [3, 4],
        "l'ecloe": [3, 4],
        "rentré école": [3],
        # nothing like it
        "piscine": [],
        "zzzzzz": [],
    }.items(),
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_it_is_found_however_it_is_written(resident_viewer, typed, found):
    assert search(resident_viewer, typed) == [TITLES[n] for n in found]


@pytest.mark.engine
@pytest.mark.parametrize(
    "typed",
    [
        "", " ", "'", '"', "*", "AND", "NOT école", "école NEAR/3 x OR", "(école", "école)", "école\x00", "title:école",
        "{title words}: école", "école*", "^école", "école & | ! <->", "':*", "\\", "\\' | école", "--", "/* */", "%_",
        "́̈" * 40, "é" * 5_000, "a " * 2_500, "l'" * 900, "🎉", "日本語", "ɐɓ", "a’b’c’d’e’f", "１２３",
    ],
    ids=lambda value: ascii(value)[:20],
)  # fmt: skip
def test_nothing_that_is_typed_breaks_it(resident_viewer, typed):
    find(resident_viewer, Asked(words=typed))


SIGNS = ("\ufdfa" * 60, "\ufb01\ufb02\ufdfa\ufdfa\ufdfa\ufdfa " * 20, "\ufdfa-" * 60, "\ufdfa " * 60)


@pytest.mark.parametrize(
    "typed", [*SIGNS, "abcd-" * 40, "a-" * 100, "é" * 40 + "-" + "é" * 40, "porte " * 40]
)
def test_what_is_sought_is_measured_as_it_is_compared(typed):
    """U+FDFA stands for four words, of fifteen letters."""
    found = sought(typed)
    words = [word for one in found for word in one.run.parts]
    assert len(words) <= 8
    assert sum(map(len, words)) <= 200
    forms = [stem for one in found for way in one.ways for stem in way] + [one.word for one in found]
    assert max(map(len, forms)) <= LONGEST
    assert sum(len(way) for one in found for way in one.ways) <= 80


@pytest.mark.engine
@pytest.mark.parametrize(
    "text", [*SIGNS, "abcd-" * 2_000, ("é" * 24 + "-") * 200], ids=lambda text: ascii(text)[:12]
)
def test_a_text_of_such_signs_is_found_with_the_others(commune, mayor, resident, viewer_of, text):
    index(post(commune, mayor, "Fontaine", text))
    viewer = viewer_of(resident, commune)
    assert search(viewer, "fontaine") == ["Fontaine"]
    assert search(viewer, text) == ["Fontaine"]


@pytest.mark.engine
def test_only_a_few_words_of_a_long_search_are_mistyped(commune, mayor, resident, viewer_of, monkeypatch):
    asked = []
    monkeypatch.setattr(meaning, "near_among", lambda word, words: asked.append(word) or {})
    assert (
        search(viewer_of(resident, commune), " ".join(f"fontzine{letter}" for letter in "abcdefghijkl")) == []
    )
    assert len(asked) == 3


@pytest.mark.postgresql
def test_no_search_looks_long_for_words_that_are_alike(commune, mayor, resident, viewer_of, monkeypatch):
    """It finds what is spelled so meanwhile, and the time is given back."""
    endless = "SELECT unnest(%s::text[]), pg_sleep(9)::text WHERE %s > 0 AND %s::text IS NOT NULL AND %s > 0"
    index(post(commune, mayor, "Fontaine"))
    viewer = viewer_of(resident, commune)
    with monkeypatch.context() as changed, CaptureQueriesContext(connection) as statements:
        changed.setattr(meaning, "_ALIKE", endless)
        assert search(viewer, "fontzine") == []
    assert sum(float(one["time"]) for one in statements) < 5
    assert search(viewer, "fontzine") == ["Fontaine"]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("0",)


@pytest.mark.engine
def test_operators_are_words(resident_viewer):
    assert search(resident_viewer, "école OR") == []
    assert search(resident_viewer, "NOT école") == []
    assert search(resident_viewer, 'écol* "') == [TITLES[3], TITLES[4]]  # only begun: its sign means nothing


@pytest.mark.engine
def test_what_was_nearly_typed_is_named_as_it_is_written(resident_viewer):
    found = find(resident_viewer, Asked(words="marhcé"))
    assert titles(found) == [TITLES[2]]
    assert found.is_near
    assert not find(resident_viewer, Asked(words="marché")).is_near


@pytest.mark.engine
def test_what_is_right_is_not_mixed_with_what_is_like_it(commune, mayor, resident, viewer_of):
    index(post(commune, mayor, "La mairie"), post(commune, mayor, "La prairie"))
    assert search(viewer_of(resident, commune), "mairie") == ["La mairie"]


BESIDE = (
    "combat comble combien combine comblé comédie comète comique comité commande commence comment commentaire commerce "
    "commettre commissaire commission commode commodité"
)


@pytest.mark.engine
@pytest.mark.parametrize(
    "typed", ["com", "comm", "commun", "com recru", "recrutem", "vitra", "vitrau", "l'écol"]
)
def test_begun_words_are_found_whatever_other_words_there_are(commune, mayor, resident, viewer_of, typed):
    """Also where the word is longer than its stem, or its stem begins otherwise."""
    index(
        post(commune, mayor, "La commune recrute", "Recrutement : vitraux de l’école"),
        post(commune, mayor, "Autre texte", BESIDE),
    )
    found = find(viewer_of(resident, commune), Asked(words=typed))
    assert "La commune recrute" in titles(found)
    (hit,) = [hit for hit in found.hits if hit.result.title == "La commune recrute"]
    text = f"{hit.result.title} {hit.result.text}"
    assert "<mark>" in marked(text, found.meaning.wanted)


@pytest.mark.engine
@pytest.mark.parametrize("typed", ["font", "fonta", "fontai"])
def test_invented_words_keep_no_begun_one_out(commune, mayor, resident, viewer_of, typed):
    """Whether they still stand there, were removed a moment ago, or are for others alone."""
    fountain = post(commune, mayor, "Fontaine du bourg", audience=Audience.PUBLIC)
    words = " ".join(f"fonta{first}{other}x" for first in "abcdefghi" for other in "abcdefghi")
    comment = MessageFactory(thread=fountain.thread, author=resident, body=words)
    public = post(commune, mayor, "Autre", words, audience=Audience.PUBLIC)
    index(fountain, comment, public)
    viewers = [viewer_of(person, commune) for person in (None, resident)]
    for viewer in viewers:
        assert "Fontaine du bourg" in search(viewer, typed)
    type(comment).objects.filter(pk=comment.pk).update(removed_at=now())
    type(public).objects.filter(pk=public.pk).update(audience=Audience.MEMBERS)
    for viewer in viewers:
        assert "Fontaine du bourg" in search(viewer, typed)
    assert search(viewers[0], "fontaaa") == []


def test_no_run_is_kept_that_is_longer_than_words_are():
    """A text without spaces is read, and leaves nothing in memory."""
    for size in (60, 50_000):
        kept = words._kept_parts.cache_info().currsize, words._kept_stems.cache_info().currsize
        run = f"zz{'-abcd' * size}"
        assert words.stems_of(run)
        assert (words._kept_parts.cache_info().currsize, words._kept_stems.cache_info().currsize) == kept


@pytest.mark.engine
def test_titles_come_first_then_the_latest(commune, mayor, resident, viewer_of):
    index(
        post(commune, mayor, "Piscine fermée", days=300),
        post(commune, mayor, "Piscine ouverte", days=30),
        post(commune, mayor, "Vie de la commune", "La piscine rouvre", days=2),
        post(commune, mayor, "Autre chose", "On parle de piscines", days=1),
    )
    viewer = viewer_of(resident, commune)
    assert search(viewer, "piscine") == [
        "Piscine ouverte", "Piscine fermée", "Autre chose", "Vie de la commune",
    ]  # fmt: skip
