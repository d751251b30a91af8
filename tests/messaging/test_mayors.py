"""What two mayors write to each other: each has a side of it in their own town hall."""

import pytest
from django.http import Http404

from civic.accounts.actions.erasure import erase_person
from civic.core.clock import now
from civic.core.refusals import NotAllowed
from civic.delegations.models import Delegation
from civic.desk.queries.tasks import desk_of
from civic.messaging.actions import mayors, reading, sharing, writing
from civic.messaging.enums import ANSWER_MESSAGES, FEATURE, Selection
from civic.messaging.models import Conversation
from civic.messaging.queries import conversations as queries
from civic.messaging.queries import desk
from civic.messaging.refusals import (
    MandateOver,
    NoMayorThere,
    NoMessagingThere,
    NotADelegate,
    OwnTownHall,
)
from civic.notifications.models import Notification
from civic.threads.models import Message
from civic.threads.queries.threads import thread_in_view
from civic.town_halls.models import Office, TownHall
from tests.accounts.factories import PersonFactory
from tests.communes.factories import DelegationFactory, OfficeFactory
from tests.threads.stored import everything_stored

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(viewer_of, commune, mayor):
    return lambda person=mayor: viewer_of(person, commune)


@pytest.fixture
def there(viewer_of, other_commune, other_mayor):
    return lambda person=other_mayor: viewer_of(person, other_commune)


@pytest.fixture
def answer(there, between_mayors):
    """The other mayor's."""
    return writing.write_message(
        viewer=there(), thread_id=between_mayors.thread_id, body="Avec plaisir", key="oui"
    )


def lines(viewer, selection=Selection.ALL, **narrowed):
    return [one.thread_id for one in queries.conversations_of(viewer, selection, **narrowed).conversations]


def open_to(viewer, conversation, delegate):
    delegation = Delegation.objects.get(person=delegate)
    return mayors.open_to(viewer=viewer, thread_id=conversation.thread_id, delegation_id=delegation.pk)


def test_both_mayors_read_it_each_in_their_own_town_hall_and_nobody_else(
    between_mayors, answer, here, there, delegate_with, resident, staff, stranger, client_of, commune
):
    thread_id = between_mayors.thread_id
    for viewer in (here(), there()):
        assert lines(viewer) == [thread_id]
        assert queries.conversation_in_view(viewer, thread_id).thread_id == thread_id
        assert queries.message_in_view(viewer, answer.pk).text == "Avec plaisir"
        assert thread_in_view(viewer, queries.kind_of(answer.thread), thread_id)
    for person in (delegate_with(ANSWER_MESSAGES), resident, staff, stranger):
        for viewer in (here(person), there(person)):
            assert not lines(viewer)
            with pytest.raises(Http404):
                queries.conversation_in_view(viewer, thread_id)
            with pytest.raises(Http404):
                queries.message_in_view(viewer, answer.pk)
        assert client_of(person).get(f"/{commune.slug}/messagerie/{thread_id}/").status_code == 404
    assert "De maire à maire" not in everything_stored()


def test_a_mayor_reads_it_on_no_page_of_the_other_commune(between_mayors, viewer_of, commune, other_mayor):
    with pytest.raises(Http404):
        queries.conversation_in_view(viewer_of(other_mayor, commune), between_mayors.thread_id)


def test_two_mayors_have_one_conversation_whoever_begins(
    between_mayors, there, commune, other_commune, mayor, other_mayor
):
    again = mayors.write_to_mayor(viewer=there(), commune=commune, body="Bonjour", key="b")
    assert again.thread_id == between_mayors.thread_id
    assert (again.commune_id, between_mayors.commune_id) == (other_commune.pk, commune.pk)
    assert Conversation.objects.count() == 2, "a side each"
    assert Message.objects.filter(thread=again.thread).count() == 2


def test_mayors_alone_write_and_not_to_themselves(
    here, commune, other_commune, empty_commune, mayor, resident, delegate_with
):
    for person in (resident, delegate_with(ANSWER_MESSAGES)):
        with pytest.raises(NotAllowed):
            mayors.write_to_mayor(viewer=here(person), commune=other_commune, body="B", key="k")
    with pytest.raises(OwnTownHall):
        mayors.write_to_mayor(viewer=here(), commune=commune, body="B", key="k")
    with pytest.raises(NoMayorThere):
        mayors.write_to_mayor(viewer=here(), commune=empty_commune, body="B", key="k")
    Office.objects.filter(commune=other_commune).update(person=PersonFactory(password="!", last_login=None))
    with pytest.raises(NoMayorThere):
        mayors.write_to_mayor(viewer=here(), commune=other_commune, body="B", key="k")
    assert not Conversation.objects.exists()


def test_nothing_leaves_for_a_town_hall_without_messaging(between_mayors, here, other_commune):
    TownHall.objects.filter(commune=other_commune).update(feature_decisions={FEATURE: False})
    with pytest.raises(NoMessagingThere):
        writing.write_message(viewer=here(), thread_id=between_mayors.thread_id, body="?", key="k")


def test_each_side_waits_for_the_other(between_mayors, here, there):
    thread_id = between_mayors.thread_id
    assert lines(there(), Selection.WAITING) == [thread_id]
    assert lines(here(), Selection.WAITING) == []
    (line,) = desk_of(there()).tasks
    assert line.task.text.endswith("vous a écrit, de maire à maire")
    answer = writing.write_message(viewer=there(), thread_id=thread_id, body="Oui", key="oui")
    assert lines(there(), Selection.WAITING) == []
    assert lines(here(), Selection.WAITING) == [thread_id]
    writing.remove_own_message(viewer=there(), message_id=answer.pk)
    assert lines(there(), Selection.WAITING) == [thread_id], "it is unanswered again"
    assert lines(here(), Selection.WAITING) == []


def test_a_mayor_gives_no_answer_and_changes_their_mind(between_mayors, there):
    thread_id = between_mayors.thread_id
    assert sharing.put_away(viewer=there(), thread_id=thread_id, upto=1)
    assert not list(desk.waiting(there()))
    sharing.take_back(viewer=there(), thread_id=thread_id)
    assert list(desk.waiting(there()))


def test_it_is_found_by_the_mayor_and_by_the_commune(between_mayors, here, other_commune, other_mayor):
    for typed in (other_mayor.last_name[:4].upper(), other_mayor.first_name, other_commune.name[:5]):
        assert lines(here(), name=typed) == [between_mayors.thread_id]
    assert lines(here(), name="Zzz") == []


def test_the_other_mayor_hears_of_it_and_once_it_is_read_or_answered_no_more(
    between_mayors, other_mayor, mayor, here, there, other_commune, run_jobs
):
    run_jobs()
    (news,) = Notification.objects.filter(kind="private_from_mayor")
    assert news.person_id == other_mayor.pk
    assert news.url == f"/{other_commune.slug}/messagerie/{between_mayors.thread_id}/"
    reading.mark_read(viewer=there(), thread_id=between_mayors.thread_id, number=1)
    news.refresh_from_db()
    assert news.read_at
    writing.write_message(viewer=there(), thread_id=between_mayors.thread_id, body="Oui", key="k")
    run_jobs()
    (answer,) = Notification.objects.filter(kind="private_from_mayor", person=mayor)
    writing.write_message(viewer=here(), thread_id=between_mayors.thread_id, body="Merci", key="m")
    run_jobs()
    answer.refresh_from_db()
    assert answer.read_at, "answered"


def test_a_new_mayor_finds_nothing_and_the_other_one_goes_on_reading(
    between_mayors, answer, commune, other_commune, other_mayor, here, there, client_of, mayor
):
    Office.objects.filter(person=other_mayor).update(ended_at=now())
    successor = PersonFactory()
    OfficeFactory(commune=other_commune, person=successor)
    for person in (successor, other_mayor):
        assert lines(there(person)) == []
        with pytest.raises(Http404):
            queries.conversation_in_view(there(person), between_mayors.thread_id)
    shown = client_of(mayor).get(f"/{commune.slug}/messagerie/{between_mayors.thread_id}/").text
    assert "Avec plaisir" in shown
    assert f"{other_mayor.full_name} n’est plus maire" in shown
    with pytest.raises(MandateOver):
        writing.write_message(viewer=here(), thread_id=between_mayors.thread_id, body="?", key="k")
    anew = mayors.write_to_mayor(viewer=here(), commune=other_commune, body="Félicitations", key="f")
    assert anew.thread_id != between_mayors.thread_id
    assert lines(there(successor)) == [anew.thread_id]


def test_a_mayor_whose_account_is_erased_leaves_the_other_ones_words(
    between_mayors, answer, commune, mayor, other_mayor, client_of
):
    erase_person(person_id=other_mayor.pk)
    shown = client_of(mayor).get(f"/{commune.slug}/messagerie/{between_mayors.thread_id}/").text
    assert "De maire à maire" in shown
    assert "Avec plaisir" not in shown


def test_a_delegate_to_whom_it_is_opened_reads_and_does_not_write(
    between_mayors, answer, here, there, delegate_with, client_of, commune, other_commune, other_mayor
):
    julie = delegate_with(ANSWER_MESSAGES)
    other = delegate_with(ANSWER_MESSAGES)
    open_to(here(), between_mayors, julie)
    assert lines(here(julie)) == [between_mayors.thread_id]
    assert lines(here(), Selection.WAITING) == [between_mayors.thread_id]
    assert not lines(here(julie), Selection.WAITING)
    assert not lines(here(other)), "not the whole team"
    page = f"/{commune.slug}/messagerie/{between_mayors.thread_id}/"
    shown = client_of(julie).get(page).text
    assert "Avec plaisir" in shown
    assert "vous a ouvert cette conversation" in shown
    with pytest.raises(NotAllowed):
        writing.write_message(viewer=here(julie), thread_id=between_mayors.thread_id, body="Et moi", key="k")
    title = Delegation.objects.get(person=julie).title
    said = f"Ouverte à {julie.full_name}, {title[0].lower()}{title[1:]}"
    assert (
        said
        in client_of(other_mayor).get(f"/{other_commune.slug}/messagerie/{between_mayors.thread_id}/").text
    )
    mayors.open_to(viewer=here(), thread_id=between_mayors.thread_id, delegation_id=None)
    assert not lines(here(julie))
    assert client_of(julie).get(page).status_code == 404
    assert (
        said
        not in client_of(other_mayor)
        .get(f"/{other_commune.slug}/messagerie/{between_mayors.thread_id}/")
        .text
    )


def test_whose_delegation_or_mayor_is_over_reads_no_more(between_mayors, here, mayor, delegate_with):
    julie = delegate_with(ANSWER_MESSAGES)
    open_to(here(), between_mayors, julie)
    Delegation.objects.filter(person=julie).update(ends_at=now())
    DelegationFactory(commune=between_mayors.commune, person=julie, given_by=mayor, rights=[ANSWER_MESSAGES])
    assert here(julie).is_town_hall, "by another delegation, to which nobody opened it"
    assert not lines(here(julie))
    with pytest.raises(Http404):
        queries.conversation_in_view(here(julie), between_mayors.thread_id)
    Delegation.objects.filter(person=julie).update(ends_at=None)
    assert lines(here(julie))
    Office.objects.filter(person=mayor).update(ended_at=now())
    assert not lines(here(julie))


def test_it_is_opened_by_its_mayor_to_their_own_delegates(
    between_mayors, conversation, here, there, delegate_with, resident
):
    julie = delegate_with(ANSWER_MESSAGES)
    with pytest.raises(NotADelegate):
        open_to(there(), between_mayors, julie)
    with pytest.raises(NotAllowed):
        open_to(here(), conversation, julie)
    open_to(here(), between_mayors, julie)
    with pytest.raises(NotAllowed):
        open_to(here(julie), between_mayors, julie)


def test_what_the_other_mayor_says_meanwhile_keeps_nothing_back(between_mayors, answer, here):
    """They are no colleague who would have answered in one's place."""
    thread_id = between_mayors.thread_id
    writing.write_message(viewer=here(), thread_id=thread_id, body="Un mot encore", key="encore", seen=1)
    assert Message.objects.filter(thread_id=thread_id).count() == 3


def test_whoever_has_no_right_left_reads_nothing_of_it(between_mayors, here, delegate_with):
    delegate = delegate_with(ANSWER_MESSAGES)
    open_to(here(), between_mayors, delegate)
    assert queries.conversation_in_view(here(delegate), between_mayors.thread_id)
    Delegation.objects.filter(person=delegate).update(rights=[])
    with pytest.raises(Http404):
        queries.conversation_in_view(here(delegate), between_mayors.thread_id)
