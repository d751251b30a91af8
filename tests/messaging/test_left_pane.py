"""The list of conversations: alone, beside the one that is open, and again when it hears of a change."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from civic.core.clock import now
from civic.delegations.models import Delegation
from civic.messaging.actions import sharing
from civic.messaging.enums import ANSWER_MESSAGES, Addressee
from civic.messaging.queries.conversations import BESIDE, LIST_SIZE
from civic.threads.kinds import kind_of
from civic.threads.models import Message
from civic.town_halls.models import Office
from tests.accounts.factories import PersonFactory
from tests.architecture.world import portrait_of
from tests.communes.factories import OfficeFactory
from tests.messaging.factories import ConversationFactory, PrivateMessageFactory

pytestmark = pytest.mark.django_db
LINE = 'class="conversation__name"'


@pytest.fixture
def many(commune):
    """More than stand beside one and than a list has, the newest first."""
    moment = now()
    return [
        ConversationFactory(commune=commune, active_at=moment - timedelta(minutes=place))
        for place in range(LIST_SIZE + 2)
    ]


@pytest.fixture
def list_url(commune):
    return reverse("conversation_list", args=[commune.slug])


def asked_again(browser, page):
    """What the open page's list is fetched from."""
    url = re.search(r'data-live-refresh-url-value="([^"]+)"', page)[1].replace("&amp;", "&")
    return browser.get(url, headers={"HX-Request": "true"}).text


def test_as_many_stand_beside_an_open_one_as_there_is_room_for(client_of, commune, mayor, many, list_url):
    browser = client_of(mayor)
    assert browser.get(list_url).text.count(LINE) == LIST_SIZE
    page = browser.get(reverse("conversation_detail", args=[commune.slug, many[1].thread_id])).text
    assert page.count(LINE) == BESIDE
    older = re.search(r'hx-get="([^"]*ouverte=[^"]*avant=[^"]*)"', page)[1].replace("&amp;", "&")
    more = browser.get(older, headers={"HX-Request": "true"}).text
    assert more.count(LINE) == min(BESIDE, len(many) - BESIDE)
    assert escape(many[BESIDE].resident.full_name) in more


def test_the_open_one_stays_marked_when_the_list_comes_again(client_of, commune, mayor, many):
    browser = client_of(mayor)
    page = browser.get(reverse("conversation_detail", args=[commune.slug, many[1].thread_id])).text
    for shown in (page, asked_again(browser, page)):
        marked = re.findall(r'href="([^"]+)"\s+aria-current="page">([^<]+)<', shown)
        address = reverse("conversation_detail", args=[commune.slug, many[1].thread_id])
        assert (address, escape(many[1].resident.full_name)) in marked
        assert shown.count(LINE) == BESIDE


@pytest.mark.parametrize(
    ("asked", "kept"), [("?liste=a-repondre", "?liste=a-repondre"), ("?liste=x", ""), ("", "")]
)
def test_the_way_back_leads_to_the_list_as_it_was_narrowed(
    client_of, commune, mayor, many, list_url, asked, kept
):
    address = reverse("conversation_detail", args=[commune.slug, many[1].thread_id])
    shown = client_of(mayor).get(f"{address}{asked}").text
    assert re.findall(r'<a class="link-button" href="([^"]+)"', shown.partition("data-live-page")[2])[0] == (
        f"{list_url}{kept}"
    )


def test_before_any_script_older_messages_of_the_open_one_lead_to_it(client_of, commune, mayor, resident):
    """Not to the list beside it, which has an address of its own."""
    conversation = ConversationFactory(commune=commune, resident=resident)
    last = kind_of(conversation.thread).page_size + 1
    for number in range(1, last + 1):
        PrivateMessageFactory(thread=conversation.thread, author=resident, number=number)
    conversation.thread.last_number = last
    conversation.thread.save()
    address = reverse("conversation_detail", args=[commune.slug, conversation.thread_id])
    shown = client_of(mayor).get(f"{address}?avant={last + 1}").text
    assert re.findall(r'href="([^"]+avant=[^"]+)"', shown) == [f"{address}?avant=2"]


def test_no_line_is_marked_where_none_is_open(client_of, mayor, many, list_url):
    shown = client_of(mayor).get(list_url, {"ouverte": str(many[1].thread_id)}).text
    assert "conversation__name" in shown
    assert str(many[1].thread_id) not in re.findall(r'href="([^"]+)"\s+aria-current="page"', shown)
    for nonsense in ("", "x", "🙂"):
        answer = client_of(mayor).get(list_url, {"ouverte": nonsense}, headers={"HX-Request": "true"})
        assert LINE in answer.text


def test_what_was_put_away_says_so_among_what_was_answered(
    client_of, viewer_of, commune, mayor, resident, conversation, write_in, list_url
):
    def shown(person):
        return client_of(person).get(list_url).context["conversations"][0].is_put_away

    assert not shown(mayor)
    sharing.put_away(viewer=viewer_of(mayor, commune), thread_id=conversation.thread_id, upto=1)
    assert shown(mayor)
    assert not shown(resident)
    assert "Sans réponse à donner" in client_of(mayor).get(list_url, {"liste": "repondues"}).text
    write_in(conversation, resident, "Et le lampadaire ?")
    assert not shown(mayor)
    write_in(conversation, mayor, "Lundi.")
    assert not shown(mayor)


def test_a_list_that_is_empty_says_why_and_leads_back(client_of, mayor, conversation, list_url):
    def said(**asked):
        text = client_of(mayor).get(list_url, asked).text
        assert f'href="{list_url}">Voir toutes les conversations</a>' in text
        return text

    assert "Aucune conversation ne vous est confiée" in said(liste="a-moi")
    assert "Aucun nom ne commence par «\u00a0Zoé &lt;\u00a0»." in said(nom="Zoé <")
    assert "«\u00a0Zoé\u00a0» dans «\u00a0À moi\u00a0»." in said(nom="Zoé", liste="a-moi")


def test_what_a_delegate_wrote_themselves_costs_as_many_statements_for_six_as_for_two(
    client_of, commune, delegate_with, list_url
):
    """To a mayor alone, before they worked there."""
    delegate = delegate_with(ANSWER_MESSAGES)
    browser = client_of(delegate)
    counts = []
    for more in (2, 4):
        for _ in range(more):
            office = OfficeFactory(commune=commune, person=PersonFactory(), ended_at=now())
            office.person.photo = portrait_of(office.person)
            office.person.save()
            ConversationFactory(commune=commune, resident=delegate, addressee=Addressee.MAYOR, office=office)
        browser.get(list_url)
        with CaptureQueriesContext(connection) as asked:
            shown = browser.get(list_url).text
        counts.append(len(asked))
    assert shown.count("N’est plus en fonction") == 6
    assert counts[0] == counts[1] <= 8


def test_what_was_said_before_a_delegate_came_is_no_news_to_them(
    client_of, commune, delegate_with, mayor, resident, conversation, write_in, list_url
):
    delegate = delegate_with(ANSWER_MESSAGES)
    started = Delegation.objects.get(person=delegate).starts_at
    Message.objects.update(written_at=started - timedelta(hours=1))
    browser = client_of(delegate)
    assert "non lu" not in browser.get(list_url).text
    assert "non lu" not in browser.get(list_url, {"liste": "a-repondre"}).text
    assert "À répondre" in browser.get(list_url).text, "it waits all the same"
    later = write_in(conversation, resident, "Et le lampadaire ?")
    Message.objects.filter(pk=later.pk).update(written_at=started + timedelta(hours=1))
    assert '1<span class="visually-hidden"> non lu</span>' in browser.get(list_url).text
    page = browser.get(reverse("conversation_detail", args=[commune.slug, conversation.thread_id])).text
    assert page.index("Le banc est cassé") < page.index('id="nouveaux"') < page.index("Et le lampadaire")


def test_what_was_said_before_a_mayor_came_is_no_news_to_them(
    client_of, commune, mayor, resident, conversation, write_in, list_url
):
    began_at = Office.objects.get(commune=commune).began_at
    Message.objects.update(written_at=began_at - timedelta(hours=1))
    browser = client_of(mayor)
    assert "non lu" not in browser.get(list_url).text
    assert "À répondre" in browser.get(list_url).text, "it waits all the same"
    later = write_in(conversation, resident, "Et le lampadaire ?")
    Message.objects.filter(pk=later.pk).update(written_at=began_at + timedelta(hours=1))
    assert '1<span class="visually-hidden"> non lu</span>' in browser.get(list_url).text


def test_every_line_is_known_by_its_id(client_of, mayor, many, list_url):
    """By which an open page renews the others around the one somebody is on."""
    text = client_of(mayor).get(list_url).text
    ids = re.findall(r'<li class="conversation[^>]* id="conversation-([^"]+)"', text)
    assert ids == [str(one.thread_id) for one in many[:LIST_SIZE]]
    assert 'data-live-refresh-around-value="true"' in text
