"""The form of a message as it opens is kept; it is what the template draws for one alone."""

import re
from collections import Counter

import pytest
from django.urls import reverse

from civic.messaging.actions import writing
from civic.threads.templatetags import threads
from civic.ui.fragments import fragment_cache
from tests.communes.factories import RestrictionFactory
from tests.discussions.factories import DiscussionFactory
from tests.messaging.factories import ReplyTemplateFactory
from tests.posts.factories import PostFactory

pytestmark = pytest.mark.django_db
KINDS = pytest.mark.parametrize("kind", ["conversation", "discussion", "post"])
_FORM = re.compile(r'<form class="(?:comment|message)-form .*?</form>', re.DOTALL)
_DRAWN_ANEW = re.compile(r'name="(csrfmiddlewaretoken|key)" value="([^"]*)"')


def form_of(page):
    (form,) = _FORM.findall(page)
    return form


def drawn_of(page):
    """The form but for what each has of its own."""
    return " ".join(_DRAWN_ANEW.sub("", form_of(page)).split())


@pytest.fixture
def write(viewer_of, commune):
    """A conversation with the town hall."""

    def begin(person):
        sent = {"addressee": "team", "body": "Le banc est cassé", "key": f"le banc {person.pk}"}
        return writing.write_to_town_hall(viewer=viewer_of(person, commune), **sent)

    return begin


@pytest.fixture
def conversation(write, resident):
    return write(resident)


@pytest.fixture
def opened(commune, mayor, write):
    """`opened(kind, person)`: the page of a new one, and the id of its thread. A conversation is the person's own."""

    def address_of(kind, person):
        if kind == "conversation":
            key = thread_id = write(person).thread_id
        else:
            factory = PostFactory if kind == "post" else DiscussionFactory
            content = factory(commune=commune, author=mayor)
            key, thread_id = content.pk, content.thread_id
        return reverse(f"{kind}_detail", args=[commune.slug, key]), str(thread_id)

    return address_of


@KINDS
def test_kept_or_not_it_is_the_same(kind, opened, mayor, resident, client_of, monkeypatch):
    address, _ = opened(kind, resident)
    for person in (resident, mayor):
        browser = client_of(person)
        first, again = (drawn_of(browser.get(address).text) for _ in range(2))
        with monkeypatch.context() as patch:
            patch.setattr(threads, "_OWN", ("thread_id",))  # so that nothing is kept
            alone = drawn_of(browser.get(f"{address}?").text)
        assert first == again == alone


@KINDS
def test_it_is_drawn_once(kind, opened, resident, second_resident, client_of):
    drawings = Counter()
    put = fragment_cache.put

    def counted(key, value):
        drawings[key[0]] += 1
        put(key, value)

    fragment_cache.put = counted
    try:
        for person in (resident, second_resident):
            address, _ = opened(kind, person)
            assert client_of(person).get(address).status_code == 200
    finally:
        del fragment_cache.put
    assert drawings["threads/message_fields.html"] == 1


@KINDS
def test_the_form_of_one_thread_names_no_other(kind, opened, resident, second_resident, mayor, client_of):
    browser = client_of(mayor)
    (first_address, first_id), (address, thread_id) = (
        opened(kind, person) for person in (resident, second_resident)
    )
    first, form = (form_of(browser.get(page).text) for page in (first_address, address))
    assert first_id in first
    assert first_id not in form
    assert resident.full_name not in form
    for attribute in ("action", "hx-post", "for", *(["data-draft-key-value"] if kind != "post" else [])):
        (value,) = re.findall(rf'<[^>]*\s{attribute}="([^"]*)"[^>]*', form)[:1]
        assert thread_id in value, attribute


@KINDS
def test_each_reader_sends_their_own(kind, opened, resident, second_resident, mayor, client_of):
    """The token of the page's reader, and a key of its own."""
    address, _ = opened(kind, resident)
    keys = set()
    for person in (resident, mayor if kind == "conversation" else second_resident):
        browser = client_of(person, enforce_csrf_checks=True)
        form = form_of(browser.get(address).text)
        (sent_to,) = re.findall(r'\saction="([^"]*)"', form)
        own = dict(_DRAWN_ANEW.findall(form))
        assert browser.post(sent_to, own | {"body": "Merci"}).status_code == 302
        keys.add(own["key"])
    assert len(keys) == 2


def test_what_the_town_hall_has_ready_stays_with_it(conversation, resident, mayor, commune, client_of):
    ReplyTemplateFactory(commune=commune, name="Rendez-vous")
    address = reverse("conversation_detail", args=[commune.slug, conversation.thread_id])
    of_team, of_resident = (form_of(client_of(person).get(address).text) for person in (mayor, resident))
    assert "Rendez-vous" in of_team
    assert "Rendez-vous" not in of_resident


def test_who_may_not_speak_gets_no_kept_form(post, resident, second_resident, commune, client_of):
    RestrictionFactory(commune=commune, person=second_resident)
    address = reverse("post_detail", args=[commune.slug, post.pk])
    assert form_of(client_of(resident).get(address).text)
    assert not _FORM.search(client_of(second_resident).get(address).text)


def test_who_reads_is_written_as_text(conversation, resident, mayor, commune, client_of):
    """It stands in a slot, past the template's own care."""
    resident.last_name = "<b>Roux</b>"
    resident.save()
    page = (
        client_of(mayor).get(reverse("conversation_detail", args=[commune.slug, conversation.thread_id])).text
    )
    assert "&lt;b&gt;Roux&lt;/b&gt;" in form_of(page)
    assert "<b>" not in form_of(page)
