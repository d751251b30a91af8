"""The list and the bell of every page, as a browser sees them."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from civic.accounts.models import Person
from civic.communes.models import Commune
from civic.core.clock import now
from civic.core.ids import new_id
from civic.notifications.actions.inbox import open_inbox
from civic.notifications.models import Notification
from civic.notifications.queries.inbox import LINES_PER_PAGE
from civic.notifications.rules import gathered_entry
from tests.html import on_one_line

pytestmark = pytest.mark.django_db
LIST, CHOICES = "/notifications/", "/mon-compte/notifications/"
Notify = Callable[..., Notification]
UNREAD = 'class="notification notification--unread"'


@pytest.fixture
def notify(commune: Commune, mayor: Person) -> Notify:
    """`notify()`: something of which the commune notifies all its members; `notify(person)`: one of them alone."""

    latest = [new_id()]

    def make(person: Person | None = None, **fields: Any) -> Notification:
        while (key := new_id()) <= latest[0]:  # those of one millisecond have no order
            continue
        latest[0] = key
        made = {
            "id": key,
            "position": key,
            "event_id": uuid4(),
            "kind": "post_published",
            "commune": commune,
            "person": person,
            "audience": "" if person else "members",
            "actor": mayor,
            "for_town_hall": True,
            "target_type": "posts.post",
            "target_id": uuid4(),
            "subject": "Fête du village",
            "url": f"/{commune.slug}/commune/",
            "happened_at": now(),
        } | fields
        return Notification.objects.create(**{"source_id": made["target_id"]} | made)

    return make


def text_of(browser: Client, address: str = LIST, **options: Any) -> str:
    return on_one_line(browser.get(address, **options).content.decode())


def bell(browser: Client, address: str) -> tuple[str, str]:
    """What the eye reads on the bell, and its name."""
    found = re.search(
        r'data-bell="\d+".*?<span class="count"[^>]*>(.*?)</span>.*?hidden">(.*?)</span></a>',
        text_of(browser, address),
    )
    assert found
    return found[1], found[2].replace("\u00a0", " ")


# --- The list -------------------------------------------------------------------------------------------------------


def test_a_line_says_who_what_and_where(browser, notify, commune) -> None:
    notify()
    page = text_of(browser)
    assert "Camille Exemple a publié «\u00a0Fête du village\u00a0»" in page
    assert f'<span class="badge">{commune.name}</span>' in page
    assert "Non lue" in page
    assert UNREAD in page


def test_opening_a_line_marks_it_read_and_goes_there(browser, notify) -> None:
    notification = notify()
    address = reverse("notification_open", args=[notification.pk])
    assert browser.get(address).url == LIST  # reading an address writes nothing
    assert UNREAD in text_of(browser)
    assert browser.post(address).url == notification.url
    page = text_of(browser)
    assert notification.subject in page
    assert UNREAD not in page


def of_events(count: int) -> str:
    return "".join(gathered_entry(uuid4(), uuid4()) for _ in range(count))


def test_several_events_on_one_object_are_one_line(browser, notify, resident) -> None:
    last = notify(resident, kind="comment_on_own_post", gathered=of_events(3))
    page = text_of(browser)
    assert "3 nouveaux commentaires sur votre publication" in page
    assert page.count('class="notification ') == 1
    browser.post(reverse("notification_open", args=[last.pk]))
    assert UNREAD not in text_of(browser)


def test_a_line_is_put_away_and_taken_back(browser, notify, resident) -> None:
    last = notify(resident, kind="comment_on_own_post", gathered=of_events(2))
    notify()
    answer = browser.post(reverse("notification_clear", args=[last.pk]), follow=True).content.decode()
    assert "nouveaux commentaires" not in answer
    undo = reverse("notification_restore", args=[last.pk])
    assert f'formaction="{undo}">Annuler' in answer
    back = browser.post(undo, follow=True).content.decode()
    assert "2 nouveaux commentaires" in back
    assert back.count(UNREAD) == 2  # as it was before


def test_with_script_the_undo_stands_in_place_of_the_line(browser, notify) -> None:
    notification = notify()
    asked = {"headers": {"HX-Request": "true"}}
    gone = browser.post(reverse("notification_clear", args=[notification.pk]), **asked).content.decode()
    undo = reverse("notification_restore", args=[notification.pk])
    assert f'hx-post="{undo}"' in gone
    back = browser.post(undo, **asked).content.decode()
    assert f'id="n-{notification.pk}"' in back
    assert "<html" not in gone + back


def test_all_are_marked_read_at_once(browser, notify, resident) -> None:
    notify()
    notify(resident)
    assert (
        "Tout est marqué comme lu." in browser.post("/notifications/tout-lire/", follow=True).content.decode()
    )
    page = text_of(browser)
    assert UNREAD not in page
    assert page.count('class="notification"') == 2


def test_all_are_deleted_after_a_question(browser, notify, resident) -> None:
    notify()
    notify(resident)
    assert "Supprimer toutes vos notifications" in text_of(browser, "/notifications/tout-supprimer/")
    assert "Fête du village" in text_of(browser)
    page = browser.post("/notifications/tout-supprimer/", follow=True).content.decode()
    assert "Fête du village" not in page
    assert "Rien de nouveau pour l’instant" in page
    assert CHOICES in page


def test_older_ones_are_a_page_further(browser, notify) -> None:
    for number in range(LINES_PER_PAGE + 3):
        notify(subject=f"Nouvelle {number}.")
    page = text_of(browser)
    older = re.search(r'href="(/notifications/\?avant=[^"]+)"', page)
    assert older
    assert "Nouvelle 22." in page
    assert "Nouvelle 2." not in page
    whole, part = text_of(browser, older[1]), text_of(browser, older[1], headers={"HX-Request": "true"})
    for shown in (whole, part):
        assert "Nouvelle 2." in shown
        assert "Nouvelle 3." not in shown
    assert "<html" in whole
    assert "<html" not in part


@pytest.mark.parametrize("name", ["open", "seen", "clear", "restore"])
def test_what_is_for_another_person_is_not_found(browser, notify, second_resident, name) -> None:
    notification = notify(second_resident)
    assert browser.post(reverse(f"notification_{name}", args=[notification.pk])).status_code == 404
    notification.refresh_from_db()
    assert (notification.read_at, notification.cleared_at) == (None, None)


def test_the_list_costs_the_same_with_one_line_and_with_three(browser, notify, resident) -> None:
    counts = []
    for more in (1, 2):
        for _ in range(more):
            notify()
            notify(resident)
        text_of(browser)
        with CaptureQueriesContext(connection) as statements:
            text_of(browser)
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_what_came_after_the_page_was_shown_stays_new(client_of, resident, commune, notify: Notify) -> None:
    """« Tout marquer comme lu » and « Tout supprimer » are about what was on screen."""
    browser = client_of(resident)
    open_inbox(person_id=resident.pk, commune_id=commune.pk)
    notify(subject="Vue")
    shown = re.search(
        r'name="jusqu" value="([^"]+)"', on_one_line(browser.get("/notifications/").content.decode())
    )[1]
    notify(subject="Arrivée depuis")
    browser.post("/notifications/tout-lire/", {"jusqu": shown})
    page = on_one_line(browser.get("/notifications/").content.decode())
    assert page.count("notification--unread") == 1
    asked = browser.get("/notifications/tout-supprimer/").content.decode()
    upto = re.search(r'name="jusqu" value="([^"]+)"', asked)[1]
    notify(subject="Trop tard")
    browser.post("/notifications/tout-supprimer/", {"jusqu": upto})
    page = on_one_line(browser.get("/notifications/").content.decode())
    assert "Trop tard" in page
    assert "Arrivée depuis" not in page
    # A form that says nothing, or nonsense, is about all.
    browser.post("/notifications/tout-supprimer/", {"jusqu": "x"})
    assert "Trop tard" not in browser.get("/notifications/").content.decode()


def test_all_is_read_in_place_and_said_aloud(browser, notify) -> None:
    notify(subject="Vue")
    address = "/notifications/tout-lire/"
    answer = browser.post(address, headers={"HX-Request": "true"})
    assert "notification--unread" not in answer.text
    assert "Vue" in answer.text
    assert unquote(answer.headers["HX-Announcement"]) == "Tout est marqué comme lu."
    assert f'id="{answer.headers["HX-Focus"]}"' in browser.get("/notifications/").text
    assert "Tout est marqué comme lu." in browser.post(address, follow=True).text


# --- The bell -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["/mon-compte/", "/{slug}/", "/{slug}/commune/"])
def test_every_page_counts_what_is_unread(browser, notify, commune, where) -> None:
    address = where.format(slug=commune.slug)
    assert bell(browser, address) == ("0", "Notifications")
    notify()
    assert bell(browser, address) == ("1", "Notifications, 1 non lue")
    notification = notify()
    assert bell(browser, address) == ("2", "Notifications, 2 non lues")
    browser.post(reverse("notification_open", args=[notification.pk]))
    assert bell(browser, address) == ("1", "Notifications, 1 non lue")


def test_more_than_99_are_not_counted(browser, notify) -> None:
    for _ in range(101):
        notify()
    assert bell(browser, "/mon-compte/") == ("99+", "Notifications, plus de 99 non lues")


def test_the_cached_page_of_a_commune_shows_each_person_their_own(
    browser, notify, commune, second_resident, client_of
) -> None:
    open_inbox(person_id=second_resident.pk, commune_id=commune.pk)
    notify()
    notify(second_resident)
    assert bell(browser, f"/{commune.slug}/")[0] == "1"
    assert bell(client_of(second_resident), f"/{commune.slug}/")[0] == "2"
    assert text_of(browser, f"/{commune.slug}/").count("data-bell") == 2  # header, and bar of phones


def test_the_feed_takes_three_statements_and_a_visitor_none_for_the_bell(browser, commune, client_of) -> None:
    for one, wanted in ((browser, 3), (client_of(None), 2)):
        for _ in range(2):  # the first visit shows the cover
            text_of(one, f"/{commune.slug}/")
        with CaptureQueriesContext(connection) as statements:
            page = text_of(one, f"/{commune.slug}/")
        assert len(statements) == wanted
        assert ("data-bell" in page) is (wanted == 3)


# --- What an open page asks for -------------------------------------------------------------------------------------


def test_news_are_the_figure_and_the_newest_unread_line(browser, notify, resident, second_resident) -> None:
    assert browser.get("/notifications/apercu/").json() == {
        "count": 0, "shown": "0", "label": "Notifications", "menu": {}, "newest": None
    }  # fmt: skip
    notify()
    comment = notify(resident, kind="comment_on_own_post", actor=second_resident, for_town_hall=False)
    news = browser.get("/notifications/apercu/").json()
    assert news["count"] == 2
    assert news["newest"] == {
        "id": str(comment.pk),
        "text": "Villeneuve\u00a0: Bruno Petit a commenté votre publication «\u00a0Fête du village\u00a0»",
        "url": f"{comment.url}?lu={comment.pk}",
    }
    browser.post(reverse("notification_seen", args=[comment.pk]))
    newest = browser.get("/notifications/apercu/").json()["newest"]
    assert newest["text"].startswith("Mairie de Villeneuve\u00a0: ")


def test_who_became_mayor_reads_of_no_delegation_in_their_menu(notify, mayor, commune, client_of) -> None:
    browser = client_of(mayor)
    notify(mayor, kind="office_begun")
    news = browser.get("/notifications/apercu/", {"commune": commune.slug}).json()
    assert (news["count"], news["menu"].get("delegations")) == (1, None)
    notify(mayor, kind="delegation_accepted", for_town_hall=True)
    news = browser.get("/notifications/apercu/", {"commune": commune.slug}).json()
    assert (news["count"], news["menu"].get("delegations")) == (2, "1\u00a0à lire")


def test_an_open_page_learns_what_is_new_in_the_commune_around_it(browser, notify, resident, commune) -> None:
    notify(resident, kind="request_accepted")
    news = browser.get("/notifications/apercu/", {"commune": commune.slug}).json()
    assert news["menu"] == {"residents": "1\u00a0à lire"}
    for elsewhere in ("", "?commune=ailleurs-01"):
        assert browser.get(f"/notifications/apercu/{elsewhere}").json()["menu"] == {}


@pytest.mark.parametrize(
    ("kind", "announced"),
    [
        ("request_accepted", "La mairie de Villeneuve a accepté votre inscription"),
        ("poll_opened", "Villeneuve\u00a0: La mairie vous demande votre avis"),
    ],
)
def test_the_town_hall_is_named_once(browser, notify, resident, kind, announced) -> None:
    notify(resident, kind=kind)
    newest = browser.get("/notifications/apercu/").json()["newest"]
    assert newest["text"].startswith(announced)


def test_a_page_opened_from_a_mail_marks_it_seen(browser, notify) -> None:
    notification = notify()
    address = reverse("notification_seen", args=[notification.pk])
    assert browser.get(address).status_code == 302
    assert browser.get("/notifications/apercu/").json()["count"] == 1
    assert browser.post(address).status_code == 204
    assert browser.get("/notifications/apercu/").json()["count"] == 0
