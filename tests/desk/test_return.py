"""From a task back to the desk, and nowhere else."""

import re
from urllib.parse import unquote

import pytest

from civic.core.clock import now
from civic.core.ids import new_id
from civic.core.text import elided
from civic.desk.marks import Mark, marked
from civic.live.models import Change
from civic.memberships.models import Membership
from civic.threads.actions.messages import write_message
from civic.threads.models import Thread
from civic.threads.thread_kinds import COMMENTS
from tests.links.factories import UsefulLinkFactory

HOST = "http://testserver"


@pytest.fixture
def membership(commune, applicant):
    return Membership.objects.get(person=applicant)


def card_of(commune, membership):
    return f"/{commune.slug}/mairie/administres/{membership.pk}/"


def begun(membership, address):
    """The address as the desk writes it."""
    return HOST + marked(address, Mark("membership_request", membership.pk))


def accept(browser, commune, membership, before):
    answer = browser.post(
        card_of(commune, membership) + "accepter/", {"proof": "known"}, headers={"referer": before}
    )
    membership.refresh_from_db()
    assert membership.status == "accepted"
    return answer["Location"]


def test_what_is_done_leads_back(commune, mayor, membership, client_of):
    browser, desk = client_of(mayor), f"/{commune.slug}/mairie/"
    assert accept(browser, commune, membership, begun(membership, card_of(commune, membership))) == desk
    assert Change.objects.filter(name="desk", topic=f"commune:{commune.pk}:town_hall").count() == 1
    page = browser.get(desk).content.decode()
    assert "fait maintenant partie de vos administrés" in page
    assert "Rien n’attend encore la mairie" in page


@pytest.mark.parametrize(
    "mark",
    ["", "?bureau=", "?bureau=https://mal.test/", "?bureau=//mal.test", "?bureau=membership_request.x"],
)
def test_anything_else_changes_nothing(commune, mayor, membership, client_of, mark):
    before = HOST + card_of(commune, membership) + mark
    listed = f"/{commune.slug}/mairie/administres/"
    assert accept(client_of(mayor), commune, membership, before).startswith(listed)


def test_another_site_cannot_say_where_one_comes_from(commune, mayor, membership, client_of):
    before = begun(membership, card_of(commune, membership)).replace("testserver", "mal.test")
    listed = f"/{commune.slug}/mairie/administres/"
    assert accept(client_of(mayor), commune, membership, before).startswith(listed)


def test_what_is_not_done_stays(commune, mayor, membership, client_of):
    """A form with an error, and a step that leaves the task waiting."""
    other = UsefulLinkFactory(commune=commune, is_dead=True, problem="missing", failing_since=now())
    edit = f"/{commune.slug}/liens/{other.pk}/modifier/"
    before = HOST + marked(edit, Mark("dead_link", other.pk))
    browser = client_of(mayor)
    assert browser.post(edit, {}, headers={"referer": before}).status_code == 422
    answer = browser.post(f"/{commune.slug}/liens/{other.pk}/verifier/", headers={"referer": before})
    assert answer["Location"] != f"/{commune.slug}/mairie/"


def test_a_page_below_keeps_the_mark(commune, mayor, membership, client_of):
    card = card_of(commune, membership)
    before = begun(membership, card)
    headers = {"referer": before, "accept": "text/html"}
    browser = client_of(mayor)
    answer = browser.get(card + "refuser/", headers=headers)
    assert HOST + answer["Location"] == begun(membership, card + "refuser/")
    picture = browser.get(card + "refuser/", headers={"referer": before, "accept": "image/webp"})
    assert picture.status_code == 200
    elsewhere = browser.get(f"/{commune.slug}/agenda/", headers=headers)
    assert elsewhere.status_code == 200


def test_a_mark_of_what_one_may_not_do(commune, mayor, powerless_delegate, membership, client_of):
    """They see nothing of the task, so nothing is known of its end."""
    link = UsefulLinkFactory(commune=commune)
    answer = client_of(powerless_delegate).post(
        f"/{commune.slug}/liens/{link.pk}/supprimer/",
        headers={"referer": begun(membership, f"/{commune.slug}/liens/")},
    )
    assert answer["Location"] == f"/{commune.slug}/liens/"


def test_an_answer_by_htmx(commune, mayor, resident, post, viewer_of, client_of):
    thread = Thread.objects.get(pk=post.thread_id)
    written = {"kind": COMMENTS, "thread_id": thread.pk, "key": "1"}
    write_message(viewer=viewer_of(resident, commune), body="Quand ?", **written)
    before = HOST + marked(thread.page, Mark("comments", thread.pk))
    headers = {"referer": before, "hx-request": "true"}
    browser = client_of(mayor)
    liked = browser.post(f"/{commune.slug}/fils/{thread.pk}/aimer/", headers=headers)
    assert "HX-Redirect" not in liked
    answer = browser.post(
        f"/{commune.slug}/fils/{thread.pk}/commentaires/",
        {"body": "Lundi.", "key": str(new_id())},
        headers=headers,
    )
    desk = f"/{commune.slug}/mairie/"
    assert answer["HX-Redirect"] == desk
    assert "Votre réponse est publiée." in browser.get(desk).content.decode()


def test_sans_suite_from_the_desk_and_back(commune, mayor, resident, post, viewer_of, client_of):
    thread, desk = Thread.objects.get(pk=post.thread_id), f"/{commune.slug}/mairie/"
    write_message(
        viewer=viewer_of(resident, commune), body="Quand ?", kind=COMMENTS, thread_id=thread.pk, key="1"
    )
    browser = client_of(mayor)
    page = browser.get(desk).content.decode()
    assert "Quand ?" in page
    away = f"/{commune.slug}/fils/{thread.pk}/sans-suite/"
    assert away in page
    assert browser.post(away, {"upto": "1"}, headers={"referer": HOST + desk})["Location"] == desk
    page = browser.get(desk).content.decode()
    assert f"Sans réponse\u00a0: {resident.full_name}, «\u00a0Quand ?\u00a0»." in page, "which ones"
    assert away not in page
    back = browser.post(f"/{commune.slug}/fils/{thread.pk}/reprendre/", headers={"referer": HOST + desk})
    assert back["Location"] == desk
    assert "Quand ?" in browser.get(desk).content.decode()


def test_what_is_not_of_the_task_leads_where_it_leads(commune, mayor, membership, client_of):
    """The search of the page's head, from the desk, from a task and from one that somebody has done meanwhile."""
    browser, search = client_of(mayor), f"/{commune.slug}/recherche/"
    card = begun(membership, card_of(commune, membership))
    for before in (f"{HOST}/{commune.slug}/mairie/", card):
        answer = browser.post(search, {"q": "marché"}, headers={"referer": before})
        assert answer["Location"].startswith(search)
    accept(browser, commune, membership, card)
    answer = browser.post(search, {"q": "marché"}, headers={"referer": card})
    assert answer["Location"].startswith(search)
    link = UsefulLinkFactory(commune=commune)
    gone = browser.post(f"/{commune.slug}/liens/{link.pk}/supprimer/", headers={"referer": card})
    assert gone["Location"] == f"/{commune.slug}/liens/"


def test_sans_suite_takes_the_place_of_its_line(commune, mayor, resident, post, viewer_of, client_of):
    thread, desk = Thread.objects.get(pk=post.thread_id), f"/{commune.slug}/mairie/"
    write_message(
        viewer=viewer_of(resident, commune), body="Quand ?", kind=COMMENTS, thread_id=thread.pk, key="1"
    )
    browser = client_of(mayor)
    headers = {"referer": HOST + desk, "hx-request": "true"}
    back = f"/{commune.slug}/fils/{thread.pk}/reprendre/"
    for address, words, offers in (
        (f"/{commune.slug}/fils/{thread.pk}/sans-suite/", "Sans réponse\u00a0: ", True),
        (back, "attend de nouveau une réponse.", False),
    ):
        line = browser.post(address, {"upto": "1"}, headers=headers, follow=True).content.decode()
        assert line.count("<li") == 1
        assert words in line
        assert (back in line) is offers
        assert 'id="attendent"' in line
    again = browser.get(desk, headers=headers).content.decode()
    assert "Quand ?" in again
    assert "attend de nouveau" not in again


def test_taken_back_it_has_its_line_again(commune, mayor, resident, post, viewer_of, client_of):
    thread, desk = Thread.objects.get(pk=post.thread_id), f"/{commune.slug}/mairie/"
    write_message(
        viewer=viewer_of(resident, commune), body="Quand ?", kind=COMMENTS, thread_id=thread.pk, key="1"
    )
    browser, mark = client_of(mayor), f"comments.{thread.pk.hex}"
    headers = {"referer": HOST + desk, "hx-request": "true"}
    assert f'hx-vals=\'{{"task": "{mark}"}}\'' in browser.get(desk).text
    put_away = f"/{commune.slug}/fils/{thread.pk}/sans-suite/"
    away = browser.post(put_away, {"upto": "1", "task": mark}, headers=headers, follow=True)
    assert away.text.count("<li") == 1
    assert f'hx-vals=\'{{"task": "{mark}"}}\'' in away.text, "of « Annuler »"
    back = browser.post(
        f"/{commune.slug}/fils/{thread.pk}/reprendre/", {"task": mark}, headers=headers, follow=True
    )
    assert back.text.count("<li") == 1
    said = f"Le commentaire {elided('de', resident.full_name)} attend de nouveau une réponse."
    assert unquote(back.headers["HX-Announcement"]) == said
    assert put_away in back.text
    assert f'id="{back.headers["HX-Focus"]}"' in back.text
    write_message(
        viewer=viewer_of(resident, commune), body="Alors ?", kind=COMMENTS, thread_id=thread.pk, key="2"
    )
    newer = browser.post(put_away, {"upto": "1", "task": mark}, headers=headers, follow=True)
    assert newer.text.count("<li") == 2, "what was not seen waits still, and that is said"
    assert put_away in newer.text


def test_what_is_to_be_said_is_not_taken_by_a_page_that_refreshes(commune, mayor, resident, post, client_of):
    browser, desk = client_of(mayor), f"/{commune.slug}/mairie/"
    browser.post(f"{desk}premiers-pas/masquer/")
    refreshed = browser.get(desk, headers={"hx-request": "true"}).text
    assert "<h1>Le bureau</h1>" in refreshed
    assert "Les premiers pas sont masqués." in browser.get(desk).text


@pytest.mark.parametrize("task", ["comments.0", "//mal.test/", "x" * 10_000, '"><script>'])
def test_what_is_no_line_of_the_desk_brings_none(commune, mayor, resident, post, viewer_of, client_of, task):
    thread, desk = Thread.objects.get(pk=post.thread_id), f"/{commune.slug}/mairie/"
    headers = {"referer": HOST + desk, "hx-request": "true"}
    sent = {"upto": "1", "task": task}
    answer = client_of(mayor).post(f"/{commune.slug}/fils/{thread.pk}/sans-suite/", sent, headers=headers)
    assert answer["Location"].startswith(f"{desk}?tache=")
    line = client_of(mayor).get(answer["Location"], headers=headers)
    assert line.status_code == 200
    assert "<script>" not in line.text


def test_what_speaks_for_itself_is_not_said_twice(commune, mayor, resident, post, viewer_of, client_of):
    thread = Thread.objects.get(pk=post.thread_id)
    write_message(
        viewer=viewer_of(resident, commune), body="Quand ?", kind=COMMENTS, thread_id=thread.pk, key="1"
    )
    browser = client_of(mayor)
    before = HOST + marked(thread.page, Mark("comments", thread.pk))
    alone = f"/{commune.slug}/fils/{thread.pk}/sans-suite/"
    away = browser.post(alone, {"upto": "1"}, headers={"referer": before})
    page = browser.get(away["Location"]).content.decode()
    assert "Sans réponse\u00a0: " in page
    assert "Votre réponse est publiée." not in page


def test_the_page_of_a_task_leads_back_to_the_desk_and_no_other_does(
    commune, mayor, resident, post, membership, client_of
):
    card, town_hall = card_of(commune, membership), client_of(mayor)
    link = re.compile(rf'href="/{commune.slug}/mairie/">\s*<svg[^>]*>.*?</svg>\s*Le bureau\s*</a>\s*</p>')
    begun_there = begun(membership, card).removeprefix(HOST)
    assert link.search(town_hall.get(begun_there).text)
    assert not link.search(town_hall.get(card).text)
    assert not link.search(town_hall.get(f"{card}?bureau=https://mal.test/").text)
    page = f"/{commune.slug}/actualites/{post.pk}/"
    assert link.search(town_hall.get(marked(page, Mark("comments", post.pk))).text)
    assert not link.search(client_of(resident).get(marked(page, Mark("comments", post.pk))).text)
    assert client_of(None).get(marked(page, Mark("comments", post.pk))).status_code in (200, 404)
