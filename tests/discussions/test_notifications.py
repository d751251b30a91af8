"""Who hears of groups and messages; nobody of their own; one line a group."""

import pytest

from civic.discussions.actions import groups, messages, reading
from civic.discussions.actions.groups import DiscussionContent
from civic.discussions.enums import LEAD_DISCUSSIONS
from civic.discussions.models import Discussion
from civic.live.models import Change
from civic.memberships.actions.joining import leave_commune
from civic.notifications.actions.inbox import open_inbox
from civic.notifications.models import Notification
from civic.notifications.queries.inbox import inbox_page, unread
from civic.posts.enums import PUBLISH
from civic.threads.models import Message
from tests.communes.factories import RestrictionFactory
from tests.discussions.factories import DiscussionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def listening(commune, other_commune, resident, second_resident, mayor, other_mayor, stranger) -> None:
    for person in (resident, second_resident, mayor):
        open_inbox(person_id=person.pk, commune_id=commune.pk)
    for person in (other_mayor, stranger):
        open_inbox(person_id=person.pk, commune_id=other_commune.pk)


@pytest.fixture
def heard(viewer_of, commune):
    def of(person, place=None) -> list[tuple[str, str, int]]:
        page = inbox_page(viewer_of(person, place or commune))
        return [(line.kind.key, line.newest.subject, line.count) for line in page.lines]

    return of


def test_a_new_group_is_notified_to_residents_once(
    commune, mayor, resident, stranger, other_commune, viewer_of, heard, run_jobs
):
    content = DiscussionContent(title="La cantine", description="Et les menus ?")
    groups.create_discussion(viewer=viewer_of(mayor, commune), key="k", content=content)
    run_jobs()
    assert heard(resident) == [("discussion_opened", "La cantine", 1)]
    assert heard(mayor) == []
    assert heard(stranger, other_commune) == []
    assert Notification.objects.count() == 1  # one row for a whole commune


def test_messages_are_notified_to_those_who_took_part_and_to_the_town_hall(
    say, discussion, resident, second_resident, mayor, delegate_with, commune, heard, run_jobs
):
    agent = delegate_with(LEAD_DISCUSSIONS)
    other = delegate_with(PUBLISH)
    for person in (agent, other):
        open_inbox(person_id=person.pk, commune_id=commune.pk)
    say(resident, "Bonjour")
    run_jobs()
    assert heard(resident) == []  # their own
    assert heard(second_resident) == []  # said nothing there
    for person in (mayor, agent):
        assert heard(person) == [("message_in_discussion", discussion.title, 1)]
    assert heard(other) == []
    for words in ("Oui", "Non", "Peut-être"):
        say(second_resident, words)
    run_jobs()
    assert heard(resident) == [("message_after_own", discussion.title, 3)]
    assert heard(mayor) == [("message_in_discussion", discussion.title, 4)]
    say(mayor, "Merci")  # took part, and is notified as the town hall alone
    say(second_resident, "De rien")
    run_jobs()
    assert heard(mayor) == [("message_in_discussion", discussion.title, 5)]
    assert heard(resident) == [("message_after_own", discussion.title, 5)]


def test_who_is_answered_hears_of_it_as_an_answer_and_once(
    say, discussion, resident, second_resident, mayor, heard, run_jobs
):
    asked = say(mayor, "Qui vient ?")
    own = say(resident, "Moi")
    run_jobs()
    say(second_resident, "Avec qui ?", answers=own.pk)
    run_jobs()
    assert heard(resident) == [("message_answered", discussion.title, 1)]
    say(second_resident, "Moi aussi", answers=asked.pk)
    run_jobs()
    assert ("message_answered", discussion.title, 1) in heard(mayor)
    assert heard(second_resident) == []


def test_what_was_removed_is_not_notified(
    say, resident, second_resident, mayor, commune, viewer_of, heard, run_jobs
):
    say(second_resident, "Bonjour")
    run_jobs()
    message = say(resident, "Un mot de trop")
    messages.remove_own_message(viewer=viewer_of(resident, commune), message_id=message.pk)
    run_jobs()
    assert heard(second_resident) == []
    second = say(resident, "Un autre")
    run_jobs()
    assert len(heard(second_resident)) == 1
    messages.remove_message(viewer=viewer_of(mayor, commune), message_id=second.pk, reason="Hors sujet")
    run_jobs()
    assert heard(second_resident) == []


def test_who_has_read_it_already_is_not_notified(
    say, resident, second_resident, discussion, commune, viewer_of, heard, run_jobs
):
    say(resident, "Bonjour")
    read = say(second_resident, "Bonsoir")
    reading.mark_read(viewer=viewer_of(resident, commune), discussion_id=discussion.pk, number=read.number)
    run_jobs()
    assert heard(resident) == []
    assert heard(second_resident) == []  # wrote below it
    say(second_resident, "Encore là ?")
    run_jobs()
    assert heard(resident) == [("message_after_own", discussion.title, 1)]


def test_what_is_read_in_the_discussion_is_read_in_the_list(
    say, resident, second_resident, mayor, discussion, commune, viewer_of, run_jobs
):
    viewer = viewer_of(resident, commune)
    beside = DiscussionFactory(commune=commune, author=mayor)
    say(resident, "Bonjour")
    first, second = say(second_resident, "Un"), say(second_resident, "Deux")
    messages.write_message(viewer=viewer, discussion_id=beside.pk, body="Ici aussi", key="k")
    messages.write_message(
        viewer=viewer_of(second_resident, commune), discussion_id=beside.pk, body="Oui", key="k"
    )
    run_jobs()
    assert unread(viewer).total == 2  # a line for each group
    Change.objects.all().delete()
    reading.mark_read(viewer=viewer, discussion_id=discussion.pk, number=first.number)
    assert unread(viewer).total == 2  # the second one is not read, nor is the other group
    for _ in range(2):
        reading.mark_read(viewer=viewer, discussion_id=discussion.pk, number=second.number)
        assert unread(viewer).total == 1
    heard = Change.objects.filter(name="notification").values_list("topic", "data")
    assert list(heard) == [(f"person:{resident.pk}", {"read": True})]  # the figure follows in open windows
    assert unread(viewer_of(mayor, commune)).total > 0  # each reads for themselves
    reading.mark_all_read(viewer=viewer)
    assert unread(viewer).total == 0


def test_who_has_seen_the_group_needs_no_word_that_it_is_open(
    commune, mayor, resident, second_resident, viewer_of, run_jobs
):
    town_hall, viewer = viewer_of(mayor, commune), viewer_of(resident, commune)
    made = [
        groups.create_discussion(viewer=town_hall, key=title, content=DiscussionContent(title=title))
        for title in ("La cantine", "La fête")
    ]
    run_jobs()
    assert unread(viewer).total == 2
    reading.mark_read(viewer=viewer, discussion_id=made[0].pk, number=0)
    assert unread(viewer).total == 1
    assert unread(viewer_of(second_resident, commune)).total == 2
    reading.mark_all_read(viewer=viewer)
    assert unread(viewer).total == 0


def test_to_look_at_a_discussion_marks_nothing(
    client_of, say, resident, second_resident, discussion, run_jobs
):
    say(resident, "Bonjour")
    say(second_resident, "Bonsoir")
    run_jobs()
    browser, page = client_of(resident), f"/{discussion.commune.slug}/discussions/{discussion.pk}/"
    browser.get(page)
    assert Notification.objects.filter(person=resident, read_at=None).count() == 1
    assert browser.post(f"{page}lu/", {"upto": "2"}).status_code == 204
    assert Notification.objects.filter(person=resident, read_at=None).count() == 0


def test_a_removed_group_is_notified_no_more(
    commune, mayor, resident, second_resident, viewer_of, heard, run_jobs
):
    town_hall = viewer_of(mayor, commune)
    made = groups.create_discussion(viewer=town_hall, key="k", content=DiscussionContent(title="La cantine"))
    for person in (resident, second_resident):
        messages.write_message(
            viewer=viewer_of(person, commune), discussion_id=made.pk, body=person.first_name, key="k"
        )
    run_jobs()
    assert [key for key, _, _ in heard(resident)] == ["message_after_own", "discussion_opened"]
    assert len(heard(mayor)) == 1
    late = messages.write_message(viewer=town_hall, discussion_id=made.pk, body="Trop tard", key="k")
    groups.remove_discussion(viewer=town_hall, discussion_id=made.pk, reason="Abandonné")
    run_jobs()
    for person in (resident, second_resident, mayor):
        assert heard(person) == []
    assert not Notification.objects.filter(source_id=late.pk).exists()
    groups.restore_discussion(viewer=town_hall, discussion_id=made.pk)
    run_jobs()
    assert heard(second_resident) == [("discussion_opened", "La cantine", 1)]


def test_who_left_hears_no_more(say, resident, second_resident, commune, viewer_of, heard, run_jobs):
    say(resident, "Bonjour")
    leave_commune(viewer=viewer_of(resident, commune))
    say(second_resident, "Vous êtes là ?")
    run_jobs()
    assert heard(resident) == []


def test_who_is_restricted_still_hears(say, resident, second_resident, commune, heard, run_jobs):
    say(resident, "Bonjour")
    RestrictionFactory(commune=commune, person=resident, scopes=["discussions"])
    say(second_resident, "Réponse")
    run_jobs()
    assert len(heard(resident)) == 1


def test_mails_and_addresses_hold_no_word_of_a_message_in_the_subject(
    say, resident, second_resident, discussion, run_jobs
):
    say(resident, "Bonjour")
    run_jobs()
    say(second_resident, "Ce que personne ne lit sur un écran verrouillé")
    run_jobs()
    notification = Notification.objects.get(kind="message_after_own")
    assert notification.url == f"/{discussion.commune.slug}/discussions/{discussion.pk}/"
    assert "verrouillé" not in notification.subject
    assert Message.objects.filter(thread=discussion.thread).count() == 2
    assert Discussion.objects.get().thread.messages == 2
