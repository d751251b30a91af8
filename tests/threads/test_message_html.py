"""A message is rendered once for all who see the same of it, and anew once anything that it shows is another."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet

import civic.threads
from civic.accounts.models import Person
from civic.communes.models import Commune
from civic.core.clock import now
from civic.media.enums import MediaKind, MediaStatus
from civic.media.models import Media
from civic.threads.enums import RemovedBy
from civic.threads.models import UNREADABLE, Message, MessageLike, Thread
from civic.threads.pages.lines import SHOWN, list_context
from civic.threads.queries.messages import messages_before
from civic.ui.fragments import fragment_cache
from tests.discussions.factories import DiscussionFactory
from tests.threads.factories import MessageFactory, ThreadFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def said(commune: Commune, resident: Person, second_resident: Person) -> Message:
    """That answers another one."""
    thread = ThreadFactory(commune=commune)
    asked: Message = MessageFactory(thread=thread, author=second_resident, body="À quelle heure ?")
    answer: Message = MessageFactory(thread=thread, author=resident, answers=asked, body="À 18 h 30")
    return answer


@pytest.fixture
def html_for(viewer_of: Callable[..., Any], commune: Commune) -> Callable[[Person, Message], str]:
    def html(person: Person, message: Message) -> str:
        viewer, thread = viewer_of(person, commune), Thread.objects.get(pk=message.thread_id)
        found = messages_before(viewer, thread)
        lines = list_context(viewer, thread, found)["lines"]
        return str(next(line.html for line in lines if line.message.pk == message.pk))

    return html


def _photo() -> Media:
    return Media.objects.create(kind=MediaKind.PORTRAIT, status=MediaStatus.READY)


CHANGES: list[Callable[[Message], Any]] = [
    lambda m: Message.objects.filter(pk=m.pk).update(body="À 19 h"),
    lambda m: Message.objects.filter(pk=m.pk).update(edited_at=now()),
    lambda m: Message.objects.filter(pk=m.pk).update(removed_at=now(), removed_by=RemovedBy.AUTHOR, body=""),
    lambda m: Message.objects.filter(pk=m.pk).update(
        removed_at=now(), removed_by=RemovedBy.TOWN_HALL, removal_reason="Insulte", body=""
    ),
    lambda m: Message.objects.filter(pk=m.pk).update(written_at=now() - timedelta(hours=1)),
    lambda m: Message.objects.filter(pk=m.answers_id).update(body="Quand ?"),
    lambda m: Person.objects.filter(pk=m.author_id).update(photo=_photo()),
    lambda m: Message.objects.filter(pk=m.answers_id).update(removed_at=now(), body=""),
    lambda m: Person.objects.filter(pk=m.author_id).update(last_name="Dupont"),
    lambda m: Person.objects.filter(pk=m.answers.author_id).update(first_name="Basile"),
    lambda m: Message.objects.filter(pk=m.pk).update(for_town_hall=True, author_title="Maire"),
    lambda m: Commune.objects.filter(pk=m.thread.commune_id).update(slug="renommee"),
]


@pytest.mark.parametrize("change", CHANGES)
def test_what_a_message_shows_is_in_its_key(
    html_for: Callable[..., str], said: Message, second_resident: Person, change: Callable[[Message], Any]
) -> None:
    before = html_for(second_resident, said)
    change(said)
    after = html_for(second_resident, said)
    fragment_cache.clear()
    assert after == html_for(second_resident, said) != before


def test_what_one_may_do_with_it_is_ones_own(
    html_for: Callable[..., str], said: Message, resident: Person, second_resident: Person
) -> None:
    own, theirs = html_for(resident, said), html_for(second_resident, said)
    assert ("Modifier" in own, "Signaler" in own) == (True, False)
    assert ("Modifier" in theirs, "Signaler" in theirs) == (False, True)


def test_likes_are_in_the_key_where_messages_are_liked(
    viewer_of: Callable[..., Any], commune: Commune, mayor: Person, resident: Person
) -> None:
    discussion = DiscussionFactory(commune=commune, author=mayor)
    message: Message = MessageFactory(thread=discussion.thread, author=mayor)

    def html() -> str:
        viewer = viewer_of(resident, commune)
        found = messages_before(viewer, Thread.objects.get(pk=discussion.thread_id))
        return str(list_context(viewer, discussion.thread, found)["lines"][0].html)

    states = [html()]
    MessageLike.objects.create(message=message, person=resident)
    states.append(html())
    Message.objects.filter(pk=message.pk).update(likes=1)
    states.append(html())
    assert len(set(states)) == 3


def test_the_key_names_all_that_the_templates_read() -> None:
    """A variable more would stay as it was first seen."""
    templates = Path(civic.threads.__file__).parent / "templates/threads"
    names = ["message", "message_head", "message_answers", "message_like", "message_removed", "message_reply"]
    text = "".join((templates / f"{name}.html").read_text() for name in names)
    read = set(re.findall(r"\bmessage\.(\w+)", text))
    by_value = {"id", "answers", "author", "words", "liked", "author_id", "thread_id"}
    assert read - by_value <= set(SHOWN)
    assert set(re.findall(r"\banswers\.(\w+)", text)) <= {"id", "removed_at", "author_name", "words"}
    assert set(re.findall(r"\bauthor\.(\w+)", text)) <= {"full_name", "portrait"}
    assert set(re.findall(r"\bline\.(\w+)", text)) <= {
        *(
            "message",
            "css",
            "own",
            "editable",
            "erasable",
            "removable",
            "answerable",
            "turn",
            "flagged",
            "for_all",
        ),
        *("words", "quoted"),  # of `message` and `answers`
        "beneath",  # whether there is anything; a slot, filled each time
    }


def test_it_is_rendered_once(
    html_for: Callable[..., str], said: Message, second_resident: Person, monkeypatch: Any
) -> None:
    first = html_for(second_resident, said)
    monkeypatch.setattr("civic.threads.pages.lines.render_to_string", pytest.fail)
    assert html_for(second_resident, said) == first


def test_what_is_encrypted_is_not_kept(html_for: Callable[..., str], said: Message, resident: Person) -> None:
    Message.objects.filter(pk=said.pk).update(body="")
    said.refresh_from_db()
    said.encrypted_body = "Entre nous"
    said.save()
    assert "Entre nous" in html_for(resident, said)
    kept = repr(fragment_cache._entries)
    assert "À quelle heure" in kept, "the other one is"
    assert "Entre nous" not in kept


def test_one_whose_key_is_missing_says_so_itself_and_as_it_is_quoted(
    html_for: Callable[..., str], said: Message, resident: Person, settings: Any
) -> None:
    here = list(settings.ENCRYPTION_KEYS)
    settings.ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    Message.objects.filter(pk=said.answers_id).update(body="", encrypted_body="Entre nous")
    settings.ENCRYPTION_KEYS = here
    assert said.answers
    assert UNREADABLE in html_for(resident, said.answers)
    answer = html_for(resident, said)
    assert UNREADABLE in answer
    assert "À 18 h 30" in answer
