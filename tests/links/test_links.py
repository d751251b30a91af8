"""« Liens utiles »: adding, changing, putting in order, taking away."""

import re
from functools import partial

import pytest

from civic.journal.models import Entry
from civic.links import actions, queries
from civic.links.models import UsefulLink
from civic.posts.enums import PUBLISH
from civic.town_halls.enums import EDIT_PAGE
from tests.links.factories import UsefulLinkFactory
from tests.together import together


def text(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def address(commune) -> str:
    return f"/{commune.slug}/liens/"


@pytest.fixture
def three(commune) -> list[UsefulLink]:
    return [
        UsefulLinkFactory(commune=commune, title=title, position=at)
        for at, title in enumerate(("A", "B", "C"))
    ]


def order(commune) -> str:
    return "".join(link.title for link in queries.links_of_commune(commune.pk))


LINK = {"title": "Cantine", "url": "https://www.exemple.fr/menus", "description": "Les menus", "key": "k"}


@pytest.mark.parametrize("delegate", [EDIT_PAGE], indirect=True)
def test_an_added_link_is_public_on_its_page_and_beside_the_feed(
    client, client_of, address, commune, delegate, other_commune
):
    feed = f"/{commune.slug}/"
    assert "Cantine" not in text(client.get(feed))
    browser = client_of(delegate)
    for _ in range(2):  # a double click
        browser.post(f"{address}nouveau/", LINK)
    assert UsefulLink.objects.count() == 1
    for page in (feed, address):
        shown = text(client.get(page))
        assert "Cantine" in shown
        assert 'href="https://www.exemple.fr/menus"' in shown
        assert "formaction" not in shown
    for page in (f"/{other_commune.slug}/", f"/{other_commune.slug}/liens/"):
        assert "Cantine" not in text(client.get(page))
    entry = Entry.objects.get(kind="links.LinkAdded")
    assert (entry.actor_id, entry.acted_for_town_hall) == (delegate.pk, True)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("www.exemple.fr", "https://www.exemple.fr"),
        (" https://exemple.fr/é?x=1 ", "https://exemple.fr/é?x=1"),
        ("http://exemple.fr", "http://exemple.fr"),
    ],
)
def test_forgiven_addresses(client_of, address, mayor, typed, kept):
    client_of(mayor).post(f"{address}nouveau/", LINK | {"url": typed})
    assert UsefulLink.objects.get().url == kept


@pytest.mark.parametrize(
    "typed",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)//exemple.fr",
        "data:text/html,<script>alert(1)</script>",
        "ftp://exemple.fr/",
        "file:///etc/passwd",
        "https://qui:secret@exemple.fr/",
        "https://exemple.fr/\u202ecod.exe",
        "https://exemple.fr/a b",
        "https://exemple.fr/\x01",
        "https://exemple.fr/" + "a" * 500,
        "https://exemple.fr/" + "a" * 3000,
        "http://127.0.0.1/",
        "http://169.254.169.254/latest/",
        "http://[::1]/",
        "http://2130706433/",
        "http://intranet/",
        "https://",
        "",
    ],
)
def test_addresses_that_no_resident_should_open(client_of, address, mayor, typed):
    answer = client_of(mayor).post(f"{address}nouveau/", LINK | {"url": typed})
    assert answer.status_code == 422
    assert "field__error" in text(answer)
    assert 'value="Cantine"' in text(answer)
    assert not UsefulLink.objects.exists()


def test_hostile_words_stay_words(client, client_of, address, mayor):
    client_of(mayor).post(
        f"{address}nouveau/", LINK | {"title": "<script>x</script>", "description": '"><img src=x>'}
    )
    page = text(client.get(address))
    assert "&lt;script&gt;x" in page
    assert "<img src=x>" not in page


def test_editing_keeps_the_place_and_clears_what_was_known_of_the_old_address(
    client_of, address, mayor, commune, three
):
    UsefulLink.objects.filter(pk=three[1].pk).update(problem="missing", is_dead=True)
    changed = {"title": "B", "url": three[1].url, "description": "Autre", "version": "1"}
    for _ in range(2):  # a double click is one change
        client_of(mayor).post(f"{address}{three[1].pk}/modifier/", changed)
    assert Entry.objects.filter(kind="links.LinkEdited").count() == 1
    assert UsefulLink.objects.get(pk=three[1].pk).is_dead
    client_of(mayor).post(
        f"{address}{three[1].pk}/modifier/", changed | {"url": "exemple.fr/neuf", "version": "2"}
    )
    kept = UsefulLink.objects.get(pk=three[1].pk)
    assert (kept.is_dead, kept.problem, kept.url) == (False, "", "https://exemple.fr/neuf")
    assert order(commune) == "ABC"


def test_moving_by_the_arrows_and_by_hand_is_one_action(client, client_of, address, mayor, commune, three):
    browser = client_of(mayor)
    a, b, c = (f"{address}{link.pk}/deplacer/" for link in three)
    for _ in range(2):  # a double click moves by one place
        browser.post(a, {"down": "1"})
    assert order(commune) == "BAC"
    browser.post(c, {"to": "0"})
    assert order(commune) == "CBA"
    browser.post(b, {"up": "0"})
    assert order(commune) == "BCA"
    for odd in ("-1", "99", "x", "", "9" * 50):
        browser.post(a, {"to": odd})
    assert order(commune) == "BCA"
    feed = text(client.get(f"/{commune.slug}/"))
    assert feed.index(">B</a>") < feed.index(">C</a>") < feed.index(">A</a>")


def test_the_arrow_keeps_the_focus_and_the_new_place_is_said(client_of, address, mayor, three):
    answer = client_of(mayor).post(
        f"{address}{three[0].pk}/deplacer/", {"down": "1"}, headers={"HX-Request": "true"}
    )
    page = text(answer)
    assert "«\u00a0A\u00a0» en position 2" in page
    line = page[page.index(f'id="lien-{three[0].pk}"') :]
    assert 'data-controller="autofocus"' in line[: line.index("</li>")]
    assert page.count('data-controller="autofocus"') == 1


def test_a_removed_link_comes_back_where_it_stood_until_it_is_erased(
    client, client_of, address, mayor, commune, three, clock, run_jobs
):
    browser = client_of(mayor)
    answer = browser.post(f"{address}{three[1].pk}/supprimer/", follow=True)
    undo = f"{address}{three[1].pk}/retablir/"
    assert undo in text(answer)
    assert order(commune) == "AC"
    assert f'href="{three[1].url}"' not in text(client.get(f"/{commune.slug}/"))
    run_jobs()
    for _ in range(2):
        browser.post(undo)
    assert order(commune) == "ABC"
    browser.post(f"{address}{three[1].pk}/supprimer/")
    clock.forward(minutes=11)
    run_jobs()
    assert browser.post(undo).status_code == 404
    assert UsefulLink.objects.count() == 2


def test_fifty_links_are_the_most(client_of, address, mayor, commune):
    for at in range(50):
        UsefulLinkFactory(commune=commune, position=at)
    browser = client_of(mayor)
    assert "le maximum" in text(browser.get(address))
    answer = browser.post(f"{address}nouveau/", LINK)
    assert answer.status_code == 422
    assert "Retirez-en un d’abord" in text(answer)
    assert UsefulLink.objects.count() == 50


def test_the_page_and_the_feed_cost_the_same_with_one_link_and_three(
    client, address, commune, django_assert_num_queries
):
    for count in (1, 2):
        for _ in range(count):
            UsefulLinkFactory(commune=commune)
        client.get(address)
        with django_assert_num_queries(2):
            client.get(address)
    client.get(f"/{commune.slug}/")
    with django_assert_num_queries(2):
        client.get(f"/{commune.slug}/")


def test_eight_links_stand_beside_the_feed_and_the_rest_one_click_away(client, commune, address):
    for at in range(9):
        UsefulLinkFactory(commune=commune, title=f"Numéro {at}.", position=at)
    feed = text(client.get(f"/{commune.slug}/"))
    assert "Numéro 7." in feed
    assert "Numéro 8." not in feed
    assert "Tous les liens utiles" in feed
    assert "Numéro 8." in text(client.get(address))


def test_those_of_another_commune_are_left_alone(client_of, mayor, address, other_commune):
    theirs = UsefulLinkFactory(commune=other_commune, title="Autreville")
    browser = client_of(mayor)
    for act in ("modifier", "supprimer", "retablir", "deplacer", "verifier"):
        assert browser.post(f"{address}{theirs.pk}/{act}/", LINK | {"to": "0"}).status_code == 404
    assert "Autreville" not in text(browser.get(address))


@pytest.mark.parametrize("delegate", [PUBLISH], indirect=True)
def test_another_right_does_not_open_the_editor(client_of, delegate, address):
    browser = client_of(delegate)
    assert browser.post(f"{address}nouveau/", LINK).status_code == 403
    assert "Ajouter un lien" not in text(browser.get(address))


@pytest.mark.django_db(transaction=True)
def test_a_double_click_on_the_first_link_makes_one(commune, mayor, viewer_of):
    link = actions.LinkContent(title="Menus", url="https://cantine.example.fr/")
    add = partial(actions.add_link, viewer=viewer_of(mayor, commune), key="clef", content=link)
    links = together(add, add)
    assert len({link.pk for link in links}) == UsefulLink.objects.count() == 1


def test_a_form_that_already_served_says_so_and_loses_nothing(commune, mayor, client_of):
    browser = client_of(mayor)
    browser.post(f"/{commune.slug}/liens/nouveau/", LINK)
    answer = browser.post(f"/{commune.slug}/liens/nouveau/", LINK | {"title": "Piscine"})
    assert answer.status_code == 422
    assert "le lien qu’il a donné est sur votre page" in text(answer)
    assert 'value="Piscine"' in text(answer)
    assert UsefulLink.objects.get().title == "Cantine"


def test_the_second_of_two_editors_is_warned_and_may_save_again(commune, mayor, client_of, address, three):
    browser, page = client_of(mayor), f"{address}{three[0].pk}/modifier/"
    browser.post(page, LINK | {"version": "1"})
    answer = browser.post(page, LINK | {"title": "Piscine", "version": "1"})
    assert answer.status_code == 409
    assert "Quelqu’un a modifié ce lien pendant que vous écriviez." in text(answer)
    version = re.search(r'name="version" value="(\d+)"', text(answer))[1]
    browser.post(page, LINK | {"title": "Piscine", "version": version})
    assert UsefulLink.objects.get(pk=three[0].pk).title == "Piscine"
