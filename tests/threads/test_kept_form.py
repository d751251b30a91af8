"""The form of a message as it opens is kept; it is what the template draws for one alone."""

import re

import pytest
from django.urls import reverse

from civic.messaging.actions import writing
from civic.threads.templatetags import threads
from tests.discussions.factories import DiscussionFactory
from tests.posts.factories import PostFactory

pytestmark = pytest.mark.django_db
_FORM = re.compile(r'<form class="(?:comment|message)-form .*?</form>', re.DOTALL)
_DRAWN_ANEW = re.compile(r'name="(?:csrfmiddlewaretoken|key)" value="[^"]*"')


def form_of(page):
    (form,) = _FORM.findall(page)
    return " ".join(_DRAWN_ANEW.sub("", form).split())


@pytest.fixture
def conversation(viewer_of, commune, resident):
    sent = {"addressee": "team", "body": "Le banc est cassé", "key": "le banc"}
    return writing.write_to_town_hall(viewer=viewer_of(resident, commune), **sent)


@pytest.fixture
def addresses(commune, mayor, conversation):
    post, discussion = (
        PostFactory(commune=commune, author=mayor),
        DiscussionFactory(commune=commune, author=mayor),
    )
    return {
        "conversation": reverse("conversation_detail", args=[commune.slug, conversation.thread_id]),
        "discussion": reverse("discussion_detail", args=[commune.slug, discussion.thread_id]),
        "post": reverse("post_detail", args=[commune.slug, post.pk]),
    }


@pytest.mark.parametrize("name", ["conversation", "discussion", "post"])
def test_kept_or_not_it_is_the_same(name, addresses, mayor, resident, client_of, monkeypatch):
    for person in (resident, mayor):
        browser = client_of(person)
        first, again = (form_of(browser.get(addresses[name]).text) for _ in range(2))
        with monkeypatch.context() as patch:
            patch.setattr(threads, "_OWN", ("thread_id",))  # so that nothing is kept
            alone = form_of(browser.get(f"{addresses[name]}?").text)
        assert first == again == alone


def test_who_reads_is_written_as_text(conversation, resident, mayor, commune, client_of):
    """It stands in a slot, past the template's own care."""
    resident.last_name = "<b>Roux</b>"
    resident.save()
    page = (
        client_of(mayor).get(reverse("conversation_detail", args=[commune.slug, conversation.thread_id])).text
    )
    assert "&lt;b&gt;Roux&lt;/b&gt;" in form_of(page)
    assert "<b>" not in form_of(page)
