from datetime import timedelta

import pytest
from django.db import connection
from django.http import Http404
from django.urls import reverse

from civic.core.clock import now
from civic.core.refusals import NotAllowed
from civic.memberships.enums import MembershipStatus
from civic.memberships.models import Membership
from civic.messaging.actions import assigning, reading, sharing, writing
from civic.messaging.enums import ANSWER_MESSAGES, Addressee, Selection
from civic.messaging.models import Conversation, Memo
from civic.messaging.queries import conversations as queries
from civic.messaging.queries.memos import memos_of
from civic.messaging.refusals import (
    AnsweredMeanwhile,
    MemoEmpty,
    NobodyChosen,
    NotOfTheTeam,
    ResidentGone,
)
from civic.notifications.models import Notification
from civic.restrictions.enums import RestrictionScope
from civic.threads.actions.messages import MessageEmpty, Silenced, TooLate
from civic.threads.models import Message
from tests.communes.factories import RestrictionFactory
from tests.messaging.factories import ConversationFactory, PrivateMessageFactory

pytestmark = pytest.mark.django_db


def membership_of(person) -> Membership:
    return Membership.objects.get(person=person)


@pytest.fixture
def to_resident(viewer_of, commune, mayor, resident):
    """The mayor has written first."""
    return writing.write_to_resident(
        viewer=viewer_of(mayor, commune),
        membership_id=membership_of(resident).pk,
        body="Bonjour, votre dossier est prêt.",
        key="dossier",
    )


def test_one_conversation_for_each_addressee_however_often_one_begins(
    conversation, with_mayor, commune, resident, viewer_of
):
    viewer = viewer_of(resident, commune)
    again = writing.write_to_town_hall(viewer=viewer, addressee="team", body="Et le lampadaire", key="autre")
    assert again.pk == conversation.pk
    assert Conversation.objects.count() == 2
    assert with_mayor.addressee == Addressee.MAYOR
    assert Message.objects.filter(thread=conversation.thread).count() == 2


def test_sent_twice_it_is_one_message(conversation, commune, resident, viewer_of):
    for _ in range(2):
        writing.write_to_town_hall(
            viewer=viewer_of(resident, commune), addressee="team", body="Le banc est cassé", key="le banc"
        )
    assert Message.objects.count() == 1


def test_what_is_sent_again_late_changes_nothing(conversation, commune, mayor, resident, viewer_of, write_in):
    write_in(conversation, mayor, "Lundi.", key="la réponse")
    writing.write_to_town_hall(
        viewer=viewer_of(resident, commune), addressee="team", body="Le banc est cassé", key="le banc"
    )
    conversation.refresh_from_db()
    assert conversation.waiting_since is None, "it was answered"
    write_in(conversation, resident, "Et le lampadaire ?")
    write_in(conversation, mayor, "Lundi.", key="la réponse")
    conversation.refresh_from_db()
    assert conversation.waiting_since, "it was not"


def test_it_waits_until_the_town_hall_answers(conversation, mayor, resident, write_in):
    conversation.refresh_from_db()
    first = conversation.waiting_since
    assert first
    write_in(conversation, resident, "Je précise : devant l’école.")
    conversation.refresh_from_db()
    assert conversation.waiting_since == first
    answer = write_in(conversation, mayor, "Nous le réparons lundi.")
    conversation.refresh_from_db()
    assert conversation.waiting_since is None
    assert (answer.for_town_hall, answer.author_title) == (True, "Maire")


def test_an_answer_that_is_taken_back_leaves_it_waiting(conversation, commune, mayor, viewer_of, write_in):
    answer = write_in(conversation, mayor, "Lundi.")
    writing.remove_own_message(viewer=viewer_of(mayor, commune), message_id=answer.pk)
    conversation.refresh_from_db()
    assert conversation.waiting_since


def test_a_question_that_is_taken_back_waits_no_more(conversation, commune, resident, viewer_of):
    (message,) = Message.objects.all()
    writing.remove_own_message(viewer=viewer_of(resident, commune), message_id=message.pk)
    conversation.refresh_from_db()
    assert conversation.waiting_since is None


def test_a_colleagues_answer_is_seen_before_a_second_one_leaves(
    conversation, commune, mayor, delegate_with, write_in, viewer_of
):
    colleague = delegate_with(ANSWER_MESSAGES)
    write_in(conversation, colleague, "C’est noté.", seen=1)
    with pytest.raises(AnsweredMeanwhile, match=colleague.full_name):
        write_in(conversation, mayor, "C’est noté aussi.", seen=1)
    write_in(conversation, mayor, "Et réparé.", seen=2)
    # Whoever has it on an open page has seen it, whatever the form says.
    write_in(conversation, colleague, "Merci à tous.", seen=3)
    reading.mark_read(viewer=viewer_of(mayor, commune), thread_id=conversation.thread_id, number=4)
    write_in(conversation, mayor, "Bonne journée.", seen=1)


def test_the_town_hall_writes_first_and_even_who_is_restricted_answers(
    to_resident, commune, resident, write_in
):
    RestrictionFactory(commune=commune, person=resident, scopes=[RestrictionScope.ALL.value])
    assert write_in(to_resident, resident, "Merci, je passe demain.")


def test_who_is_restricted_begins_nothing(conversation, commune, resident, viewer_of, write_in):
    RestrictionFactory(commune=commune, person=resident, scopes=[RestrictionScope.MESSAGES.value])
    with pytest.raises(Silenced):
        write_in(conversation, resident, "Encore moi")
    with pytest.raises(Silenced):
        writing.write_to_town_hall(
            viewer=viewer_of(resident, commune), addressee="mayor", body="Encore moi", key="k"
        )
    assert Conversation.objects.count() == 1


def test_nothing_leaves_for_who_has_left(conversation, commune, resident, mayor, write_in):
    Membership.objects.filter(person=resident).update(status=MembershipStatus.LEFT)
    with pytest.raises(ResidentGone):
        write_in(conversation, mayor, "Vous me lisez ?")


def test_only_residents_of_the_commune_are_written_to(
    commune, mayor, applicant, stranger, resident, viewer_of
):
    viewer = viewer_of(mayor, commune)
    for person in (applicant, stranger):
        with pytest.raises(Http404):
            writing.write_to_resident(
                viewer=viewer, membership_id=membership_of(person).pk, body="Bonjour", key="k"
            )
    with pytest.raises(NobodyChosen):
        writing.write_to_resident(viewer=viewer, membership_id=None, body="Bonjour", key="k")
    with pytest.raises(NotAllowed):
        writing.write_to_resident(
            viewer=viewer_of(resident, commune), membership_id=membership_of(resident).pk, body="B", key="k"
        )
    assert not Conversation.objects.exists()


def test_a_text_for_who_has_just_left_is_kept(commune, mayor, resident, client_of):
    chosen = membership_of(resident)
    Membership.objects.filter(pk=chosen.pk).update(status=MembershipStatus.LEFT)
    page = reverse("conversation_new", args=[commune.slug])
    typed = {"resident": resident.full_name, "resident_code": str(chosen.pk), "body": "Bonjour à vous"}
    answer = client_of(mayor).post(page, typed | {"key": "k"})
    assert answer.status_code == 422
    assert "n’est plus inscrite" in answer.text
    assert "Bonjour à vous" in answer.text


def test_a_note_whose_key_is_missing_says_so(conversation, commune, mayor, viewer_of, client_of):
    for words in ("À rappeler", "Rappelé"):
        sharing.add_memo(
            viewer=viewer_of(mayor, commune), thread_id=conversation.thread_id, words=words, key=words
        )
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE messaging_memo SET words = 'x' WHERE key = (SELECT min(key) FROM messaging_memo)"
        )
    page = reverse("conversation_detail", args=[commune.slug, conversation.thread_id])
    shown = client_of(mayor).get(page, {"notes": ""}).text
    assert shown.count("ne peut pas être lue pour le moment") == 1
    assert ("À rappeler" in shown) is not ("Rappelé" in shown)


def test_an_empty_message_opens_no_conversation(commune, resident, viewer_of):
    with pytest.raises(MessageEmpty):
        writing.write_to_town_hall(
            viewer=viewer_of(resident, commune), addressee="team", body=" \u200b ", key="k"
        )
    assert not Conversation.objects.exists()


def test_a_delegate_without_the_right_writes_in_their_own_name(commune, powerless_delegate, viewer_of):
    made = writing.write_to_town_hall(
        viewer=viewer_of(powerless_delegate, commune), addressee="team", body="En mon nom", key="k"
    )
    (message,) = Message.objects.filter(thread=made.thread)
    assert (message.for_town_hall, message.author_title) == (False, "")


def test_it_is_confided_to_somebody_who_answers(
    conversation, commune, mayor, delegate_with, powerless_delegate, viewer_of
):
    colleague = delegate_with(ANSWER_MESSAGES)
    viewer = viewer_of(mayor, commune)
    assigning.assign(viewer=viewer, thread_id=conversation.thread_id, person_id=colleague.pk)
    own = queries.conversations_of(viewer_of(colleague, commune), Selection.OWN).conversations
    assert [one.pk for one in own] == [conversation.pk]
    with pytest.raises(NotOfTheTeam):
        assigning.assign(viewer=viewer, thread_id=conversation.thread_id, person_id=powerless_delegate.pk)
    assert (
        assigning.assign(viewer=viewer, thread_id=conversation.thread_id, person_id=None).assigned_to is None
    )


def test_what_the_mayor_alone_reads_is_shared_with_nobody(with_mayor, commune, mayor, viewer_of):
    viewer = viewer_of(mayor, commune)
    with pytest.raises(NotAllowed):
        assigning.assign(viewer=viewer, thread_id=with_mayor.thread_id, person_id=mayor.pk)
    with pytest.raises(NotAllowed):
        sharing.add_memo(viewer=viewer, thread_id=with_mayor.thread_id, words="Pour qui ?", key="k")


def test_notes_are_the_teams(conversation, commune, mayor, resident, viewer_of):
    viewer = viewer_of(mayor, commune)
    for _ in range(2):  # a double click
        sharing.add_memo(viewer=viewer, thread_id=conversation.thread_id, words="À rappeler", key="k")
    (memo,) = memos_of(viewer, conversation)
    assert memo.words == "À rappeler"
    own = viewer_of(resident, commune)
    assert memos_of(own, conversation) == []
    with pytest.raises(NotAllowed):
        sharing.add_memo(viewer=own, thread_id=conversation.thread_id, words="Moi aussi", key="k")
    with pytest.raises(MemoEmpty):
        sharing.add_memo(viewer=viewer, thread_id=conversation.thread_id, words=" ", key="k")
    assert Memo.objects.count() == 1


def test_no_answer_is_to_be_given_to_what_was_seen_alone(
    conversation, commune, mayor, resident, viewer_of, write_in
):
    viewer = viewer_of(mayor, commune)
    write_in(conversation, resident, "Et merci !")
    assert not sharing.put_away(viewer=viewer, thread_id=conversation.thread_id, upto=1)
    conversation.refresh_from_db()
    assert conversation.waiting_since
    assert sharing.put_away(viewer=viewer, thread_id=conversation.thread_id, upto=2)
    conversation.refresh_from_db()
    assert conversation.waiting_since is None
    sharing.take_back(viewer=viewer, thread_id=conversation.thread_id)
    conversation.refresh_from_db()
    assert conversation.waiting_since


def test_what_was_put_away_stays_so(conversation, commune, mayor, resident, viewer_of, write_in):
    viewer = viewer_of(mayor, commune)
    sharing.put_away(viewer=viewer, thread_id=conversation.thread_id, upto=1)
    message = write_in(conversation, resident, "Et ceci ?")
    writing.remove_own_message(viewer=viewer_of(resident, commune), message_id=message.pk)
    conversation.refresh_from_db()
    assert conversation.waiting_since is None
    for _ in range(2):  # a double click on « Annuler »
        sharing.take_back(viewer=viewer, thread_id=conversation.thread_id)
        conversation.refresh_from_db()
        assert conversation.waiting_since


def test_the_other_side_is_notified_and_once_it_read_no_more(
    conversation, commune, mayor, resident, viewer_of, write_in, run_jobs
):
    run_jobs()
    (news,) = Notification.objects.filter(kind="private_to_town_hall")
    assert news.person_id == mayor.pk
    write_in(conversation, mayor, "Lundi.")
    run_jobs()
    (answer,) = Notification.objects.filter(kind="private_from_town_hall")
    assert answer.person_id == resident.pk
    reading.mark_read(viewer=viewer_of(resident, commune), thread_id=conversation.thread_id, number=9)
    answer.refresh_from_db()
    assert answer.read_at
    news.refresh_from_db()
    assert news.read_at, "answered: nobody's bell goes on asking"


def test_a_reader_sees_how_far_the_other_side_read(conversation, commune, mayor, resident, viewer_of):
    def is_read_for(person) -> bool:
        return queries.conversation_in_view(viewer_of(person, commune), conversation.thread_id).is_read

    reading.mark_read(viewer=viewer_of(resident, commune), thread_id=conversation.thread_id, number=1)
    assert not is_read_for(resident), "they alone have read it"
    assert is_read_for(mayor)
    reading.mark_read(viewer=viewer_of(mayor, commune), thread_id=conversation.thread_id, number=1)
    assert is_read_for(resident)


def test_who_answers_others_is_in_their_own_conversation_a_resident(
    commune, delegate_with, viewer_of, client_of, mayor
):
    colleague = delegate_with(ANSWER_MESSAGES)
    own = ConversationFactory(commune=commune, resident=colleague, waiting_since=now())
    PrivateMessageFactory(thread=own.thread, author=colleague)
    viewer = viewer_of(colleague, commune)
    reading.mark_read(viewer=viewer, thread_id=own.thread_id, number=1)
    assert not queries.conversation_in_view(viewer, own.thread_id).is_read, "they alone have read it"
    assert not queries.conversations_of(viewer, Selection.WAITING).conversations
    assert "conversation__waits" not in client_of(colleague).get(f"/{commune.slug}/messagerie/").text
    assert "conversation__waits" in client_of(mayor).get(f"/{commune.slug}/messagerie/").text
    with pytest.raises(NotOfTheTeam):
        assigning.assign(viewer=viewer_of(mayor, commune), thread_id=own.thread_id, person_id=colleague.pk)


def test_a_note_that_is_too_long_is_kept_in_its_field(conversation, commune, mayor, client_of):
    address = f"/{commune.slug}/messagerie/{conversation.pk}/note/"
    answer = client_of(mayor).post(address, {"words": "Trop. " * 400, "key": "k"})
    assert answer.status_code == 422
    assert "Votre note est trop longue" in answer.text
    assert "Trop. " * 399 in answer.text
    assert not Memo.objects.exists()


def test_the_device_keeps_what_is_written_first_until_it_is_sent(commune, resident, client_of):
    browser, address = client_of(resident), f"/{commune.slug}/messagerie/nouveau/"
    kept = f'data-draft-key-value="message-prive-{commune.slug}"'
    assert kept in browser.get(address).text
    refused = browser.post(address, {"addressee": "team", "body": "", "key": "k"})
    assert refused.status_code == 422
    assert "data-draft-bound-value" in refused.text
    sent = browser.post(address, {"addressee": "team", "body": "Le banc", "key": "k"}, follow=True)
    assert f'data-draft-sent-key-value="message-prive-{commune.slug}"' in sent.text


def test_who_is_restricted_reads_why_and_keeps_what_was_typed(client_of, commune, resident):
    RestrictionFactory(commune=commune, person=resident, scopes=[RestrictionScope.MESSAGES.value])
    address = f"/{commune.slug}/messagerie/nouveau/"
    page = client_of(resident).get(address).content.decode()
    assert "La mairie a suspendu votre droit d’écrire au maire" in page
    assert "Lire la décision, la contester" in page
    answer = client_of(resident).post(address, {"addressee": "team", "body": "Encore moi", "key": "k"})
    assert answer.status_code == 403
    assert "Encore moi" in answer.content.decode()


def test_a_clock_that_was_ahead_leaves_no_words_open_for_long(conversation, commune, resident, viewer_of):
    written = {"viewer": viewer_of(resident, commune), "message_id": Message.objects.get().pk}
    Message.objects.update(written_at=now() + timedelta(minutes=1))  # as clocks of two machines differ
    writing.edit_message(**written, body="Le banc est bien cassé")
    Message.objects.update(written_at=now() + timedelta(days=300))
    with pytest.raises(TooLate):
        writing.edit_message(**written, body="Autrement")
    with pytest.raises(TooLate):
        writing.remove_own_message(**written)


def test_after_a_quarter_of_an_hour_what_was_said_stands(
    conversation, commune, resident, viewer_of, client_of
):
    message = Message.objects.get(thread=conversation.thread)
    viewer, browser = viewer_of(resident, commune), client_of(resident)
    page = reverse("conversation_detail", args=[commune.slug, conversation.thread_id])
    address = reverse("private_message_delete", args=[commune.slug, message.pk])
    assert address in browser.get(page).text
    assert "modifier ou supprimer votre message pendant 15 minutes" in browser.get(page).text
    Message.objects.filter(pk=message.pk).update(written_at=now() - timedelta(minutes=15))
    with pytest.raises(TooLate, match="supprimé pendant 15 minutes"):
        writing.remove_own_message(viewer=viewer, message_id=message.pk)
    with pytest.raises(TooLate):
        writing.edit_message(viewer=viewer, message_id=message.pk, body="Autrement")
    shown = browser.get(page).text
    assert address not in shown
    assert "Le banc est cassé" in shown
    for answer in (browser.get(address), browser.post(address)):
        assert answer.status_code == 422
        assert "pendant 15 minutes" in answer.text
