"""What was done in the background for a person, and failed: in words that fit, and that can be erased."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.accounts.actions import failures
from civic.accounts.events import WorkFailed
from civic.accounts.models import Person, WorkFailure
from civic.core.ids import new_id
from civic.journal.actions import record
from civic.journal.models import Entry
from civic.notifications.models import Notification
from tests.accounts.factories import PersonFactory

pytestmark = pytest.mark.django_db
SENTENCE = "L’invitation «\u00a0{name}\u00a0» n’est pas arrivée. Retirez-la, puis invitez de nouveau."


def notify(person: Person, thing_id: Any, name: str = "Adjointe aux fêtes") -> None:
    failures.notify_failure(
        person_id=person.pk, thing_id=thing_id, sentence=SENTENCE, url="/mon-compte/", name=name
    )


@given(st.text(alphabet="abcé {}name", max_size=300))
def test_a_name_of_any_length_leaves_room_for_what_to_do(name: str) -> None:
    words = failures._with_name(SENTENCE, name)
    assert len(words) <= 160
    assert words.startswith("L’invitation «")
    assert words.endswith("invitez de nouveau.")
    assert name in words or "…" in words


def test_the_journal_keeps_no_word_of_it(mayor: Person) -> None:
    thing_id = new_id()
    notify(mayor, thing_id)
    [entry] = Entry.objects.all()
    assert entry.data == {"person_id": str(mayor.pk), "thing_id": str(thing_id)}


def test_another_failure_of_the_same_thing_is_said_instead(mayor: Person, run_jobs: Any) -> None:
    thing_id = new_id()
    notify(mayor, thing_id, "Adjointe")
    notify(mayor, thing_id, "Secrétaire")
    run_jobs()
    assert "Secrétaire" in Notification.objects.get().subject
    assert WorkFailure.objects.count() == 1


def test_it_goes_with_what_it_names_and_after_a_year(mayor: Person, run_jobs: Any, clock: Any) -> None:
    gone, old = new_id(), new_id()
    notify(mayor, gone)
    notify(mayor, old)
    run_jobs()
    failures.erase_failures(content_id=gone)
    run_jobs()
    assert Notification.objects.get(withdrawn_at=None).target_id == old
    clock.forward(days=366)
    failures.purge_old_failures()
    assert WorkFailure.objects.count() == 0


def test_what_a_process_of_before_wrote_in_the_journal_is_said(mayor: Person, run_jobs: Any) -> None:
    thing_id = new_id()
    words = {"explanation": "Une photo n’a pas pu être préparée. Remplacez-la.", "url": "/mon-compte/"}
    for person in (mayor, PersonFactory()):
        entry = record(WorkFailed(person_id=person.pk, thing_id=thing_id))
        if person == mayor:
            entry.data |= words
            entry.save()
    run_jobs()
    said = Notification.objects.get()
    assert (said.person_id, said.subject, said.url) == (mayor.pk, *words.values())
