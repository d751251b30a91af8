"""« Le maire »: who sees it, who changes it, and that it belongs to the office."""

from datetime import date

import pytest

from civic.core.clock import now
from civic.core.text import mark_of
from civic.journal.models import Entry
from civic.town_halls.actions.offices import open_town_hall
from civic.town_halls.actions.profile import (
    TooManyCvEntries,
    add_cv_entry,
    edit_cv_entry,
    erase_removed_cv_entries,
    move_cv_entry,
)
from civic.town_halls.enums import EDIT_PAGE
from civic.town_halls.models import CvEntry, Office
from civic.town_halls.queries.profile import cv_of
from civic.town_halls.queries.town_halls import current_mayor
from tests.accounts.factories import PersonFactory
from tests.communes.factories import CvEntryFactory, MembershipFactory, OfficeFactory
from tests.html import on_one_line


def text(answer) -> str:
    return on_one_line(answer.content.decode())


@pytest.fixture
def address(commune) -> str:
    return f"/{commune.slug}/maire/"


@pytest.fixture
def office(commune) -> Office:
    return Office.objects.get(commune=commune)


def cv_texts(viewer) -> list[str]:
    return [entry.text for entry in cv_of(current_mayor(viewer.commune.id))]


def test_visitors_see_the_public_part_and_nothing_personal(client, address, commune, mayor, office, resident):
    mayor.mobile, mayor.birth_date_text = "+33612345678", "1961-03-21"
    mayor.save()
    MembershipFactory(commune=commune, person=mayor, street="3 rue Cachée", status="pending")
    Office.objects.update(slogan="Vivre ensemble", presentation="<p>Née ici.</p>", since=date(2008, 3, 1))
    CvEntryFactory(office=office, year=2016, text="Première adjointe")
    page = text(client.get(address))
    for shown in (
        "Camille Exemple",
        "Maire depuis 2008",
        "Suivi par 1\u00a0administré",
        "Vivre ensemble",
        "Née ici.",
        "2016",
        "Première adjointe",
    ):
        assert shown in page
    for hidden in (
        mayor.email,
        "06 12 34 56 78",
        "612345678",
        "1961",
        "rue Cachée",
        "Modifier",
        "formaction",
    ):
        assert hidden not in page


def test_the_article_follows_the_civility(client, address, mayor):
    assert "Le maire de Villeneuve" in text(client.get(address))
    mayor.civility = "mme"
    mayor.save()
    assert "La maire de Villeneuve" in text(client.get(address))


def test_a_commune_without_town_hall_shows_the_official_name(client, empty_commune):
    page = client.get(f"/{empty_commune.slug}/maire/")
    assert page.status_code == 200
    assert "Camille Exemple" in text(page)


@pytest.mark.parametrize("delegate", [EDIT_PAGE], indirect=True)
def test_a_delegate_with_the_right_writes_and_the_journal_says_who(
    client_of, address, office, delegate, commune
):
    browser = client_of(delegate)
    answer = browser.post(f"{address}slogan/", {"slogan": "Une ville  à vivre"}, follow=True)
    assert "« Une ville à vivre »".replace("« ", "«\u00a0").replace(" »", "\u00a0»") in text(answer)
    entry = Entry.objects.get(kind="town_halls.SloganChanged")
    assert (entry.actor_id, entry.acted_for_town_hall, entry.commune_id) == (delegate.pk, True, commune.pk)
    browser.post(
        f"{address}presentation/",
        {"presentation": "Bonjour\n\n- un\n- deux", "seen": mark_of("")},
    )
    office.refresh_from_db()
    assert office.presentation == "<p>Bonjour</p><ul><li>un</li><li>deux</li></ul>"
    # The photo is the mayor's own.
    assert "Changer ma photo" not in text(browser.get(address))


def test_the_mayor_is_led_to_the_photo(client_of, address, mayor):
    assert "/mon-compte/#photo" in text(client_of(mayor).get(address))


def test_the_slogan_shows_on_the_cached_feed_at_once(client, client_of, address, commune, mayor):
    feed = f"/{commune.slug}/"
    assert "Entre terre et mer" not in text(client.get(feed))
    client_of(mayor).post(f"{address}slogan/", {"slogan": "Entre terre et mer"})
    assert "Entre terre et mer" in text(client.get(feed))


@pytest.mark.at("2026-11-22T10:00")
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(client_of, address, mayor):
    browser = client_of(mayor)
    answer = browser.post(f"{address}slogan/", {"slogan": "x" * 141})
    assert answer.status_code == 422
    assert "x" * 141 in text(answer)
    answer = browser.post(f"{address}presentation/", {"presentation": "mot " * 2000, "seen": ""})
    assert answer.status_code == 422
    assert "6\u202f000 caractères au plus" in text(answer)
    for fields, sentence in (
        ({"year": "", "text": "Élue"}, "Écrivez l’année"),
        ({"year": "16", "text": "Élue"}, "quatre chiffres"),
        ({"year": str(now().year + 1), "text": "Élue"}, "pas encore là"),
        ({"year": "9" * 30, "text": "Élue"}, "pas encore là"),
        ({"year": "2016", "text": ""}, "Écrivez quelques mots."),
        ({"year": "2016", "month": "13", "text": "Élue"}, "Choisissez un mois"),
    ):
        answer = browser.post(f"{address}parcours/nouveau/", fields)
        assert answer.status_code == 422, fields
        assert sentence in text(answer)
    assert not CvEntry.objects.exists()


def test_script_in_a_presentation_stays_outside(client, client_of, address, mayor):
    sent = '<p onclick="x()">Bonjour<script>alert(1)</script><a href="javascript:x">ici</a></p>'
    client_of(mayor).post(
        f"{address}presentation/",
        {"presentation": sent, "presentation_format": "html", "seen": mark_of("")},
    )
    page = text(client.get(address))
    assert "Bonjour" in page
    for bad in ("alert(1)", "onclick", "javascript:"):
        assert bad not in page


def test_the_second_of_two_editors_sees_the_first_ones_text(client_of, address, mayor, delegate, office):
    seen = mark_of("")
    client_of(delegate).post(f"{address}presentation/", {"presentation": "Du premier", "seen": seen})
    second = client_of(mayor)
    answer = second.post(f"{address}presentation/", {"presentation": "Du second", "seen": seen})
    assert answer.status_code == 409
    assert "Du premier" in text(answer)
    assert "Du second" in text(answer)
    office.refresh_from_db()
    assert office.presentation == "<p>Du premier</p>"
    again = mark_of(office.presentation)
    assert f'value="{again}"' in text(answer)
    second.post(f"{address}presentation/", {"presentation": "Du second", "seen": again})
    office.refresh_from_db()
    assert office.presentation == "<p>Du second</p>"


def test_cv_newest_first_by_month_then_by_hand(viewer_of, mayor, commune):
    viewer = viewer_of(mayor, commune)
    made = {}
    for key, (year, month) in {
        "ancien": (1998, None), "sans mois": (2020, None), "mars": (2020, 3), "juillet": (2020, 7), "neuf": (2026, 1),
    }.items():  # fmt: skip
        made[key] = add_cv_entry(viewer=viewer, key=key, year=year, month=month, text=key)
    assert cv_texts(viewer) == ["neuf", "juillet", "mars", "sans mois", "ancien"]
    for _ in range(2):  # a double click moves once
        move_cv_entry(viewer=viewer, cv_entry_id=made["sans mois"].pk, to=0)
    assert cv_texts(viewer) == ["neuf", "sans mois", "juillet", "mars", "ancien"]
    for _ in range(2):  # what changes nothing is not in the journal
        edit_cv_entry(viewer=viewer, cv_entry_id=made["ancien"].pk, year=2020, month=5, text="rajeuni")
    assert cv_texts(viewer) == ["neuf", "rajeuni", "sans mois", "juillet", "mars"]
    assert Entry.objects.filter(kind="town_halls.CvChanged", target_id=str(made["ancien"].pk)).count() == 2


def test_the_same_form_sent_twice_adds_one_line(client_of, address, mayor):
    browser = client_of(mayor)
    for _ in range(2):
        browser.post(f"{address}parcours/nouveau/", {"year": "2016", "text": "Élue", "key": "k"})
    assert CvEntry.objects.count() == 1
    # The Back button: the same form, filled in again.
    browser.post(f"{address}parcours/nouveau/", {"year": "2020", "text": "Réélue", "key": "k"})
    assert CvEntry.objects.count() == 2


def test_a_removed_line_comes_back_until_it_is_erased(client_of, address, mayor, office, clock):
    entry = CvEntryFactory(office=office)
    browser = client_of(mayor)
    answer = browser.post(f"{address}parcours/{entry.pk}/supprimer/", follow=True)
    undo = f"{address}parcours/{entry.pk}/retablir/"
    assert undo in text(answer)
    assert entry.text not in text(browser.get(address))
    erase_removed_cv_entries()
    browser.post(undo)
    assert entry.text in text(browser.get(address))
    browser.post(f"{address}parcours/{entry.pk}/supprimer/")
    clock.forward(minutes=11)
    erase_removed_cv_entries()
    assert not CvEntry.objects.exists()


def test_forty_lines_are_enough(viewer_of, mayor, commune, office):
    for number in range(40):
        CvEntryFactory(office=office, year=1980 + number)
    with pytest.raises(TooManyCvEntries):
        add_cv_entry(viewer=viewer_of(mayor, commune), key="k", year=2020, month=None, text="Une de trop")


def test_the_next_mayor_starts_with_an_empty_page(client, client_of, address, commune, mayor, office):
    Office.objects.update(slogan="De l’ancienne", presentation="<p>De l’ancienne.</p>")
    entry = CvEntryFactory(office=office, text="Mandat de l’ancienne")
    newcomer = PersonFactory(first_name="Nora", last_name="Nouvelle")
    open_town_hall(commune=commune, mayor=newcomer, since=date(2026, 11, 1))
    page = text(client.get(address))
    assert "Nora Nouvelle" in page
    assert "ancienne" not in page
    assert client_of(newcomer).post(f"{address}parcours/{entry.pk}/supprimer/").status_code == 404
    assert client_of(mayor).post(f"{address}slogan/", {"slogan": "Encore moi"}).status_code in {403, 404}
    assert Office.objects.get(pk=office.pk).slogan == "De l’ancienne"


def test_the_page_costs_the_same_with_one_line_and_with_three(
    client, address, office, django_assert_num_queries
):
    CvEntryFactory(office=office)
    client.get(address)
    with django_assert_num_queries(4):
        client.get(address)
    for year in (2017, 2018):
        CvEntryFactory(office=office, year=year)
    with django_assert_num_queries(4):
        client.get(address)


def test_nothing_of_another_commune(client, address, other_commune):
    other = Office.objects.get(commune=other_commune)
    Office.objects.filter(pk=other.pk).update(slogan="Slogan d’Autreville")
    CvEntryFactory(office=other, text="Parcours d’Autreville")
    assert "Autreville" not in text(client.get(address))


def test_a_part_of_the_page_for_htmx_is_the_page_with_that_part_as_a_form(client_of, address, mayor):
    page = text(client_of(mayor).get(f"{address}slogan/", headers={"HX-Request": "true"}))
    assert '<div id="slogan"><form' in page.replace("\n", "")


def test_offices_keep_one_page_each(commune, mayor, other_commune):
    """One person may hold two offices one after the other: each keeps its own words."""
    first = Office.objects.get(commune=commune)
    Office.objects.filter(pk=first.pk).update(ended_at=now(), slogan="D’avant")
    second = OfficeFactory(commune=commune, person=mayor)
    assert second.slogan == ""
    assert current_mayor(commune.pk).pk == second.pk


@pytest.mark.parametrize(("civility", "line"), [("mme", "La maire"), ("m", "Le maire"), ("", "Le maire")])
def test_menu_titles_and_card_say_la_maire_of_a_woman(client, commune, mayor, civility, line):
    other = {"La maire": "Le maire", "Le maire": "La maire"}[line]
    client.get(f"/{commune.slug}/")  # rendered and kept before
    type(mayor).objects.filter(pk=mayor.pk).update(civility=civility)
    for address in (f"/{commune.slug}/", f"/{commune.slug}/maire/"):
        page = client.get(address).content.decode()
        menu = page.partition('id="rubriques"')[2].partition("</nav>")[0]
        assert line in menu
        assert page.count(line) >= 2
        assert other not in menu
