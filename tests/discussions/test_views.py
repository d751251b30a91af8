"""The pages, with and without htmx, and what they cost."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from civic.core.clock import now
from civic.discussions.actions import groups, messages
from civic.discussions.models import Discussion
from civic.posts.enums import PUBLISH
from civic.threads.models import Message, Participant, Thread
from civic.town_halls.models import TownHall
from tests.communes.factories import RestrictionFactory
from tests.discussions.factories import DiscussionFactory
from tests.html import on_one_line
from tests.threads.factories import MessageFactory

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def address(discussion: Discussion, page: str = "discussion_detail") -> str:
    return reverse(page, args=[discussion.commune.slug, discussion.pk])


def of(message: Message, page: str = "message_detail") -> str:
    return reverse(page, args=[message.thread.commune.slug, message.pk])


def words(answer) -> str:
    """What is read, with plain spaces."""
    return on_one_line(answer.content.decode()).replace("\u00a0", " ").replace("\u202f", " ")


def numbers(answer) -> list[int]:
    return [int(found) for found in re.findall(r'data-number="(\d+)"', answer.content.decode())]


def fill(discussion, author, count):
    for n in range(count):
        MessageFactory(thread=discussion.thread, author=author, body=f"Message {n + 1}")


# --- The list -------------------------------------------------------------------------------------------------------


def test_the_list_shows_where_something_happened_last(
    client_of, commune, mayor, resident, other_discussion, discussion, say, clock
):
    beside = DiscussionFactory(commune=commune, author=mayor, title="La cantine", closed_at=now())
    pinned = DiscussionFactory(
        commune=commune, author=mayor, title="Le budget", pinned_at=beside.published_at
    )
    clock.forward(minutes=1)
    say(resident, "Bonjour")
    say(mayor, "Bonjour à vous")
    page = client_of(resident).get(f"/{commune.slug}/discussions/")
    html = words(page)
    assert re.findall(r'id="titre-([^"]+)"', html) == [str(one.pk) for one in (pinned, discussion, beside)]
    assert "Autreville" not in html
    assert "1 nouveau message" in html  # the mayor's; one's own is read
    assert "Lecture seule" in html
    assert html.count("Accéder à la discussion") == 3
    assert "Créer un nouveau groupe de discussion" not in html
    assert (
        "Créer un nouveau groupe de discussion"
        in client_of(mayor).get(page.request["PATH_INFO"]).content.decode()
    )


def test_the_list_costs_the_same_for_one_and_for_three(client_of, commune, mayor, resident, discussion):
    browser, costs = client_of(resident), []
    for _ in range(2):
        browser.get(f"/{commune.slug}/discussions/")
        with CaptureQueriesContext(connection) as queries:
            browser.get(f"/{commune.slug}/discussions/")
        costs.append(len(queries))
        for _ in range(2):
            fill(DiscussionFactory(commune=commune, author=mayor), resident, 1)
    assert costs[0] == costs[1] <= 4


def test_a_long_list_goes_on_by_keyset(client_of, commune, mayor, resident):
    for n in range(25):
        DiscussionFactory(commune=commune, author=mayor, title=f"Sujet {n}")
    browser = client_of(resident)
    first = browser.get(f"/{commune.slug}/discussions/")
    (older,) = re.findall(r'hx-get="([^"]+avant=[^"]+)"', first.content.decode())
    second = browser.get(older.replace("&amp;", "&"), headers=HTMX)
    seen = [re.findall(r">Sujet (\d+)<", page.content.decode()) for page in (first, second)]
    assert [len(page) for page in seen] == [20, 5]
    assert sorted(map(int, seen[0] + seen[1])) == list(range(25))
    assert browser.get(f"/{commune.slug}/discussions/?avant=hier").status_code == 404


def test_what_is_planned_shows_to_who_prepares_it_alone(client_of, commune, mayor, resident, clock):
    clock.forward(days=-3)
    at = clock.at("2026-11-25T10:00+01:00")
    clock.at("2026-11-20T10:00+01:00")
    planned = DiscussionFactory(
        commune=commune, author=mayor, title="Bientôt", status="scheduled", publish_at=at
    )
    assert b"Bient" in client_of(mayor).get(f"/{commune.slug}/discussions/").content
    assert b"Bient" not in client_of(resident).get(f"/{commune.slug}/discussions/").content
    assert client_of(resident).get(address(planned)).status_code == 404
    assert "mercredi 25 novembre" in words(client_of(mayor).get(address(planned)))


def test_all_read_by_one_button(client_of, resident, mayor, discussion, say):
    say(mayor, "Bonjour")
    browser = client_of(resident)
    page = f"/{discussion.commune.slug}/discussions/"
    assert "À découvrir" in browser.get(page).content.decode()
    assert Participant.objects.filter(person=resident).count() == 0  # to look writes nothing
    answer = browser.post(f"{page}tout-lu/", follow=True)
    assert "Tout marquer comme lu" not in answer.content.decode()
    assert Participant.objects.get(person=resident).read_upto == 1


# --- A discussion ---------------------------------------------------------------------------------------------------


def test_it_opens_at_the_beginning_then_at_what_is_unread_or_at_the_newest_and_goes_up(
    client_of, resident, discussion
):
    fill(discussion, resident, 70)
    browser = client_of(resident)
    assert numbers(browser.get(address(discussion))) == list(
        range(1, 31)
    )  # who never came reads from the beginning
    mark = Participant.objects.update_or_create(
        thread=discussion.thread, person=resident, defaults={"read_upto": 70}
    )[0]
    page = browser.get(address(discussion))
    assert numbers(page) == list(range(41, 71))
    assert f'hx-get="{address(discussion, "message_list")}?avant=41"' in page.content.decode()
    older = browser.get(address(discussion, "message_list") + "?avant=41", headers=HTMX)
    assert numbers(older) == list(range(11, 41))
    assert numbers(browser.get(address(discussion) + "?avant=11")) == list(range(1, 11))  # without script
    newer = browser.get(address(discussion, "message_list") + "?apres=20", headers=HTMX)
    assert numbers(newer) == list(range(21, 51))
    assert "data-newer" in newer.content.decode()
    Participant.objects.filter(pk=mark.pk).update(read_upto=20)
    unread = browser.get(address(discussion))
    assert numbers(unread) == list(range(6, 36))
    assert "?avant=71#fin" in unread.content.decode()
    assert numbers(browser.get(address(discussion) + "?avant=71")) == list(range(41, 71))
    for forged in ("-1", "a", "9" * 40, "1e3", "²"):
        assert browser.get(address(discussion), {"avant": forged}).status_code == 404


def test_a_link_to_one_message_shows_what_is_around_it(client_of, resident, discussion):
    fill(discussion, resident, 70)
    message, browser = Message.objects.get(number=20), client_of(resident)
    answer = browser.get(of(message))
    assert answer.url == f"{address(discussion)}?autour=20#message-{message.pk}"
    page = browser.get(answer.url)
    assert numbers(page) == list(range(5, 35))
    assert "Messages plus anciens" in page.content.decode()
    assert "Messages plus récents" in page.content.decode()


def test_reading_costs_the_same_however_much_was_said(
    client_of, resident, second_resident, mayor, discussion
):
    browser, costs = client_of(resident), []
    for count in (1, 2, 60):
        fill(discussion, second_resident, count)
        answered = MessageFactory(thread=discussion.thread, author=mayor)
        MessageFactory(thread=discussion.thread, author=resident, answers=answered)
        browser.get(address(discussion))
        with CaptureQueriesContext(connection) as queries:
            browser.get(address(discussion))
        costs.append(len(queries))
    assert costs == [costs[0]] * 3
    assert costs[0] <= 5  # what is before the first unread message, and what comes from it on


def test_the_line_above_what_is_new(client_of, resident, second_resident, discussion):
    fill(discussion, second_resident, 3)
    browser = client_of(resident)
    assert "Nouveaux messages" not in browser.get(address(discussion)).content.decode()  # all is new
    assert browser.post(address(discussion, "discussion_read"), {"upto": "2"}).status_code == 204
    html = browser.get(address(discussion)).content.decode()
    assert html.index('data-number="2"') < html.index('id="nouveaux"') < html.index('data-number="3"')
    fill(discussion, second_resident, 40)
    html = browser.get(address(discussion)).content.decode()  # more than a page is new: it begins there
    assert html.index('data-number="2"') < html.index('id="nouveaux"') < html.index('data-number="3"')
    for forged in ("", "0", "999999999"):
        assert browser.post(address(discussion, "discussion_read"), {"upto": forged}).status_code == 204
    assert browser.post(address(discussion, "discussion_read"), {"upto": "-1"}).status_code == 404
    assert Participant.objects.get(person=resident).read_upto == 43


def test_writing_with_and_without_script(client_of, resident, discussion):
    browser, to = client_of(resident), address(discussion, "message_list")
    plain = browser.post(to, {"body": "Bonjour <b>à tous</b>", "key": "a"})
    first = Message.objects.get()
    assert plain.url == f"{address(discussion)}#message-{first.pk}"
    assert "Bonjour &lt;b&gt;à tous&lt;/b&gt;" in browser.get(address(discussion)).content.decode()
    for _ in range(2):
        swapped = browser.post(to, {"body": "Encore", "key": "b", "answers": str(first.pk)}, headers=HTMX)
        assert re.search(r'data-sent="[^"]+\?autour=2#message-', swapped.content.decode())
        assert "data-draft-done-value" in swapped.content.decode()
        assert "Encore" not in swapped.content.decode()
    assert Message.objects.get(number=2).answers == first
    assert Discussion.objects.get().thread.messages == 2


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_what_is_refused_comes_back_with_all_that_was_typed(
    client_of, resident, mayor, discussion, viewer_of, headers
):
    browser, to = client_of(resident), address(discussion, "message_list")
    long = "Mot " * 25_000
    answer = browser.post(to, {"body": long, "key": "a"}, headers=headers)
    html = answer.content.decode()
    assert (answer.status_code, "4 000 caractères au plus" in html.replace("\u202f", " ")) == (422, True)
    assert long.strip() in html
    empty = browser.post(to, {"body": "\u3164", "key": "a"}, headers=headers)
    assert (empty.status_code, "Écrivez votre message" in empty.content.decode()) == (422, True)
    groups.set_open(viewer=viewer_of(mayor, discussion.commune), discussion_id=discussion.pk, is_open=False)
    closed = browser.post(to, {"body": "Fermée entre-temps", "key": "a"}, headers=headers)
    assert closed.status_code == 422
    assert "Fermée entre-temps" in closed.content.decode()
    assert "Cette discussion est fermée" in closed.content.decode()
    assert not Message.objects.exists()


def test_who_is_restricted_is_notified_why_and_keeps_the_text(
    client_of, resident, mayor, commune, discussion, say
):
    own = say(resident, "Avant")
    RestrictionFactory(commune=commune, person=resident, scopes=["discussions"])
    browser = client_of(resident)
    html = on_one_line(browser.get(address(discussion)).content.decode())
    assert "La mairie a suspendu votre droit de participer aux discussions" in html
    assert f"/{commune.slug}/blocage/" in html
    assert "<textarea" not in html
    assert "Avant" in html
    answer = browser.post(address(discussion, "message_list"), {"body": "Pendant", "key": "a"}, headers=HTMX)
    assert answer.status_code == 403
    assert "Pendant" in answer.content.decode()
    edited = browser.post(of(own, "message_edit"), {"body": "Autrement"}, headers=HTMX)
    assert (edited.status_code, "Autrement" in edited.content.decode()) == (403, True)


def test_an_answer_quotes_what_still_stands(client_of, resident, second_resident, discussion, say, viewer_of):
    first = say(resident, "Un mot de trop")
    say(second_resident, "Je vous réponds", answers=first.pk)
    browser = client_of(second_resident)
    quote = on_one_line(browser.get(of(first, "message_quote"), headers=HTMX).content.decode())
    assert f'name="answers" value="{first.pk}"' in quote
    assert (
        browser.get(of(first, "message_quote")).url
        == f"{address(discussion)}?reponse={first.pk}#texte-{discussion.thread_id}"
    )
    page = on_one_line(browser.get(f"{address(discussion)}?reponse={first.pk}").content.decode())
    assert f'name="answers" value="{first.pk}"' in page
    assert page.count("Un mot de trop") == 3
    messages.remove_own_message(viewer=viewer_of(resident, discussion.commune), message_id=first.pk)
    page = on_one_line(browser.get(f"{address(discussion)}?reponse={first.pk}").content.decode())
    assert "Un mot de trop" not in page
    assert "<p>Message supprimé</p>" in page
    assert 'name="answers" value=""' in page
    assert browser.get(f"{address(discussion)}?reponse=abc").status_code == 200


def test_whoever_answers_themselves_reads_that(client_of, resident, second_resident, discussion, say):
    first = say(resident, "Bonjour")
    own = words(client_of(resident).get(of(first, "message_quote"), headers=HTMX))
    assert "Vous répondez à votre propre message" in own
    others = words(client_of(second_resident).get(of(first, "message_quote"), headers=HTMX))
    assert f"Vous répondez à <strong>{resident.full_name}</strong>" in others


def test_the_field_of_the_answer_is_kept_with_the_draft(client_of, resident, discussion, say):
    first, browser = say(resident, "Bonjour"), client_of(resident)
    assert re.search(
        r'name="answers" value="" data-draft-target="hidden">', words(browser.get(address(discussion)))
    )
    quote = words(browser.get(of(first, "message_quote"), headers=HTMX))
    assert f'value="{first.pk}" data-draft-target="hidden">' in quote
    # Where the address says what is answered, no draft says otherwise.
    page = words(browser.get(f"{address(discussion)}?reponse={first.pk}"))
    assert re.search(f'value="{first.pk}" ?>', page)


def test_liking_without_and_with_script(client_of, resident, second_resident, discussion, say):
    message, browser = say(resident, "Bonjour"), client_of(second_resident)
    assert browser.get(of(message, "message_like")).status_code == 302
    assert browser.post(of(message, "message_like")).url.endswith(f"#message-{message.pk}")
    html = browser.get(address(discussion)).content.decode()
    assert 'aria-pressed="true"' in html
    off = browser.post(of(message, "message_unlike"), headers=HTMX).content.decode()
    assert 'aria-pressed="false"' in off


# --- The town hall --------------------------------------------------------------------------------------------------


FORM = {"title": "La cantine", "description": "Et les menus ?", "when": "now", "is_open": "on", "key": "une"}


def test_the_town_hall_creates_and_edits(client_of, commune, mayor, resident):
    town_hall, new = client_of(mayor), f"/{commune.slug}/discussions/nouvelle/"
    blank = town_hall.get(new).content.decode()
    assert re.search(r'name="is_open"[^>]*checked', blank)
    assert client_of(resident).get(new).status_code == 403
    assert [town_hall.post(new, FORM).status_code for _ in range(2)] == [302, 302]
    made = Discussion.objects.get()
    assert made.title == "La cantine"
    page = address(made, "discussion_edit")
    assert "La cantine" in town_hall.get(page).content.decode()
    assert 'name="when"' not in town_hall.get(page).content.decode()  # residents see it: it has begun
    town_hall.post(page, FORM | {"title": "La cantine et le goûter", "is_open": "", "version": made.version})
    made.refresh_from_db()
    assert (made.title, made.is_closed) == ("La cantine et le goûter", True)


def test_the_second_of_two_editors_is_warned_and_then_heard(client_of, mayor, discussion):
    town_hall, page = client_of(mayor), address(discussion, "discussion_edit")
    town_hall.post(address(discussion, "discussion_close"))  # by somebody else, after the form was opened
    typed = FORM | {"title": "Le marché", "version": 1}
    refused = town_hall.post(page, typed)
    said = refused.content.decode()
    assert refused.status_code == 409
    assert "Quelqu’un a modifié cette discussion" in said
    assert "Le marché" in said
    discussion.refresh_from_db()
    assert (discussion.title, discussion.is_closed) != ("Le marché", False)
    now_knows = re.search(r'name="version" value="(\d+)"', said)
    assert now_knows
    assert town_hall.post(page, typed | {"version": now_knows[1]}).status_code == 302
    discussion.refresh_from_db()
    assert (discussion.title, discussion.is_closed) == ("Le marché", False)


@pytest.mark.at("2026-11-22T10:00")
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"title": " "}, "Donnez un titre"),
        ({"title": "\u3164"}, "Donnez un titre"),
        ({"title": "x" * 121}, "120 caractères au plus"),
        ({"when": "later"}, "Choisissez la date et l’heure"),
        ({"when": "later", "opens_at": "hier"}, "Écrivez la date"),
        ({"when": "later", "opens_at": "2020-01-01T10:00"}, "Cette date est passée"),
        ({"when": "later", "opens_at": "2027-03-28T02:30"}, "Cette heure n’existe pas"),
        ({"when": "later", "opens_at": "9999-12-31T23:59"}, "deux ans"),
        ({"ends_at": "2020-01-01T10:00"}, "avant d’avoir commencé"),
        (
            {"when": "later", "opens_at": "2026-12-02T10:00", "ends_at": "2026-12-01T10:00"},
            "avant d’avoir commencé",
        ),
    ],
)
def test_what_the_form_refuses_it_says_beside_what_was_typed(client_of, commune, mayor, clock, typed, said):
    answer = client_of(mayor).post(f"/{commune.slug}/discussions/nouvelle/", FORM | typed)
    assert answer.status_code == 422
    assert said in answer.content.decode().replace("\u202f", " ")
    assert "Et les menus" in answer.content.decode()
    assert not Discussion.objects.exists()


def test_closing_is_undone_and_pinning_shows(client_of, mayor, resident, discussion):
    town_hall = client_of(mayor)
    closed = town_hall.post(address(discussion, "discussion_close"), follow=True).content.decode()
    assert address(discussion, "discussion_reopen") in closed
    assert "Lecture seule" in client_of(resident).get(address(discussion)).content.decode()
    town_hall.post(address(discussion, "discussion_reopen"))
    assert "<textarea" in client_of(resident).get(address(discussion)).content.decode()
    town_hall.post(address(discussion, "discussion_pin"), {"last_day": ""})
    assert "Épinglée" in client_of(resident).get(address(discussion)).content.decode()
    town_hall.post(address(discussion, "discussion_unpin"))
    assert "Épinglée" not in client_of(resident).get(address(discussion)).content.decode()


def test_an_open_page_asks_how_the_group_stands(client_of, mayor, resident, discussion, say):
    say(resident, "Bonjour")
    browser, town_hall = client_of(resident), client_of(mayor)
    part = words(browser.get(address(discussion) + "?etat", headers=HTMX))
    assert "<textarea" in part
    assert "Discussion ouverte" in part
    assert "<html" not in part
    assert "Bonjour" not in part
    town_hall.post(address(discussion, "discussion_close"))
    part = words(browser.get(address(discussion) + "?etat", headers=HTMX))
    assert "<textarea" not in part
    assert "Cette discussion est fermée" in part
    assert "<html" in words(browser.get(address(discussion) + "?etat"))


# --- A whole group is removed ---------------------------------------------------------------------------------------


def remove(town_hall, discussion, reason="Le projet est abandonné"):
    return town_hall.post(address(discussion, "discussion_delete"), {"reason": reason})


def test_the_town_hall_removes_a_group_and_takes_that_back(
    client_of, commune, mayor, resident, discussion, say
):
    message = say(resident, "Bonjour")
    town_hall, browser = client_of(mayor), client_of(resident)
    assert "Supprimer" in words(town_hall.get(address(discussion)))
    assert "1 message disparaissent pour tout le monde" in words(
        town_hall.get(address(discussion, "discussion_delete"))
    )
    for missing in ("", " \u200b"):
        refused = remove(town_hall, discussion, missing)
        assert (refused.status_code, "pourquoi" in words(refused)) == (422, True)
    assert remove(browser, discussion).status_code == 403
    assert (
        town_hall.get(address(discussion, "discussion_restore")).status_code == 302
    )  # to look changes nothing
    assert remove(town_hall, discussion).url == f"/{commune.slug}/discussions/"
    listed = words(town_hall.get(f"/{commune.slug}/discussions/"))
    assert address(discussion, "discussion_restore") in listed  # « Annuler »
    assert "La place du marché" not in listed
    for where in (address(discussion), of(message)):
        gone = browser.get(where)
        assert gone.status_code == 410
        assert "Cette discussion a été supprimée par la mairie : Le projet est abandonné" in words(gone)
        assert f'href="/{commune.slug}/discussions/"' in words(gone)
        assert "Bonjour" not in words(gone)
        assert "Rétablir" not in words(gone)
    assert "Rétablir la discussion" in words(town_hall.get(address(discussion)))
    back = town_hall.post(address(discussion, "discussion_restore"), follow=True)
    assert "Bonjour" in words(back)
    assert "Bonjour" in words(browser.get(address(discussion)))


def test_no_road_leads_to_what_stood_in_a_removed_group(
    client_of, commune, mayor, resident, second_resident, discussion, say
):
    message = say(resident, "Bonjour")
    roads = [
        *(address(discussion, name) for name in ("discussion_detail", "discussion_read", "message_list")),
        *(
            of(message, name)
            for name in (
                "message_detail", "message_quote", "message_edit", "message_delete", "message_flag",
                "message_like", "message_unlike",
            )
        ),
    ]  # fmt: skip
    for_town_hall = [
        *(
            address(discussion, name)
            for name in (
                "discussion_edit", "discussion_close", "discussion_reopen", "discussion_pin",
                "discussion_unpin", "discussion_delete",
            )
        ),
        of(message, "message_remove"),
    ]  # fmt: skip
    remove(client_of(mayor), discussion)
    typed = {"body": "Encore", "key": "k", "reason": "spam", "upto": "1", "title": "Autre"}
    for browser, reached in ((client_of(second_resident), roads), (client_of(mayor), roads + for_town_hall)):
        for road in reached:
            for headers in ({}, HTMX):
                for answer in (
                    browser.get(road, headers=headers),
                    browser.post(road, typed, headers=headers),
                ):
                    assert "Bonjour" not in words(answer), road
                    if answer.status_code == 302:  # a GET of what is done by POST: to where it is said
                        assert browser.get(answer.url).status_code == 410, road
                    else:
                        assert answer.status_code in {405, 410}, road
    message.refresh_from_db()
    discussion.refresh_from_db()
    assert (Message.objects.count(), message.likes, Thread.objects.get(pk=discussion.pk).last_number) == (
        1,
        0,
        1,
    )
    assert not Participant.objects.filter(person=second_resident).exists()
    for person in (mayor, second_resident):
        page = words(client_of(person).get(f"/{commune.slug}/"))
        assert "Accéder à la discussion" not in page
        assert "nouveau message" not in words(client_of(person).get(f"/{commune.slug}/discussions/"))


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_who_was_writing_keeps_the_text(client_of, mayor, resident, discussion, headers):
    remove(client_of(mayor), discussion)
    typed = {"body": "Ce que je voulais dire", "key": "k"}
    answer = client_of(resident).post(address(discussion, "message_list"), typed, headers=headers)
    assert answer.status_code == 410
    assert "Ce que je voulais dire" in words(answer)
    assert "Cette discussion a été supprimée par la mairie : Le projet est abandonné" in words(answer)


def test_others_do_not_learn_that_there_was_a_group(
    client_of, mayor, resident, stranger, other_mayor, clock, commune
):
    planned = DiscussionFactory(
        commune=commune,
        author=mayor,
        title="Bientôt",
        status="scheduled",
        publish_at=now() + timedelta(hours=1),
    )
    remove(client_of(mayor), planned)
    clock.forward(hours=2)
    assert client_of(resident).get(address(planned)).status_code == 404
    for person in (stranger, other_mayor):
        assert client_of(person).get(address(planned)).status_code == 404
    assert client_of(mayor).get(address(planned)).status_code == 410


def test_switched_off_it_is_not_there(client_of, commune, mayor, resident, discussion):
    TownHall.objects.update(feature_decisions={"discussions": False})
    for person in (mayor, resident):
        assert client_of(person).get(address(discussion)).status_code == 404
        assert b"discussions/" not in client_of(person).get(f"/{commune.slug}/").content


def test_a_delegate_without_the_right_reads_and_writes_as_others_do(client_of, delegate_with, discussion):
    browser = client_of(delegate_with(PUBLISH))
    assert browser.get(address(discussion)).status_code == 200
    assert browser.post(address(discussion, "discussion_close")).status_code == 403
    browser.post(address(discussion, "message_list"), {"body": "Bonjour", "key": "a"})
    assert Message.objects.get().for_town_hall is True


# --- Beside the feed ------------------------------------------------------------------------------------------------


def test_the_communes_page_shows_three_at_no_cost(
    client_of, commune, mayor, resident, stranger, discussion, other_discussion
):
    browser, page = client_of(resident), f"/{commune.slug}/"
    browser.get(page)
    with CaptureQueriesContext(connection) as before:
        browser.get(page)
    for title in ("La fête", "Le vélo", "Les arbres"):
        DiscussionFactory(commune=commune, author=mayor, title=title)
    DiscussionFactory(commune=commune, author=mayor, title="Le passé", closed_at=now())
    client_of(mayor).post(address(discussion, "discussion_pin"), {"last_day": ""})
    html = browser.get(page).content.decode()
    assert html.count("Accéder à la discussion") == 3
    assert "La place du marché" in html  # pinned
    assert "Le passé" not in html
    assert "Autreville" not in html
    with CaptureQueriesContext(connection) as after:
        browser.get(page)
    assert len(after) == len(before)
    for other in (None, stranger):
        assert "La place du marché" not in client_of(other).get(page).content.decode()
