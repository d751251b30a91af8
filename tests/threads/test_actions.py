"""The contract of every kind of thread: what changes, what is counted, what is refused in words."""

import pytest
from django.http import Http404

from civic.core.clock import now
from civic.core.refusals import NotAllowed
from civic.journal.events import Event
from civic.journal.models import Entry
from civic.live.models import Change
from civic.moderation.models import Flag
from civic.threads.actions import messages as actions
from civic.threads.actions import threads
from civic.threads.models import Message, Participant
from tests.communes.factories import RestrictionFactory
from tests.threads.factories import MessageFactory

pytestmark = pytest.mark.django_db


def counters(talk) -> tuple[int, int, int]:
    thread = talk.now()
    return thread.messages, thread.speakers, thread.last_number


def kinds(message: Message) -> list[str]:
    entries = Entry.objects.filter(target_type="threads.message", target_id=str(message.pk))
    return sorted(kind.split(".")[-1] for kind in entries.values_list("kind", flat=True))


def names(*events: Event) -> list[str]:
    return sorted(type(event).__name__ for event in events)


# --- Writing --------------------------------------------------------------------------------------------------------


def test_writing(talk, say, resident):
    message = say(resident, " Bravo\x02 ! ")
    assert (message.body, message.author_id, message.for_town_hall) == ("Bravo !", resident.pk, False)
    assert (message.written_at, message.number) == (now(), 1)
    assert counters(talk) == (1, 1, 1)
    assert talk.thread.version == 2
    assert kinds(message) == names(talk.kind.written(message))


def test_the_same_form_sent_twice_writes_once(talk, say, resident):
    first = say(resident, "Bravo", key="k1")
    assert say(resident, "Bravo", key="k1") == first
    assert counters(talk) == (1, 1, 1)
    assert len(kinds(first)) == 1


def test_other_words_from_the_same_form_are_not_lost(talk, say, resident):
    """The page was kept by the browser, « back » brought the form again: what is typed again counts."""
    assert [say(resident, body, key="k1").number for body in ("Bravo", "Et merci")] == [1, 2]


def test_a_form_without_a_key_still_writes(talk, say, resident):
    for body in ("Bravo", "Et merci"):
        say(resident, body, key="")
    assert counters(talk) == (2, 1, 2)


def test_the_same_key_of_two_people_is_two_messages(talk, say, resident, second_resident):
    for person in (resident, second_resident):
        say(person, "Bravo", key="k1")
    assert counters(talk) == (2, 2, 2)


def test_the_town_hall_speaks_as_such(say, mayor, delegate, resident):
    assert (say(mayor, "Oui").for_town_hall, say(mayor, "Non").author_title) == (True, "Maire")
    assert say(delegate, "Oui").for_town_hall
    assert say(resident, "Oui").for_town_hall is False


@pytest.mark.parametrize(
    "body",
    ["", "  \n ", " \u200b\x00 ", "\u200b\u200e\u202e", "\u3164\u3164", "\u2800", "\u115f\u1160\uffa0",
     "\u0301\u0301", "\u2069\x00\x1b"],
)  # fmt: skip
def test_what_shows_nothing_is_not_sent(talk, say, resident, body):
    with pytest.raises(actions.MessageEmpty, match=f"Écrivez votre {talk.kind.wording.noun}"):
        say(resident, body)
    assert counters(talk) == (0, 0, 0)


def test_nor_is_a_message_edited_into_nothing(talk, say, resident, reader):
    message = say(resident, "Bravo")
    with pytest.raises(actions.MessageEmpty):
        talk.edit(viewer=reader, message_id=message.pk, body="\u2800\u3164")


def test_what_is_too_long_is_not_sent(talk, say, resident):
    for body in ("é" * (talk.kind.max_length + 1), "x" * 1_000_000):
        with pytest.raises(actions.MessageTooLong, match="trop long"):
            say(resident, body)
    assert say(resident, "é" * talk.kind.max_length).pk
    assert counters(talk) == (1, 1, 1)


def test_tricks_with_characters_are_taken_out(say, resident):
    assert say(resident, "abc\u202edef\x00 e\u0301").body == "abcdef é"
    family = "\N{MAN}\u200d\N{WOMAN}"
    assert say(resident, family).body == family


def test_who_may_not_write(talk, commune, applicant, stranger, staff, viewer_of):
    for person in (applicant, stranger, staff, None):
        with pytest.raises(Http404):
            talk.write(viewer=viewer_of(person, commune), thread=talk.thread, body="Non", key="k")
    assert counters(talk) == (0, 0, 0)


def test_a_thread_of_another_commune_is_not_there(talk, reader, mayor, commune, other_mayor, viewer_of):
    message = MessageFactory(thread=talk.elsewhere, author=other_mayor)
    for viewer in (reader, viewer_of(mayor, commune)):
        for reach in (
            lambda v=viewer: talk.write(viewer=v, thread=talk.elsewhere, body="x", key="k"),
            lambda v=viewer: talk.edit(viewer=v, message_id=message.pk, body="x"),
            lambda v=viewer: talk.remove_own(viewer=v, message_id=message.pk),
            lambda v=viewer: talk.remove(viewer=v, message_id=message.pk, reason="Non"),
            lambda v=viewer: talk.flag(viewer=v, message_id=message.pk, reason="spam", words=""),
        ):
            with pytest.raises(Http404):
                reach()


def test_who_is_restricted_reads_and_takes_back_but_does_not_write(
    talk, say, resident, second_resident, commune, viewer_of
):
    own = say(resident, "Avant")
    RestrictionFactory(commune=commune, person=resident, scopes=[talk.kind.silenced_by])
    viewer = viewer_of(resident, commune)
    with pytest.raises(actions.Silenced, match="Votre texte est conservé"):
        say(resident, "Pendant")
    with pytest.raises(actions.Silenced):
        talk.edit(viewer=viewer, message_id=own.pk, body="Autrement")
    talk.remove_own(viewer=viewer, message_id=own.pk)
    assert counters(talk) == (0, 0, 1)
    assert say(second_resident, "Moi, oui").pk


def test_who_may_not_speak_elsewhere_may_still_speak_here(talk, say, resident, commune):
    RestrictionFactory(commune=commune, person=resident, scopes=[talk.other_right])
    assert say(resident, "Ici, oui").pk


# --- Answers --------------------------------------------------------------------------------------------------------


def test_answers_stay_in_their_thread(talk, say, resident, other_mayor):
    first = say(resident, "Bonjour")
    assert say(resident, "Réponse", answers=first.pk).answers == first
    foreign = MessageFactory(thread=talk.elsewhere, author=other_mayor)
    with pytest.raises(Http404):
        say(resident, "Réponse", answers=foreign.pk)


def test_what_was_removed_is_not_answered(talk, say, resident, second_resident, reader):
    first = say(resident, "Bonjour")
    talk.remove_own(viewer=reader, message_id=first.pk)
    with pytest.raises(actions.AnsweredIsGone, match=f"Le {talk.kind.wording.noun} auquel vous répondiez"):
        say(second_resident, "Réponse", answers=first.pk)


# --- Changing and taking back ---------------------------------------------------------------------------------------


def test_editing_within_a_quarter_of_an_hour(
    talk, say, resident, second_resident, reader, commune, viewer_of, clock
):
    message = say(resident, "Bravo")
    clock.forward(minutes=14, seconds=59)
    edited = talk.edit(viewer=reader, message_id=message.pk, body="Bravo à tous")
    assert (edited.body, edited.edited_at) == ("Bravo à tous", now())
    with pytest.raises(NotAllowed):
        talk.edit(viewer=viewer_of(second_resident, commune), message_id=message.pk, body="Faux")
    clock.forward(seconds=1)
    with pytest.raises(actions.TooLate, match="15 minutes"):
        talk.edit(viewer=reader, message_id=message.pk, body="Trop tard")
    message.refresh_from_db()
    assert message.body == "Bravo à tous"
    assert kinds(message) == names(talk.kind.edited(message), talk.kind.written(message))


def test_an_edit_that_changes_nothing_leaves_no_trace(talk, say, resident, reader):
    message = say(resident, "Bravo")
    assert talk.edit(viewer=reader, message_id=message.pk, body=" Bravo ").edited_at is None
    assert len(kinds(message)) == 1


def test_nobody_edits_or_deletes_in_anothers_name(
    talk, say, resident, mayor, second_resident, commune, viewer_of
):
    message = say(resident, "Bravo")
    for person in (mayor, second_resident):
        viewer = viewer_of(person, commune)
        with pytest.raises(NotAllowed):
            talk.edit(viewer=viewer, message_id=message.pk, body="Faux")
        with pytest.raises(NotAllowed):
            talk.remove_own(viewer=viewer, message_id=message.pk)


def test_deleting_ones_own(talk, say, resident, reader, clock):
    message = say(resident, "Bravo")
    clock.forward(days=3)  # it is never too late
    removed = talk.remove_own(viewer=reader, message_id=message.pk)
    assert (removed.body, removed.removed_by) == ("", "author")
    for again in (
        lambda: talk.remove_own(viewer=reader, message_id=message.pk),
        lambda: talk.edit(viewer=reader, message_id=message.pk, body="Retour"),
    ):
        with pytest.raises(actions.MessageAlreadyRemoved, match="déjà été supprimé"):
            again()
    assert counters(talk) == (0, 0, 1)


def test_counters_follow_who_writes_and_who_takes_back(
    talk, say, resident, second_resident, reader, mayor, commune, viewer_of
):
    one, _two, three = say(resident, "Un"), say(resident, "Deux"), say(second_resident, "Trois")
    assert counters(talk) == (3, 2, 3)
    talk.remove_own(viewer=reader, message_id=one.pk)
    assert counters(talk) == (2, 2, 3)
    talk.remove(viewer=viewer_of(mayor, commune), message_id=three.pk, reason="Hors sujet")
    assert counters(talk) == (1, 1, 3)
    assert say(second_resident, "Quatre").number == 4
    assert counters(talk) == (2, 2, 4)


def test_the_town_hall_removes_with_a_reason(talk, say, resident, mayor, commune, viewer_of):
    message, viewer = say(resident, "Bonjour"), viewer_of(mayor, commune)
    for reason in ("", " \u200b ", "\u3164", "  \n "):
        with pytest.raises(actions.MessageReasonMissing, match="Dites en quelques mots"):
            talk.remove(viewer=viewer, message_id=message.pk, reason=reason)
    removed = talk.remove(viewer=viewer, message_id=message.pk, reason="Propos\nblessants")
    assert (removed.body, removed.removed_by, removed.removal_reason) == ("", "town_hall", "Propos blessants")
    assert kinds(message) == names(talk.kind.removed(removed), talk.kind.written(message))


def test_without_the_right_nobody_removes(
    talk, say, resident, second_resident, delegate_with, commune, viewer_of
):
    message = say(resident, "Bonjour")
    for person in (second_resident, delegate_with(talk.other_right)):
        with pytest.raises(NotAllowed):
            talk.remove(viewer=viewer_of(person, commune), message_id=message.pk, reason="Non")


def test_flagging_twice_keeps_the_first(talk, say, resident, second_resident, reader, commune, viewer_of):
    message = say(resident, "Bonjour")
    for reason in ("spam", "insult"):
        talk.flag(
            viewer=viewer_of(second_resident, commune), message_id=message.pk, reason=reason, words="Pub"
        )
    flag = Flag.objects.get()
    assert (flag.target_type, flag.target_id) == ("threads.message", message.pk)
    assert (flag.reason, flag.sealed_words, flag.commune_id) == ("spam", "Pub", commune.pk)
    assert "ContentFlagged" in kinds(message)
    assert len(kinds(message)) == 2
    with pytest.raises(NotAllowed):
        talk.flag(viewer=reader, message_id=message.pk, reason="spam", words="")


def test_what_is_removed_is_flagged_no_more(talk, say, resident, second_resident, commune, viewer_of):
    message = say(resident, "Bonjour")
    talk.remove_own(viewer=viewer_of(resident, commune), message_id=message.pk)
    with pytest.raises(actions.MessageAlreadyRemoved, match="a déjà été supprimé"):
        talk.flag(viewer=viewer_of(second_resident, commune), message_id=message.pk, reason="spam", words="")


# --- Around it ------------------------------------------------------------------------------------------------------


def test_open_pages_hear_of_each_change(talk, say, resident, reader, commune):
    message = say(resident, "Bonjour")
    talk.edit(viewer=reader, message_id=message.pk, body="Bonsoir")
    talk.remove_own(viewer=reader, message_id=message.pk)
    heard = Change.objects.filter(name="thread").order_by("id").values_list("topic", "data")
    own, topic = {"id": str(talk.thread.pk)}, f"commune:{commune.pk}:members"
    changed = own | {"message": str(message.pk)}
    assert list(heard) == [(topic, own | {"number": 1}), (topic, changed), (topic, changed)]


def test_who_writes_has_read(talk, say, resident, second_resident):
    say(second_resident, "Un")
    say(resident, "Deux")
    assert Participant.objects.get(thread=talk.thread, person=resident).read_upto == 2


def test_a_new_name_or_photo_renders_their_threads_again(talk, say, resident, second_resident):
    say(resident, "Bonjour")
    version = talk.now().version
    threads.bump_versions_of_author(person_id=second_resident.pk)
    assert talk.now().version == version
    threads.bump_versions_of_author(person_id=resident.pk)
    assert talk.now().version == version + 1


def test_all_that_was_said_is_purged_in_steps(talk, say, resident, second_resident, monkeypatch):
    monkeypatch.setattr(threads, "STEP", 2)
    first = say(resident, "Un")
    for words in ("Deux", "Trois", "Quatre"):
        say(second_resident, words, answers=first.pk)
    steps = [threads.purge_messages(thread_id=talk.thread.pk) for _ in range(3)]
    assert steps == [True, True, False]
    assert not Message.objects.filter(thread=talk.thread).exists()
    assert not Participant.objects.filter(thread=talk.thread).exists()
    assert counters(talk) == (0, 0, 4)
