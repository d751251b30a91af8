"""The agenda's pages, as its people see them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from civic.agenda.actions import events, taking_part
from civic.agenda.enums import EDIT_AGENDA
from civic.agenda.models import CalendarEvent, EventSeries
from civic.core.clock import now
from civic.town_halls.models import TownHall
from civic.ui.fragments import fragment_cache
from tests.agenda.factories import CalendarEventFactory

pytestmark = pytest.mark.at("2026-11-22T10:00")

FORM = {
    "title": "Conseil municipal", "category": "council", "first_day": "2026-12-04", "begins": "18h30",
    "ends": "20:00", "place": "Mairie", "audience": "public", "key": "k",
}  # fmt: skip
VIEWS = ("", "semaine/", "planning/")


def text(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def address(commune, clock) -> str:
    return f"/{commune.slug}/agenda/"


@pytest.fixture
def three(commune, other_commune, clock):
    """Today, for everyone and for members; and the twin next door."""
    at = now() + timedelta(hours=2)
    CalendarEventFactory(commune=other_commune, title="Marché d’Autreville", starts_at=at)
    return [
        CalendarEventFactory(commune=commune, title="Grand marché", starts_at=at),
        CalendarEventFactory(commune=commune, title="Entre nous", starts_at=at, audience="members"),
    ]


@pytest.mark.parametrize("view", [*VIEWS, "page"])
def test_everyone_sees_their_own(view, client, client_of, address, three, resident, commune):
    url = f"/{commune.slug}/" if view == "page" else address + view
    visitor, member = text(client.get(url)), text(client_of(resident).get(url))
    assert "Grand marché" in visitor
    assert "Entre nous" not in visitor
    assert "Entre nous" in member
    for shown in (visitor, member):
        assert "Autreville" not in shown


def test_what_is_over_this_month_is_folded_and_nothing_of_another_month(client, commune, address, clock):
    clock.at("2026-11-23 10:00+01:00")
    for day in (3, 23, 28):
        CalendarEventFactory(
            commune=commune, title=f"Le {day}", starts_at=datetime(2026, 11, day, 12, tzinfo=UTC)
        )
    below = text(client.get(address)).partition("calendar-below")[2]
    folded, _, shown = below.partition("</details>")
    assert "1\u00a0jour passé ce mois-ci" in folded
    assert [title in folded for title in ("Le 3", "Le 23", "Le 28")] == [True, False, False]
    assert [title in shown for title in ("Le 3", "Le 23", "Le 28")] == [False, True, True]
    clock.at("2026-12-01 10:00+01:00")
    assert "<details" not in text(client.get(address + "?mois=2026-11")).partition("calendar-below")[2]


def test_what_was_added_is_said_and_led_to(client_of, mayor, address):
    town_hall = client_of(mayor)
    one = text(town_hall.post(address + "nouveau/", FORM, follow=True))
    first = CalendarEvent.objects.get()
    assert f'L’événement est dans l’agenda. <a href="{address}{first.pk}/">Voir</a>' in one
    again = FORM | {"key": "s", "repeat": "weekly", "until": "2026-12-18"}
    assert "3 dates sont dans l’agenda." in text(town_hall.post(address + "nouveau/", again, follow=True))


@pytest.mark.parametrize("view", VIEWS)
def test_one_or_many_cost_as_many_statements(view, client_of, resident, address, commune, three):
    browser = client_of(resident)

    def count() -> int:
        with CaptureQueriesContext(connection) as statements:
            assert browser.get(address + view).status_code == 200
        return len(statements)

    count()
    few = count()
    for hours in range(12):
        CalendarEventFactory(commune=commune, starts_at=now() + timedelta(hours=hours))
    assert count() == few


def test_beside_the_feed_it_costs_nothing_and_turns_at_midnight(client, commune, three, clock):
    page = f"/{commune.slug}/"
    client.get(page)
    with CaptureQueriesContext(connection) as statements:
        assert "Grand marché" in text(client.get(page))
    assert not [one for one in statements if "agenda" in one["sql"] and "townhall" not in one["sql"]]
    clock.forward(days=1)
    assert "Rien de prévu" in text(client.get(page))


@pytest.mark.parametrize("delegate", [EDIT_AGENDA], indirect=True)
def test_a_date_is_clicked_and_the_event_is_added(client_of, address, delegate):
    browser = client_of(delegate)
    assert 'nouveau/?jour=2026-12-04"' in text(browser.get(f"{address}?mois=2026-12"))
    assert 'value="2026-12-04"' in text(browser.get(f"{address}nouveau/?jour=2026-12-04"))
    for _ in range(2):
        answer = browser.post(f"{address}nouveau/", FORM)
        assert answer.url == f"{address}?mois=2026-12"
    event = CalendarEvent.objects.get()
    assert event.starts_at == datetime(2026, 12, 4, 17, 30, tzinfo=UTC)
    assert "18\u00a0h\u00a030" in text(browser.get(answer.url))
    edit = text(browser.get(f"{address}{event.pk}/modifier/"))
    assert 'value="18:30"' in edit
    changed = FORM | {"version": "1", "whole_day": "on", "last_day": "2026-12-06"}
    browser.post(f"{address}{event.pk}/modifier/", changed)
    event.refresh_from_db()
    assert (event.first_day, event.last_day) == (date(2026, 12, 4), date(2026, 12, 6))
    assert "du vendredi 4\u00a0décembre au dimanche 6\u00a0décembre" in text(
        browser.get(f"{address}{event.pk}/")
    ).replace("Du vendredi", "du vendredi")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"ends": "17:00"}, "La fin est avant le début"),
        ({"last_day": "2026-12-03"}, "La fin est avant le début"),
        ({"begins": ""}, "Indiquez l’heure de début"),
        ({"begins": "25:00"}, "Écrivez l’heure"),
        ({"first_day": "2027-03-28", "begins": "2:30", "ends": "4:00"}, "n’existe pas"),
        ({"first_day": "9999-12-31", "whole_day": "on"}, "Cette date n’est pas possible"),
        ({"first_day": "2040-01-01"}, "Choisissez une date entre"),
        ({"repeat": "weekly", "until": "2218-12-04"}, "deux ans au plus"),
        ({"repeat": "weekly"}, "Indiquez jusqu’à quand"),
        ({"repeat": "daily"}, "daily"),
        ({"first_day": "9999-12-31", "begins": "20:00", "ends": "00:00"}, "Cette date n’est pas possible"),
        ({"title": " \u202e\u200b "}, "Donnez un titre"),
        ({"title": "\u3164\u00ad"}, "Donnez un titre"),
        ({"title": "x" * 121}, "trop long"),
        ({"description": "x" * 4001}, "trop long"),
        ({"takes_participants": "on", "places": "0"}, "au moins une place"),
        ({"takes_participants": "on", "places": "99999999999999999999"}, "30\u202f000 places"),
        ({"audience": "town_hall"}, "town_hall"),
    ],
)
def test_what_cannot_be_is_said_and_kept(client_of, mayor, address, typed, said):
    answer = client_of(mayor).post(f"{address}nouveau/", FORM | typed)
    assert answer.status_code == 422
    shown = text(answer)
    assert said in shown
    assert "Mairie" in shown
    assert not CalendarEvent.objects.exists()
    assert not EventSeries.objects.exists()


@pytest.mark.parametrize(
    "query", ["?mois=2026-13", "?mois=x", "?mois=0001-01", "?mois=99999-01", "semaine/?jour=2026-02-30",
              "semaine/?jour=-", "planning/?apres=x", "planning/?apres=2026-01-01_x"]
)  # fmt: skip
def test_days_that_are_none_are_not_found(client, address, query):
    assert client.get(address + query).status_code == 404


def test_moved_by_hand_with_the_way_back(client_of, mayor, resident, commune, address):
    event = CalendarEventFactory(commune=commune, starts_at=datetime(2026, 12, 4, 17, 30, tzinfo=UTC))
    move = f"{address}{event.pk}/deplacer/"
    assert move in text(client_of(mayor).get(f"{address}?mois=2026-12"))
    assert move not in text(client_of(resident).get(f"{address}?mois=2026-12"))
    browser = client_of(mayor)
    shown = text(browser.post(move, {"jour": "2026-12-09"}, follow=True))
    event.refresh_from_db()
    assert event.starts_at == datetime(2026, 12, 9, 17, 30, tzinfo=UTC)
    back = f"{move}?jour=2026-12-04"
    assert back in shown
    browser.post(back)
    event.refresh_from_db()
    assert event.starts_at.day == 4
    assert browser.post(move, {"jour": "hier"}).status_code == 302


def test_deleted_it_says_so_to_who_comes_by_its_address(client_of, client, mayor, commune, address):
    event = CalendarEventFactory(commune=commune, title="Grande fête")
    browser = client_of(mayor)
    shown = text(browser.post(f"{address}{event.pk}/supprimer/", follow=True))
    assert f"{address}{event.pk}/retablir/" in shown
    assert "L’événement est supprimé." in shown
    assert "Cet événement est annulé" in text(client.get(f"{address}{event.pk}/"))
    for view in VIEWS:
        assert "Grande fête" not in text(client.get(address + view))
    browser.post(f"{address}{event.pk}/retablir/")
    assert "Grande fête" in text(client.get(f"{address}planning/"))


def test_names_are_for_the_town_hall_alone(
    client_of, viewer_of, mayor, resident, second_resident, commune, address
):
    event = CalendarEventFactory(commune=commune, takes_participants=True, places=1)
    page, join = f"{address}{event.pk}/", f"{address}{event.pk}/participer/"
    assert "vous participez" in text(client_of(resident).post(join, follow=True))
    shown = text(client_of(second_resident).get(page))
    assert "1\u00a0personne participe" in shown
    assert resident.full_name not in shown
    assert "liste d’attente" in text(client_of(second_resident).post(join, follow=True))
    names = text(client_of(mayor).get(page))
    assert resident.full_name in names
    assert second_resident.full_name in names
    client_of(resident).post(f"{address}{event.pk}/renoncer/")
    assert "Vous participez" in text(client_of(second_resident).get(page))


def test_the_reminder_is_promised_as_long_as_its_evening_is_to_come(
    client_of, viewer_of, resident, commune, address
):
    for days, promised in ((3, True), (0, False)):
        event = CalendarEventFactory(
            commune=commune, takes_participants=True, starts_at=now() + timedelta(days=days, hours=1)
        )
        taking_part.take_part(viewer=viewer_of(resident, commune), event_id=event.pk)
        shown = text(client_of(resident).get(f"{address}{event.pk}/"))
        assert "Vous participez." in shown
        assert ("rappellerons la veille" in shown) is promised


def test_the_planning_goes_on_by_pages(client, commune, address):
    for number in range(45):
        CalendarEventFactory(
            commune=commune, title=f"Date {number:02}", starts_at=now() + timedelta(hours=number)
        )
    seen, url = [], f"{address}planning/"
    for _ in range(3):
        shown = text(client.get(url))
        seen += [f"Date {number:02}" for number in range(45) if f"Date {number:02}<" in shown]
        url = f"{address}planning/" + (shown.partition("planning/?apres")[2].partition('"')[0] and "?apres")
        url += shown.partition("planning/?apres")[2].partition('"')[0]
    assert seen == [f"Date {number:02}" for number in range(45)]


def test_switched_off_it_is_not_there(client, client_of, mayor, commune, address, three):
    TownHall.objects.filter(commune=commune).update(feature_decisions={"agenda": False})
    for view in VIEWS:
        assert client_of(mayor).get(address + view).status_code == 404
    assert "agenda/" not in text(client.get(f"/{commune.slug}/"))


def test_two_editors(client_of, mayor, viewer_of, commune, address):
    event = events.add_event(
        viewer=viewer_of(mayor, commune),
        key="k",
        content=events.EventContent(title="A", first_day=date(2026, 12, 4), last_day=date(2026, 12, 4)),
    )
    page = f"{address}{event.pk}/modifier/"
    browser = client_of(mayor)
    browser.post(page, FORM | {"version": "1", "title": "Premier"})
    late = browser.post(page, FORM | {"version": "1", "title": "Second"})
    assert late.status_code == 409
    assert "Quelqu’un a modifié" in text(late)
    assert 'name="version" value="2"' in text(late)
    browser.post(page, FORM | {"version": "2", "title": "Second"})
    event.refresh_from_db()
    assert event.title == "Second"


def test_what_is_being_written_is_kept_for_its_own_date(client_of, address, mayor):
    browser = client_of(mayor)
    drafts = [f"event-{address.split('/')[1]}-2026-12-0{day}" for day in (4, 5)]
    for day, draft in zip((4, 5), drafts, strict=True):
        assert f'data-draft-key-value="{draft}"' in text(
            browser.get(f"{address}nouveau/?jour=2026-12-0{day}")
        )
    refused = browser.post(f"{address}nouveau/?jour=2026-12-04", FORM | {"title": ""})
    assert "data-draft-bound-value" in text(refused)
    added = browser.post(f"{address}nouveau/?jour=2026-12-04", FORM)
    assert f'data-draft-sent-key-value="{drafts[0]}"' in text(browser.get(added.url))
    event = CalendarEvent.objects.get()
    edit = f"{address}{event.pk}/modifier/"
    assert f'data-draft-key-value="event-{event.pk}"' in text(browser.get(edit))
    saved = browser.post(edit, FORM | {"version": "1", "title": "Conseil"})
    assert f'data-draft-sent-key-value="event-{event.pk}"' in text(browser.get(saved.url))


@pytest.mark.parametrize("page", ["agenda/?mois=2026-12", ""])
def test_the_first_of_a_month_is_said_1er(client, commune, clock, page):
    clock.at("2026-12-02 10:00+01:00")
    shown = text(client.get(f"/{commune.slug}/{page}"))
    assert '<span class="visually-hidden">mardi 1er' in shown
    assert '<span class="visually-hidden">mardi 1<' not in shown


def test_week_opens_this_week_and_its_days_that_are_over_are_folded(client, commune, address, clock):
    clock.at("2026-11-25 10:00+01:00")
    for day in (23, 27):
        CalendarEventFactory(
            commune=commune, title=f"Le {day}", starts_at=datetime(2026, 11, day, 12, tzinfo=UTC)
        )
    assert "semaine/?jour=2026-11-25" in text(client.get(address))
    assert "semaine/?jour=2027-01-01" in text(client.get(address + "?mois=2027-01"))
    folded, _, shown = (
        text(client.get(address + "semaine/"))
        .partition("calendar-turn")[2]
        .partition("<details")[2]
        .partition("</details>")
    )
    assert "2\u00a0jours passés cette semaine" in folded
    assert folded.startswith(' class="opens">')
    assert ["Le 23" in folded, "Le 27" in folded, "Le 23" in shown, "Le 27" in shown] == [
        True,
        False,
        False,
        True,
    ]
    asked = text(client.get(address + "semaine/?jour=2026-11-23"))
    assert '<details class="opens" open>' in asked
    assert 'class="opens"' not in text(client.get(address + "semaine/?jour=2026-11-09"))


def test_a_day_with_events_opens_that_day_and_an_empty_one_asks_for_an_event(
    client_of, mayor, resident, address, three
):
    day = "semaine/?jour=2026-11-22#jour-2026-11-22"
    town_hall, reader = text(client_of(mayor).get(address)), text(client_of(resident).get(address))
    assert day in town_hall
    assert "nouveau/?jour=2026-11-22" not in town_hall
    assert "nouveau/?jour=2026-11-24" in town_hall
    assert day in reader
    assert "nouveau/" not in reader
    assert 'id="jour-2026-11-22"' in text(client_of(mayor).get(address + "semaine/?jour=2026-11-22"))


@pytest.mark.parametrize("view", VIEWS)
def test_one_category_alone_and_where_one_meets_the_mayor(view, client, commune, address, clock):
    at = now() + timedelta(hours=2)
    CalendarEventFactory(commune=commune, title="Le tournoi", category="sport", starts_at=at)
    CalendarEventFactory(commune=commune, title="Au café", category="other", meets_mayor=True, starts_at=at)
    shown = {
        only: [
            title in text(client.get(f"{address}{view}?quoi={only}")) for title in ("Le tournoi", "Au café")
        ]
        for only in ("", "sport", "maire", "market")
    }
    assert shown == {
        "": [True, True],
        "sport": [True, False],
        "maire": [False, True],
        "market": [False, False],
    }
    page = text(client.get(f"{address}{view}?quoi=maire"))
    assert "Rencontrez le maire" in page
    assert "planning/?quoi=maire" in page
    assert client.get(f"{address}{view}?quoi=x").status_code == 404


def test_the_town_hall_marks_where_one_meets_the_mayor(client_of, mayor, address):
    town_hall = client_of(mayor)
    assert "On peut y rencontrer le maire" in text(town_hall.get(address + "nouveau/"))
    town_hall.post(address + "nouveau/", FORM | {"meets_mayor": "on"})
    event = CalendarEvent.objects.get()
    assert "Rencontrez le maire" in text(town_hall.get(f"{address}{event.pk}/"))
    assert (
        "checked" in text(town_hall.get(f"{address}{event.pk}/modifier/")).partition("meets_mayor")[2][:200]
    )


@pytest.mark.parametrize(("category", "is_meeting"), [("duty", True), ("market", False)])
def test_one_meets_the_mayor_at_every_office_hour(client_of, mayor, address, category, is_meeting):
    client_of(mayor).post(address + "nouveau/", FORM | {"category": category})
    assert CalendarEvent.objects.get().meets_mayor is is_meeting


@pytest.mark.parametrize("path", ["", "semaine/", "planning/"])
def test_the_bar_of_phones_marks_the_agenda_on_each_of_its_pages(client, commune, address, path):
    bar = client.get(f"/{commune.slug}/agenda/{path}").content.decode().partition('class="bottom-bar"')[2]
    marked = bar.partition('aria-current="page"')
    assert f'href="/{commune.slug}/agenda/"' in marked[0].rpartition("<a ")[2]
    assert "Agenda" in marked[2].partition("</a>")[0]


def test_months_that_nobody_reads_are_not_kept(client, address):
    client.get(address)
    before = fragment_cache.size
    for year in range(2030, 2099):
        assert client.get(f"{address}?mois={year}-06").status_code == 200
    assert fragment_cache.size == before
