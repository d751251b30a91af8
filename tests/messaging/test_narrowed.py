"""The list beside a conversation stays narrowed as the address says, wherever one goes from there and comes back."""

import re
from html import unescape

import pytest
from django.urls import reverse

from civic.messaging.actions import sharing
from civic.messaging.enums import ANSWER_MESSAGES
from civic.messaging.models import Conversation
from civic.threads.kinds import kind_of
from tests.messaging.factories import PrivateMessageFactory

pytestmark = pytest.mark.django_db
LIST = "liste=a-moi"
_ADDRESS = re.compile(r'\s(?:href|action|data-thread-state-url-value)="([^"]*)"')
# What leads to one message, or is asked for in passing.
_ASIDE = ("/messages/", "/lu/")


@pytest.fixture
def page(commune, conversation):
    return reverse("conversation_detail", args=[commune.slug, conversation.thread_id])


@pytest.fixture
def page_of_mayors(commune, between_mayors):
    return reverse("conversation_detail", args=[commune.slug, between_mayors.thread_id])


def ways_of(page, html):
    """From the page of a conversation: to it once more, and to what stands below it."""
    below = html.partition('class="messaging messaging--open"')[2] or html
    found = [unescape(address) for address in _ADDRESS.findall(below)]
    return [
        address
        for address in found
        if address.startswith((page, "?")) and not any(part in address for part in _ASIDE)
    ]


def names_of(ways, page):
    return {re.sub(r"[?#].*", "", way).removeprefix(page) for way in ways}


_OLDER, _NEWER, _LAST = "Messages plus anciens", "Messages plus récents", "Aller aux derniers messages"


@pytest.mark.parametrize(
    ("asked", "leads"),
    [
        ({}, {_OLDER}),
        ({"notes": ""}, {_OLDER}),
        ({"autour": "46"}, {_OLDER, _NEWER, _LAST}),
    ],
)
def test_every_way_from_a_conversation_keeps_it(page, asked, leads, conversation, resident, mayor, client_of):
    last = 3 * kind_of(conversation.thread).page_size
    for number in range(2, last + 1):
        PrivateMessageFactory(thread=conversation.thread, author=resident, number=number)
    conversation.thread.last_number = last
    conversation.thread.save()
    shown = client_of(mayor).get(page, {"liste": "a-moi", **asked}).text
    ways = ways_of(page, shown)
    assert {"", "sans-reponse/", "confier/"} <= names_of(ways, page)
    assert ("note/" in names_of(ways, page)) == ("notes" in asked)
    assert {words for words in (_OLDER, _NEWER, _LAST) if words in shown} == leads
    assert [way for way in ways if LIST not in way] == []
    assert LIST not in "".join(ways_of(page, client_of(mayor).get(page, asked).text))


def test_every_way_from_one_between_mayors_keeps_it(page_of_mayors, mayor, client_of):
    ways = ways_of(page_of_mayors, client_of(mayor).get(page_of_mayors, {"liste": "a-moi"}).text)
    assert {"", "ouvrir/", "modele/"} <= names_of(ways, page_of_mayors)
    assert [way for way in ways if LIST not in way] == []


def test_so_does_each_way_that_an_open_page_draws_again(
    page, viewer_of, commune, conversation, mayor, client_of
):
    browser = client_of(mayor)
    (state,) = (way for way in ways_of(page, browser.get(page, {"liste": "a-moi"}).text) if "etat=" in way)
    for name in ("sans-reponse/", "reprendre/"):
        ways = ways_of(page, browser.get(f"{state}1", headers={"HX-Request": "true"}).text)
        assert {"", name, "confier/"} <= names_of(ways, page)
        assert [way for way in ways if LIST not in way] == []
        sharing.put_away(viewer=viewer_of(mayor, commune), thread_id=conversation.thread_id, upto=1)


@pytest.mark.parametrize("asked", ["", f"?{LIST}"])
@pytest.mark.parametrize(
    ("name", "typed"), [("confier/", {"person": ""}), ("ouvrir/", {"delegation": ""}), ("modele/", None)]
)
def test_what_is_chosen_on_a_page_below_leads_back_to_it(
    name, typed, asked, page, page_of_mayors, delegate_with, mayor, client_of
):
    delegate_with(ANSWER_MESSAGES)
    browser, here = client_of(mayor), page if name == "confier/" else page_of_mayors
    shown = browser.get(f"{here}{name}{asked}").text
    assert f'href="{here}{asked}"' in shown
    assert not re.search(r'<form[^>]*method="post"[^>]*\saction=', shown.partition("<main")[2])
    if typed is not None:
        assert browser.post(f"{here}{name}{asked}", typed).url.partition("#")[0] == f"{here}{asked}"


def test_a_note_that_was_refused_leads_back_to_it_once_it_is_right(page, mayor, client_of):
    browser = client_of(mayor)
    refused = browser.post(f"{page}note/?{LIST}", {"words": "", "key": "note"})
    assert refused.status_code == 422
    ways = ways_of(page, refused.text)
    assert "" in names_of(ways, page)
    assert [way for way in ways if way.startswith("?")] == [], (
        "the page of a refused note has another address"
    )
    assert [way for way in ways if LIST not in way] == []
    (again,) = (way for way in ways if "/note/" in way)
    after = browser.post(again, {"words": "Vu avec Paul", "key": "note"})
    assert after.url == f"{page}?{LIST}&notes=#messages"


def test_what_needs_no_answer_and_its_undoing_lead_back_to_it(page, mayor, client_of):
    browser = client_of(mayor)
    after = browser.post(f"{page}sans-reponse/?{LIST}", {"upto": "1"}, follow=True)
    assert after.redirect_chain[-1][0] == f"{page}?{LIST}#messages"
    (undo,) = re.findall(r'formaction="([^"]*)">Annuler', after.text)
    assert browser.post(unescape(undo)).url == f"{page}?{LIST}#messages"
    assert Conversation.objects.get(thread_id=page.split("/")[-2]).waiting_since


def test_where_one_comes_from_changes_nothing(page, mayor, client_of):
    elsewhere = {"HTTP_REFERER": f"http://testserver{page}?{LIST}"}
    after = client_of(mayor).post(f"{page}note/", {"words": "Vu avec Paul", "key": "note"}, **elsewhere)
    assert after.url == f"{page}?notes=#messages"


@pytest.mark.parametrize(
    ("asked", "marked"), [("", "Toutes"), ("?liste=a-moi", "À moi"), ("?liste=x", "Toutes")]
)
def test_the_tab_of_the_list_beside_is_marked(asked, marked, page, mayor, client_of):
    tabs = client_of(mayor).get(f"{page}{asked}").text.partition('aria-label="Conversations"')[2]
    assert re.findall(r'aria-current="page">\s*([^<]+?)\s*<', tabs.partition("</nav>")[0]) == [marked]


def test_who_has_no_tabs_gets_no_narrowing(page, resident, client_of):
    assert LIST not in client_of(resident).get(f"{page}?{LIST}").text
