"""« Fermeture de la mairie »: who is warned, once, and that it is no answer."""

from datetime import date

import pytest
from django.urls import reverse

from civic.accounts.actions.erasure import erase_person
from civic.core.clock import now
from civic.core.emergency import NUMBERS
from civic.delegations.models import Delegation
from civic.journal.models import Entry
from civic.messaging.actions import absences, reading, writing
from civic.messaging.enums import ANSWER_MESSAGES
from civic.messaging.models import Absence, Conversation
from civic.messaging.refusals import AbsenceEndsBeforeItBegins, AbsenceIsOver, AbsenceTooLong
from civic.notifications.models import Notification
from civic.threads.models import Message, Participant
from civic.threads.rules import may_edit

pytestmark = [pytest.mark.django_db, pytest.mark.at("2027-03-27T12:00")]
FIRST, LAST = date(2027, 3, 27), date(2027, 3, 28)


@pytest.fixture
def at(commune):
    return lambda name, *args: reverse(name, args=[commune.slug, *args])


@pytest.fixture
def announce(viewer_of, commune, mayor):
    def make(first_day=FIRST, last_day=LAST, text="Mairie fermée.", by=mayor):
        return absences.announce_absence(
            viewer=viewer_of(by, commune), first_day=first_day, last_day=last_day, text=text
        )

    return make


def automatic():
    return Message.objects.filter(is_automatic=True)


def test_who_writes_meanwhile_is_warned_once_and_goes_on_waiting(
    announce, conversation, resident, mayor, write_in
):
    announce()
    write_in(conversation, resident, "Et le lampadaire\u00a0?")
    warned = automatic().get()
    assert warned.words == f"Mairie fermée.\n\nLa mairie rouvre après le dimanche 28\u00a0mars. {NUMBERS}"
    assert (warned.author, warned.settles, warned.for_town_hall) == (mayor, False, True)
    write_in(conversation, resident, "Vous êtes là\u00a0?")
    assert automatic().count() == 1
    conversation.refresh_from_db()
    assert conversation.waiting_since
    assert not Participant.objects.get(thread=conversation.thread, person=mayor).read_upto
    write_in(conversation, mayor, "Nous voilà.")
    conversation.refresh_from_db()
    assert conversation.waiting_since is None


def test_a_colleague_is_not_stopped_by_it(announce, conversation, resident, delegate_with, write_in):
    seen = Message.objects.get().number
    announce()
    write_in(conversation, resident, "Encore moi")
    write_in(conversation, delegate_with(ANSWER_MESSAGES), "Bonjour", seen=seen + 1)


def test_a_first_message_is_answered_too(announce, viewer_of, commune, resident, client_of, at):
    announce()
    page = client_of(resident).get(at("conversation_new")).text
    assert "La mairie est fermée jusqu’au dimanche 28\u00a0mars inclus." in page
    assert "le 18 ou le 112" in page
    sent = {"addressee": "team", "body": "Bonjour", "key": "k"}
    answer = client_of(resident).post(at("conversation_new"), sent, follow=True)
    assert "Réponse automatique" in answer.text
    assert Message.objects.count() == 2


def test_nobody_is_notified_of_it(announce, conversation, resident, mayor, write_in, run_jobs):
    announce()
    write_in(conversation, resident, "Bonsoir")
    run_jobs()
    assert not Notification.objects.filter(kind="private_from_town_hall").exists()


def test_neither_the_mayor_alone_nor_another_mayor_is_answered(
    announce, with_mayor, between_mayors, resident, other_mayor, other_commune, write_in, viewer_of
):
    announce()
    write_in(with_mayor, resident, "Toujours entre nous")
    writing.write_message(
        viewer=viewer_of(other_mayor, other_commune),
        thread_id=between_mayors.thread_id,
        body="Bonjour",
        key="k",
    )
    assert not automatic().exists()


def test_what_the_town_hall_writes_is_not_answered(announce, conversation, mayor, write_in):
    announce()
    write_in(conversation, mayor, "Bonjour")
    assert not automatic().exists()


# The clocks of France go forward on 28 March 2027 at 2.
@pytest.mark.parametrize(
    ("moment", "warns"),
    [
        ("2027-03-26 22:59", False),  # 23 h 59 the day before
        ("2027-03-26 23:00", True),
        ("2027-03-28 21:59", True),  # 23 h 59 in summer time
        ("2027-03-28 22:00", False),
    ],
)
def test_its_days_are_those_of_the_commune(
    announce, conversation, resident, write_in, clock, moment, warns, client_of, at
):
    clock.at("2027-03-20 12:00+00:00")
    announce()
    clock.at(f"{moment}+00:00")
    said = "La mairie est fermée" in client_of(resident).get(at("conversation_new")).text
    write_in(conversation, resident, "Bonjour")
    assert (said, automatic().exists()) == (warns, warns)


def test_another_one_warns_again(announce, conversation, resident, write_in, clock):
    first = announce()
    write_in(conversation, resident, "Bonjour")
    clock.at("2027-04-10 12:00+00:00")
    second = announce(date(2027, 4, 10), date(2027, 4, 11))
    assert second.pk != first.pk
    write_in(conversation, resident, "Rebonjour")
    assert automatic().count() == 2


def test_it_is_changed_and_ended_by_those_who_answer(
    announce, client_of, at, conversation, resident, delegate_with, write_in
):
    announce()
    browser = client_of(delegate_with(ANSWER_MESSAGES))
    beside = at("conversation_detail", conversation.thread_id)
    assert "Terminer maintenant" in browser.get(at("conversation_list")).text
    assert "Terminer maintenant" not in client_of(resident).get(at("conversation_list")).text
    assert "La mairie est fermée" in browser.get(beside).text
    assert "Terminer maintenant" not in browser.get(beside).text, "one line there"
    sent = {"first_day": "2027-03-27", "last_day": "2027-03-30", "text": "Fermée."}
    browser.post(at("absence_edit"), sent)
    browser.post(at("absence_edit"), sent)
    assert Absence.objects.get().last_day == date(2027, 3, 30)
    browser.post(at("absence_end"))
    assert not Absence.objects.exists()
    browser.post(at("absence_end"))
    write_in(conversation, resident, "Bonjour")
    assert not automatic().exists()
    kinds = Entry.objects.filter(kind__startswith="messaging.Absence").order_by("pk")
    assert [one.kind for one in kinds] == [
        f"messaging.Absence{done}" for done in ("Announced", "Changed", "Ended")
    ]


def test_one_that_is_to_come_is_shown_to_the_team_above_the_list_and_shortly_before(
    announce, client_of, at, mayor, resident, conversation
):
    announce(date(2027, 3, 31), date(2027, 4, 2))
    assert "Fermeture prévue" not in client_of(mayor).get(at("conversation_list")).text
    assert "Fermeture prévue" in client_of(mayor).get(at("absence_edit")).text
    announce(date(2027, 3, 30), date(2027, 4, 2))
    assert "Fermeture prévue" in client_of(mayor).get(at("conversation_list")).text
    assert "sera fermée" not in client_of(mayor).get(at("conversation_detail", conversation.thread_id)).text
    assert "sera fermée" not in client_of(resident).get(at("conversation_new")).text


@pytest.mark.parametrize(
    ("first_day", "last_day", "refusal"),
    [
        (LAST, FIRST, AbsenceEndsBeforeItBegins),
        (date(2027, 3, 1), date(2027, 3, 26), AbsenceIsOver),
        (FIRST, date(2028, 4, 1), AbsenceTooLong),
    ],
)
def test_days_that_make_no_absence_are_refused(announce, first_day, last_day, refusal):
    with pytest.raises(refusal):
        announce(first_day, last_day)


def test_nobody_edits_it_and_it_says_so_in_the_conversation(
    announce, conversation, resident, mayor, write_in, client_of, at
):
    announce()
    write_in(conversation, resident, "Bonjour")
    page = client_of(resident).get(at("conversation_detail", conversation.thread_id)).text
    assert "Réponse automatique" in page
    warned = automatic().get()
    sent = {"body": "Autre chose"}
    assert client_of(mayor).post(at("private_message_edit", warned.pk), sent).status_code == 422
    assert automatic().get().words.startswith("Mairie fermée.")


def test_nobody_of_the_team_is_named_in_it_and_it_is_unread_by_none_of_them(
    announce, conversation, resident, mayor, delegate_with, write_in, client_of, at
):
    delegate = delegate_with(ANSWER_MESSAGES)
    announce(by=delegate)
    write_in(conversation, mayor, "Bonjour")
    write_in(conversation, resident, "Le lampadaire")
    page = client_of(resident).get(at("conversation_detail", conversation.thread_id)).text
    assert "La mairie de Villeneuve</span>" in page
    assert delegate.full_name not in page
    unread = {
        person: [
            line.unread for line in client_of(person).get(at("conversation_list")).context["conversations"]
        ]
        for person in (mayor, delegate, resident)
    }
    assert unread == {mayor: [1], delegate: [3], resident: [1]}


def test_whether_one_is_read_is_said_below_it_all_the_same(
    announce, conversation, resident, mayor, write_in, client_of, at, viewer_of, commune
):
    announce()
    write_in(conversation, resident, "Le lampadaire")
    address = at("conversation_detail", conversation.thread_id)

    def shown(person):
        whole = client_of(person).get(address).context["seen_words"]
        again = client_of(person).get(address, {"etat": "3"}, headers={"HX-Request": "true"})
        assert again.context["seen_words"] == whole
        return whole

    assert automatic().get().number == 3
    assert shown(resident) == "Pas encore lu par la mairie"
    reading.mark_read(viewer=viewer_of(mayor, commune), thread_id=conversation.thread_id, number=3)
    assert shown(resident) == "Lu par la mairie"
    assert shown(mayor) == "", "what left by itself asks nobody to read it"


def test_a_function_of_that_name_makes_no_message_automatic(
    conversation, delegate_with, viewer_of, commune, write_in
):
    delegate = delegate_with(ANSWER_MESSAGES)
    Delegation.objects.filter(person=delegate).update(title="Réponse automatique")
    message = write_in(conversation, delegate, "Je suis là")
    assert message.author_title == "Réponse automatique"
    assert may_edit(viewer_of(delegate, commune), message, now())


def test_who_announced_it_goes_and_the_mayor_warns(
    announce, conversation, resident, mayor, delegate_with, write_in
):
    delegate = delegate_with(ANSWER_MESSAGES)
    announce(by=delegate)
    erase_person(person_id=delegate.pk)
    write_in(conversation, resident, "Bonjour")
    assert automatic().get().author == mayor


def test_who_announced_it_and_lost_the_right_signs_no_more(
    announce, conversation, resident, mayor, delegate_with, write_in
):
    delegate = delegate_with(ANSWER_MESSAGES)
    announce(by=delegate)
    Delegation.objects.filter(person=delegate).update(withdrawn_at=now())
    write_in(conversation, resident, "Bonjour")
    assert automatic().get().author == mayor


def test_it_goes_with_its_commune(announce, empty_commune):
    Absence.objects.create(commune=empty_commune, first_day=FIRST, last_day=LAST, text="X")
    empty_commune.delete()
    assert not Absence.objects.exists()
    assert Conversation._meta.get_field("absence").remote_field.on_delete.__name__ == "SET_NULL"
