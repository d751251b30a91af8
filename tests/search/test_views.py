"""« Recherche », page by page."""

import re
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest

from civic.core.audience import Audience
from civic.core.clock import now
from civic.core.throttles import Throttle
from civic.core.words import Wanted, excerpt, marked, stem_of
from civic.site.queries import _help_texts
from tests.html import on_one_line
from tests.search.corpus import index, post


def text(answer: Any) -> str:
    return on_one_line(answer.content.decode()).replace("\u202f", " ").replace("\u00a0", " ")


@pytest.fixture
def ask(client_of, commune):
    """`ask(person, words)`: the page of results, as a browser comes to it."""

    def send(person: Any, words: str = "", **asked: str) -> Any:
        address = f"/{commune.slug}/recherche/"
        return client_of(person).post(address, {"q": words} | asked, follow=True)

    return send


def test_the_words_are_marked_in_title_and_text(ask, commune, mayor, resident):
    index(post(commune, mayor, "Fête de l’école", "Les écoles <b>& l’école</b> ferment"))
    page = text(ask(resident, "ecole"))
    assert "Fête de <mark>l’école</mark>" in page
    assert "Les <mark>écoles</mark> &amp; <mark>l’école</mark> ferment" in page


def test_how_much_was_found_is_said_first(ask, commune, mayor, resident):
    for _ in range(2):
        index(post(commune, mayor, "Fontaine"))
    for words, said in (("fontaine", "2 résultats"), ("xylophone", "Aucun résultat")):
        page = text(ask(resident, words))
        assert f"<title>{said} · Recherche" in page
    assert '<p class="muted" role="status">2 résultats pour « fontaine »</p>' in text(
        ask(resident, "fontaine")
    )


def test_what_is_sought_stands_in_no_address(ask, commune, mayor, resident):
    answer = ask(resident, "Sacha Lointain")
    ((address, status),) = answer.redirect_chain
    assert status == 302
    assert not re.search("sacha|lointain", address.lower())
    assert set(parse_qs(urlsplit(address).query)) == {"cherche"}


def test_the_address_is_good_for_who_searched_and_for_their_day(
    ask, client_of, commune, mayor, resident, second_resident, time_machine
):
    index(post(commune, mayor, "Fontaine"))
    address = ask(resident, "fontaine").redirect_chain[0][0]
    assert "<mark>Fontaine</mark>" in text(client_of(resident).get(address))
    for person in (second_resident, mayor, None):
        assert "<mark>" not in text(client_of(person).get(address))
    time_machine.move_to(now() + timedelta(days=1, minutes=1))
    assert "<mark>" not in text(client_of(resident).get(address))


def test_the_address_is_good_for_one_browser_of_a_visitor_and_in_one_commune(
    client_of, commune, other_commune, mayor, resident
):
    for place in (commune, other_commune):
        index(post(place, mayor, "Fontaine", audience=Audience.PUBLIC))
    browser = client_of(None)
    address = browser.post(f"/{commune.slug}/recherche/", {"q": "fontaine"})["Location"]
    elsewhere = address.replace(commune.slug, other_commune.slug)
    assert "<mark>Fontaine</mark>" in text(browser.get(address))
    assert "<mark>" not in text(browser.get(elsewhere))
    other = client_of(None)
    other.get(f"/{commune.slug}/recherche/")
    for stranger in (other, client_of(None)):
        assert "<mark>" not in text(stranger.get(address))
    own = client_of(resident).post(f"/{commune.slug}/recherche/", {"q": "fontaine"})["Location"]
    assert "<mark>" not in text(client_of(resident).get(own.replace(commune.slug, other_commune.slug)))


@pytest.mark.parametrize("query", ["cherche=x", "apres=zz", "q=fontaine", "apres=00x", "cherche=&apres=1"])
def test_what_no_page_wrote_is_an_empty_search(client_of, commune, resident, query):
    answer = client_of(resident).get(f"/{commune.slug}/recherche/?{query}")
    assert answer.status_code == 200
    assert "Un mot suffit" in text(answer)


def test_a_cursor_that_no_page_wrote_is_not_found(ask, client_of, commune, resident):
    address = ask(resident, "fontaine").redirect_chain[0][0]
    for cursor in ("zz", "30x", "00hier_x", "0"):
        assert client_of(resident).get(f"{address}&apres={cursor}").status_code == 404


def test_nothing_found_says_what_to_do(ask, resident):
    page = text(ask(resident, "zzzz"))
    assert "Rien pour « zzzz »" in page
    assert "Vérifiez l’orthographe" in page
    assert "connectez-vous" not in page
    assert "connectez-vous" in text(ask(None, "zzzz"))


def test_what_is_typed_is_shown_as_text(ask, resident):
    page = text(ask(resident, '<script>"&'))
    assert "<script>&quot;" not in page
    assert "&lt;script&gt;" in page


def test_near_words_are_offered_as_they_are_written(ask, commune, mayor, resident):
    index(post(commune, mayor, "Marché de Noël"))
    page = text(ask(resident, "marhcé"))
    assert "Vouliez-vous dire" in page
    assert re.search(r'<a class="button button--small" href="[^"]+">marché</a>', page)


def test_a_name_is_offered_with_its_capital(ask, commune, mayor, resident):
    index(post(commune, mayor, "Sentier Nietzsche"))
    assert re.search(
        r'<a class="button button--small" href="[^"]+">Nietzsche</a>', text(ask(resident, "nietzche"))
    )


def test_what_was_typed_is_not_offered_again(ask, commune, mayor, resident):
    """Where what is found says something else by now, and the index does not know yet."""
    row = post(commune, mayor, "Marché de Noël")
    index(row)
    type(row).objects.filter(pk=row.pk).update(title="Fontaine")
    page = text(ask(resident, "marhcé"))
    assert "Fontaine</a>" in page
    assert "Rien n’est écrit tout à fait ainsi" in page
    assert "Vouliez-vous dire" not in page


@pytest.mark.engine
def test_what_is_offered_keeps_the_other_words_and_what_it_is_narrowed_to(
    ask, client_of, commune, mayor, resident
):
    index(
        post(commune, mayor, "Marché de Noël", "Le marché ouvre à l’École."), post(commune, mayor, "Fontaine")
    )
    page = text(ask(resident, "le marhcé de l'ecloe, à Noel", rubrique="posts.post"))
    offered = re.findall(r'<a class="button button--small" href="([^"]+)">([^<]+)</a>', page)
    assert [words for _, words in offered] == ["le marché de l’École, à Noel"]
    following = text(client_of(resident).get(offered[0][0].replace("&amp;", "&")))
    assert "Rien n’est écrit tout à fait ainsi" not in following
    assert following.count('class="search-hit"') == 1
    assert re.search(r'aria-current="true">\s*Publications', following)


def _days(page: str) -> list[str]:
    return [re.search(rf'name="{name}"(?: value="([^"]*)")?', page)[1] or "" for name in ("du", "au")]


@pytest.mark.parametrize(
    ("first", "last", "shown", "found"),
    [
        ("2026-03-10", "2026-03-20", ["2026-03-10", "2026-03-20"], ["10", "20"]),
        ("20/03/2026", "10/03/2026", ["2026-03-10", "2026-03-20"], ["10", "20"]),  # the wrong way round
        ("2026-03-11", "", ["2026-03-11", ""], ["20", "21"]),
        ("", "10.3.2026", ["", "2026-03-10"], ["9", "10"]),
        ("2026-03-10", "2026-03-10", ["2026-03-10", "2026-03-10"], ["10"]),
        ("hier", "10/03/2026", ["hier", "2026-03-10"], ["9", "10"]),  # said, and kept as it was typed
        ("9999-12-31", "0001-01-01", ["9999-12-31", "0001-01-01"], ["9", "10", "20", "21"]),
    ],
)
def test_it_is_narrowed_to_days(ask, commune, mayor, resident, first, last, shown, found):
    """Whole days, as the clocks of the commune say."""
    for day in (9, 10, 20, 21):
        row = post(commune, mayor, f"Kermesse du {day}")
        row.published_at = datetime(2026, 3, day, 23, 30, tzinfo=ZoneInfo(commune.timezone))
        row.save(update_fields=["published_at"])
        index(row)
    page = text(ask(resident, "kermesse", du=first, au=last, periode="30"))
    assert sorted(re.findall(r"</mark> du (\d+)", page), key=int) == found
    assert _days(page) == shown
    assert 'class="opens search-days" open' in page
    assert ("Écrivez le jour" in page, "Vérifiez l’année" in page) == (first == "hier", first == "9999-12-31")
    assert not re.search(r'aria-current="true">\s*Toute date', page)


def test_a_period_is_chosen_instead_of_days(ask, client_of, commune, mayor, resident):
    index(post(commune, mayor, "Fontaine", days=10), post(commune, mayor, "Fontaine ancienne", days=200))
    page = text(ask(resident, "fontaine", du="2020-01-01", au="2020-12-31"))
    assert 'class="search-hit"' not in page
    chosen = re.search(r'href="([^"]+)"[^>]*>\s*30 jours', page)[1]
    page = text(client_of(resident).get(chosen.replace("&amp;", "&")))
    assert page.count('class="search-hit"') == 1
    assert _days(page) == ["", ""]
    assert re.search(r'aria-current="true">\s*30 jours', page)


@pytest.mark.parametrize("name", ["q", "rubrique", "periode", "du", "au"])
@pytest.mark.parametrize(
    "typed", ["é" * 5_000, "2026-02-30", "📅", "<b>"], ids=lambda typed: ascii(typed)[:9]
)
def test_nothing_that_is_sent_breaks_it(ask, commune, resident, name, typed):
    assert ask(resident, **{"words": "fontaine", name: typed}).status_code == 200


def test_no_space_stands_before_a_comma(commune):
    """Where a word of the help is a link, or bold."""
    assert not [one.title for one in _help_texts() if re.search(r"\w [,.]( |$)", f"{one.title}\n{one.body}")]


def test_it_is_narrowed_and_widened_again(ask, client_of, commune, mayor, resident):
    index(post(commune, mayor, "Fontaine", days=200))
    everything = text(ask(resident, "fontaine"))
    assert "<mark>Fontaine</mark>" in everything
    narrowed = text(ask(resident, "fontaine", periode="30"))
    assert "<mark>" not in narrowed
    wider = re.search(r'href="([^"]+)">Chercher partout', narrowed)
    assert "<mark>Fontaine</mark>" in text(client_of(resident).get(wider[1].replace("&amp;", "&")))
    polls = text(ask(resident, "fontaine", rubrique="polls.poll"))
    assert "<mark>" not in polls
    assert re.search(r'aria-current="true">\s*Sondages', polls)


def test_the_next_page_comes_alone_for_htmx(ask, client_of, commune, mayor, resident):
    index(*(post(commune, mayor, f"Kermesse {n}", days=n) for n in range(1, 26)))
    page = text(ask(resident, "kermesse"))
    assert page.count('class="search-hit"') == 20
    following = re.search(r'hx-get="([^"]+)"', page)[1].replace("&amp;", "&")
    part = text(client_of(resident).get(following, headers={"HX-Request": "true"}))
    assert part.count('class="search-hit"') == 5
    assert "<h1" not in part
    assert "<h1" in text(client_of(resident).get(following))


def test_who_is_found_by_name_is_not_mixed_with_what_is_like_it(ask, commune, mayor, resident):
    index(post(commune, mayor, "Fermé mardi"))
    assert "mardi" not in text(ask(mayor, "martin"))
    assert "<mark>mardi</mark>" in text(ask(resident, "martin"))


def test_residents_stand_above_and_help_below(ask, commune, mayor, resident):
    index(post(commune, mayor, "Martin-pêcheur"))
    page = text(ask(mayor, "martin"))
    assert page.index("Anne <mark>Martin</mark>") < page.index("-pêcheur")
    page = text(ask(resident, "notifications"))
    assert 'id="trouve-aide"' in page
    assert "Anne" not in text(ask(resident, "martin")).split("<main", 1)[1]


def test_help_leads_to_its_place(ask, client_of, resident):
    page = text(ask(resident, "mot de passe", rubrique="aide"))
    address, anchor = re.search(r'href="(/aide/[^"#]+)#([^"]+)"', page).groups()
    assert f'id="{anchor}"' in text(client_of(None).get(address))


def test_a_visitor_has_no_cookie_before_they_search(client_of, commune):
    browser = client_of(None)
    page = text(browser.get(f"/{commune.slug}/"))
    assert f'href="/{commune.slug}/recherche/"' in page
    assert not browser.cookies


def test_the_box_is_in_the_header_of_every_page(client_of, commune, resident):
    own = f"/{commune.slug}/"
    for address in (own, f"{own}agenda/", f"{own}liens/", "/mon-compte/"):
        header = text(client_of(resident).get(address)).split("<main", 1)[0]
        assert f'action="/{commune.slug}/recherche/"' in header


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "htmx"])
def test_who_asks_for_results_without_end_is_slowed(client_of, commune, resident, monkeypatch, headers):
    """Each time an address is asked for costs a search, the sending of the form besides."""
    monkeypatch.setattr("civic.search.views.SEARCHING", Throttle(6, 100, 100))
    own = f"/{commune.slug}/recherche/"
    browser = client_of(resident)
    address = browser.post(own, {"q": "fontaine"})["Location"]
    answers = [browser.get(address, headers=headers).status_code for _ in range(6)]
    assert answers == [200] * 5 + [429]
    assert browser.get(own).status_code == 200  # nothing is looked for
    assert client_of(None).get(address).status_code == 200  # somebody else's address: nothing either


def test_who_searches_without_an_account_is_slowed_sooner(client_of, commune, monkeypatch):
    monkeypatch.setattr("civic.search.views.VISITING", Throttle(4, 100, 100))
    browser = client_of(None)
    address = browser.post(f"/{commune.slug}/recherche/", {"q": "fontaine"})["Location"]
    assert [browser.get(address).status_code for _ in range(4)] == [200] * 3 + [429]


def test_sending_searches_without_end_is_slowed(client_of, commune, resident):
    browser = client_of(resident)
    answers = [browser.post(f"/{commune.slug}/recherche/", {"q": "x"}).status_code for _ in range(121)]
    assert answers == [302] * 120 + [429]


def test_an_excerpt_stands_around_the_first_word():
    wanted = Wanted(frozenset([stem_of("fontaine")]))
    long = f"{'avant ' * 80}la fontaine coule {'après ' * 80}"
    found = excerpt(long, wanted)
    assert "<mark>fontaine</mark>" in found
    assert found.startswith("… ")
    assert found.endswith(" …")
    assert len(found) < 260
    assert excerpt("Rien ici", wanted) == "Rien ici"
    assert excerpt("Lundi\nMardi", wanted) == "Lundi · Mardi"
    assert len(excerpt("x" * 5_000, wanted)) < 260


@pytest.mark.parametrize("hostile", ["<img src=x onerror=a>", "a & b", "&lt;", "“<fontaine>”", "<mark>"])
def test_marking_escapes_everything_else(hostile):
    wanted = Wanted(frozenset([stem_of("fontaine")]))
    bare = marked(hostile, wanted).replace("<mark>", "").replace("</mark>", "")
    assert "<" not in bare
