"""Who reads what is written in private: its two sides. A rare word is looked for wherever it must not stand."""

from email import message_from_bytes, policy

import pytest
from django.http import Http404
from django.urls import reverse

from civic.accounts.actions.erasure import erase_person
from civic.accounts.queries import personal_data_of
from civic.core.access import Access
from civic.core.clock import now
from civic.core.ids import new_id
from civic.messaging.actions import assigning, sharing, writing
from civic.messaging.enums import ANSWER_MESSAGES
from civic.messaging.models import Conversation, ReplyTemplate
from civic.messaging.queries import conversations as queries
from civic.messaging.queries import desk
from civic.messaging.refusals import MandateOver
from civic.notifications.kinds import kind_of as kind_named
from civic.notifications.models import Notification
from civic.threads.kinds import kind_of
from civic.threads.models import Message, Thread
from civic.threads.queries.messages import message_in_view
from civic.town_halls.models import Office
from tests.accounts.factories import PersonFactory
from tests.architecture.addresses import ADDRESSES
from tests.communes.factories import OfficeFactory
from tests.polls.attacker import WriteAheadLog
from tests.threads.stored import backup, everything_stored, files_of_database

pytestmark = pytest.mark.django_db

RARE = "Zwartewaal"
NO_SECRET = "Bloemendaal"


@pytest.fixture
def colleague(delegate_with):
    """A delegate who answers messages."""
    return delegate_with(ANSWER_MESSAGES)


def test_the_two_sides_read_and_nobody_else(
    conversation,
    commune,
    resident,
    mayor,
    colleague,
    powerless_delegate,
    second_resident,
    staff,
    stranger,
    viewer_of,
):
    (message,) = Message.objects.filter(thread=conversation.thread)
    for person in (resident, mayor, colleague):
        viewer = viewer_of(person, commune)
        assert queries.conversation_in_view(viewer, conversation.thread_id) == conversation
        assert queries.message_in_view(viewer, message.pk).text == "Le banc est cassé"
    for person in (powerless_delegate, second_resident, staff, stranger):
        viewer = viewer_of(person, commune)
        with pytest.raises(Http404):
            queries.conversation_in_view(viewer, conversation.thread_id)
        with pytest.raises(Http404):
            queries.message_in_view(viewer, message.pk)
        with pytest.raises(Http404):
            message_in_view(viewer, kind_of(conversation.thread), message.pk)
        assert not queries.conversations_of(viewer).conversations


def test_what_is_for_the_mayor_alone_is_not_the_teams(with_mayor, commune, mayor, colleague, viewer_of):
    assert queries.conversation_in_view(viewer_of(mayor, commune), with_mayor.thread_id) == with_mayor
    with pytest.raises(Http404):
        queries.conversation_in_view(viewer_of(colleague, commune), with_mayor.thread_id)
    assert not queries.conversations_of(viewer_of(colleague, commune)).conversations
    assert not list(desk.waiting(viewer_of(colleague, commune)))


def test_the_next_mayor_reads_the_teams_and_not_what_was_for_the_former(
    conversation, with_mayor, commune, resident, mayor, viewer_of, write_in
):
    Office.objects.filter(person=mayor).update(ended_at=now())
    successor = PersonFactory()
    OfficeFactory(commune=commune, person=successor)
    after = viewer_of(successor, commune)
    assert [one.pk for one in queries.conversations_of(after).conversations] == [conversation.pk]
    with pytest.raises(Http404):
        queries.conversation_in_view(after, with_mayor.thread_id)
    with pytest.raises(Http404):
        queries.conversation_in_view(viewer_of(mayor, commune), with_mayor.thread_id)
    own = viewer_of(resident, commune)
    assert {one.pk for one in queries.conversations_of(own).conversations} == {conversation.pk, with_mayor.pk}
    with pytest.raises(MandateOver):
        write_in(with_mayor, resident, "Vous me lisez ?")


def test_what_was_for_a_mayor_is_the_residents_still_once_that_account_is_erased(
    with_mayor, commune, mayor, resident, client_of
):
    erase_person(person_id=mayor.pk)
    shown = client_of(resident).get(f"/{commune.slug}/messagerie/{with_mayor.pk}/").text
    assert "Entre nous" in shown
    assert "lira votre message" not in shown
    assert "n’est plus maire" in shown


def test_what_is_for_the_mayor_alone_is_quoted_nowhere_else(
    conversation, with_mayor, commune, colleague, client_of
):
    (secret,) = Message.objects.filter(thread=with_mayor.thread)
    browser, page = client_of(colleague), f"/{commune.slug}/messagerie/{conversation.pk}/"
    assert "Entre nous" not in browser.get(page, {"reponse": str(secret.pk)}).text
    sent = browser.post(f"{page}messages/", {"body": "Ah", "key": "k", "answers": str(secret.pk)})
    assert sent.status_code == 404
    for tail in ("", "repondre/", "modifier/", "supprimer/", "signaler/"):
        assert browser.get(f"/{commune.slug}/messagerie/messages/{secret.pk}/{tail}").status_code == 404


def test_an_export_holds_ones_own_words_alone(conversation, commune, resident, mayor, viewer_of, write_in):
    write_in(conversation, mayor, "Lundi")
    sharing.add_memo(
        viewer=viewer_of(mayor, commune), thread_id=conversation.thread_id, words="À rappeler", key="n"
    )
    theirs, the_mayors = str(personal_data_of(resident.pk)), str(personal_data_of(mayor.pk))
    assert ("Le banc" in theirs, "Lundi" in theirs, "À rappeler" in theirs) == (True, False, False)
    assert ("Le banc" in the_mayors, "Lundi" in the_mayors, "À rappeler" in the_mayors) == (False, True, True)


def test_the_same_id_in_another_commune_is_nothing(
    conversation, other_commune, other_mayor, resident, viewer_of
):
    for person in (other_mayor, resident):
        with pytest.raises(Http404):
            queries.conversation_in_view(viewer_of(person, other_commune), conversation.thread_id)


@pytest.fixture
def secret(commune, resident, mayor, viewer_of, conversation, write_in, run_jobs):
    """A rare word said by both sides and noted by one, and all that follows from it done."""
    thread_id, viewer = conversation.thread_id, viewer_of(mayor, commune)
    write_in(conversation, resident, f"Mon secret : {RARE}.")
    sharing.add_memo(viewer=viewer, thread_id=thread_id, words=RARE, key="n")
    assigning.assign(viewer=viewer, thread_id=thread_id, person_id=mayor.pk)
    writing.write_message(viewer=viewer, thread_id=thread_id, body=f"Bien lu, {RARE}", key="r")
    run_jobs()
    return conversation


def test_the_rare_word_stands_nowhere_but_before_its_two_sides(
    secret, commune, resident, mayor, staff, client_of, settings, caplog, capsys
):
    assert RARE not in everything_stored()
    printed = capsys.readouterr()
    assert RARE not in caplog.text + printed.out + printed.err
    page = f"/{commune.slug}/messagerie/{secret.thread_id}/"
    assert RARE in client_of(resident).get(page).text
    assert client_of(staff).get(page).status_code == 404
    here = f"/{commune.slug}/"
    for path in ("mairie/", "mairie/delegations/journal/", f"recherche/?q={RARE.lower()[:-1]}"):
        answer = client_of(mayor).get(here + path)
        assert answer.status_code == 200, path
        assert RARE not in answer.text, path


def test_no_mail_and_no_device_shows_it(secret, settings):
    paths = [path for path in settings.MAILBOX_DIR.glob("**/*") if path.is_file()]
    assert paths, "people are notified that somebody wrote"
    for path in paths:
        mail = message_from_bytes(path.read_bytes(), policy=policy.default)
        assert not any(RARE in str(value) for value in mail.values())
        parts = [part for part in mail.walk() if not part.is_multipart()]
        assert parts
        assert not any(RARE in str(part.get_content()) for part in parts)
    shown = [kind_named(one.kind).push_body(one.subject) for one in Notification.objects.all()]
    assert shown
    assert not any(RARE in words for words in shown)


def test_no_page_of_the_platform_shows_it(secret, commune, mayor, staff, client_of):
    browser, found = client_of(staff), 0
    things = {"code": commune.code, "office_id": Office.objects.get(person=mayor).pk}
    for address in ADDRESSES:
        if address.page.access is Access.STAFF:
            keys = {key: things.get(key) or new_id() for key in address.converters}
            answer = browser.get(reverse(address.name, kwargs=keys))
            found += answer.status_code == 200
            assert RARE not in answer.text, address.name
    assert found > 5


def test_each_side_exports_its_own_words_alone(secret, commune, resident, second_resident, delegate_with):
    assert RARE in str(personal_data_of(resident.pk))
    for person in (second_resident, delegate_with(ANSWER_MESSAGES)):
        assert RARE not in str(personal_data_of(person.pk))


def test_a_failure_is_reported_without_it(
    conversation, commune, resident, client_of, monkeypatch, caplog, capsys
):
    def fail(**given):
        assert RARE in given["body"]
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(writing.messages, "write_message", fail)
    browser = client_of(resident)
    browser.raise_request_exception = False
    answer = browser.post(
        f"/{commune.slug}/messagerie/{conversation.thread_id}/messages/", {"body": RARE, "key": "k"}
    )
    assert answer.status_code == 500
    assert "the disk is full" in caplog.text
    printed = capsys.readouterr()
    assert RARE not in caplog.text + printed.out + printed.err + answer.text


@pytest.mark.django_db(transaction=True)
def test_nor_do_the_files_of_the_database_its_journal_and_a_backup(commune, mayor, resident, viewer_of):
    journal, viewer = WriteAheadLog(), viewer_of(mayor, commune)
    journal.mark()
    ReplyTemplate.objects.create(commune=commune, name=NO_SECRET, text="Bonjour")
    made = writing.write_to_town_hall(
        viewer=viewer_of(resident, commune), addressee="team", body=f"Mon secret : {RARE}", key="k"
    )
    sharing.add_memo(viewer=viewer, thread_id=made.thread_id, words=RARE, key="n")
    kept = {"files": files_of_database(), "journal": journal.rest(), "backup": backup()}
    for name, content in kept.items():
        assert NO_SECRET.encode() in content, f"{name}: nothing can be read there"
        assert RARE.encode() not in content, name


def test_a_note_is_the_teams_also_when_its_author_has_gone(
    conversation, commune, mayor, delegate_with, viewer_of, client_of
):
    colleague = delegate_with(ANSWER_MESSAGES)
    sharing.add_memo(
        viewer=viewer_of(colleague, commune), thread_id=conversation.thread_id, words="À rappeler", key="n"
    )
    erase_person(person_id=colleague.pk)
    shown = client_of(mayor).get(f"/{commune.slug}/messagerie/{conversation.thread_id}/?notes").text
    assert "À rappeler" in shown
    assert "Ancien membre de l’équipe" in shown


def test_a_note_is_never_the_residents_to_read(commune, resident, mayor, client_of, viewer_of, conversation):
    sharing.add_memo(
        viewer=viewer_of(mayor, commune), thread_id=conversation.thread_id, words="À rappeler", key="n"
    )
    page = f"/{commune.slug}/messagerie/{conversation.pk}/?notes"
    assert "À rappeler" in client_of(mayor).get(page).content.decode()
    assert "À rappeler" not in client_of(resident).get(page).content.decode()


def test_erasing_the_account_erases_the_conversation(conversation, resident):
    erase_person(person_id=resident.pk)
    assert not Conversation.objects.exists()
    assert not Thread.objects.filter(pk=conversation.pk).exists()
    assert not Message.objects.exists()
