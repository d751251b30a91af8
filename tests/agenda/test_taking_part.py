"""« Je participe »: places, the waiting list, who hears of it."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection, transaction

from civic.agenda import queries
from civic.agenda.actions import events, taking_part
from civic.agenda.enums import Repeat, Scope
from civic.agenda.models import CalendarEvent, Participation
from civic.core.clock import now
from civic.core.refusals import NotAllowed
from civic.delegations.events import DelegationWithdrawn
from civic.delegations.models import Delegation
from civic.journal.actions import record
from civic.journal.models import Entry
from civic.memberships.events import MembershipLeft
from civic.memberships.models import Membership
from civic.notifications.models import Notification
from civic.notifications.queries.inbox import line_in_view
from civic.notifications.views import presenter
from tests.accounts.factories import PersonFactory
from tests.agenda.factories import CalendarEventFactory
from tests.communes.factories import DelegationFactory, MembershipFactory, RestrictionFactory
from tests.together import together


@pytest.fixture
def event(commune) -> CalendarEvent:
    """Two places."""
    return CalendarEventFactory(
        commune=commune,
        title="Atelier",
        starts_at=now() + timedelta(days=3),
        takes_participants=True,
        places=2,
    )


@pytest.fixture
def people(commune, viewer_of):
    found = [PersonFactory() for _ in range(4)]
    for person in found:
        MembershipFactory(commune=commune, person=person)
    return [viewer_of(person, commune) for person in found]


def states(event) -> str:
    rows = Participation.objects.filter(event=event).order_by("joined_at", "id")
    return "".join(row.state[0] for row in rows)


def counts(event) -> tuple[int, int]:
    event.refresh_from_db()
    return event.going, event.waiting


def test_places_then_a_waiting_list_and_the_first_takes_the_place_that_frees(event, people, run_jobs):
    for viewer in people:
        for _ in range(2):  # a double click
            taking_part.take_part(viewer=viewer, event_id=event.pk)
    assert (states(event), counts(event)) == ("ggww", (2, 2))
    for _ in range(2):
        taking_part.give_up(viewer=people[0], event_id=event.pk)
    assert (states(event), counts(event)) == ("ggw", (2, 1))
    run_jobs()
    notification = Notification.objects.get(kind="agenda_place")
    assert notification.person_id == people[2].person_id
    assert notification.actor_id is None  # who gave it back is nobody's business
    (line,) = presenter.presented([line_in_view(people[2], notification.pk)])
    assert line.shows_town_hall


def test_more_places_let_in_those_who_wait_and_fewer_send_nobody_away(
    event, people, viewer_of, mayor, commune
):
    from civic.agenda.forms import EventForm

    for viewer in people:
        taking_part.take_part(viewer=viewer, event_id=event.pk)
    keeper = viewer_of(mayor, commune)

    def resize(places):
        event.refresh_from_db()
        initial = EventForm.for_event(keeper, event).initial | {"places": places}
        values = {name: value for name, value in initial.items() if value not in (None, False)}
        values |= {name: f"{initial[name]:%H:%M}" for name in ("begins", "ends")}
        form = EventForm(values, viewer=keeper, event=event)
        assert form.is_valid(), form.errors
        events.edit_event(
            viewer=keeper,
            event_id=event.pk,
            content=events.EventContent(**form.fields_of_content()),
            version=event.version,
        )

    resize(3)
    assert (states(event), counts(event)) == ("gggw", (3, 1))
    resize(1)
    assert (states(event), counts(event)) == ("gggw", (3, 1))
    taking_part.give_up(viewer=people[0], event_id=event.pk)
    assert counts(event) == (2, 1)  # still more than there are places
    resize("")
    assert counts(event) == (3, 0)


def test_who_left_the_commune_gives_the_place_back(event, people, run_jobs):
    for viewer in people[:3]:
        taking_part.take_part(viewer=viewer, event_id=event.pk)
    left = Membership.objects.get(person_id=people[0].person_id)
    Membership.objects.filter(pk=left.pk).update(status="left")
    record(MembershipLeft(membership_id=left.pk), commune_id=left.commune_id)
    run_jobs()
    assert (states(event), counts(event)) == ("gg", (2, 0))


@pytest.mark.parametrize("is_resident", [False, True])
def test_a_delegate_gives_the_place_back_with_the_delegation_unless_a_resident(
    event, commune, viewer_of, mayor, run_jobs, is_resident
):
    delegation = DelegationFactory(
        commune=commune, person=PersonFactory(), given_by=mayor, rights=["publish"]
    )
    if is_resident:
        MembershipFactory(commune=commune, person=delegation.person)
    taking_part.take_part(viewer=viewer_of(delegation.person, commune), event_id=event.pk)
    Delegation.objects.filter(pk=delegation.pk).update(withdrawn_at=now())
    record(DelegationWithdrawn(delegation_id=delegation.pk), commune_id=commune.pk)
    run_jobs()
    assert counts(event) == (int(is_resident), 0)


def test_the_journal_does_not_remember_who_took_part(event, people):
    for viewer in people[:3]:
        taking_part.take_part(viewer=viewer, event_id=event.pk)
    taking_part.give_up(viewer=people[0], event_id=event.pk)
    entries = Entry.objects.filter(target_id=str(event.pk))
    assert entries.filter(kind="agenda.PlaceFreed").exists()
    for entry in entries:
        assert entry.actor_id is None
        assert not any(str(viewer.person_id) in str(entry.data) for viewer in people)


def test_not_for_visitors_nor_applicants_nor_once_it_began(
    event, viewer_of, commune, applicant, stranger, people, clock
):
    for person in (None, applicant, stranger):
        with pytest.raises(NotAllowed):
            taking_part.take_part(viewer=viewer_of(person, commune), event_id=event.pk)
    clock.at(event.starts_at)
    with pytest.raises(taking_part.AlreadyBegun):
        taking_part.take_part(viewer=people[0], event_id=event.pk)
    CalendarEvent.objects.update(cancelled_at=now())
    with pytest.raises(taking_part.EventNoLongerTakesPlace):
        taking_part.take_part(viewer=people[0], event_id=event.pk)


def test_a_blocked_resident_takes_part(event, viewer_of, commune, resident):
    RestrictionFactory(commune=commune, person=resident, scopes=["all"])
    viewer = viewer_of(resident, commune)
    assert viewer.restrictions
    assert taking_part.take_part(viewer=viewer, event_id=event.pk).state == "going"


def test_old_participations_are_purged(event, people, clock, monkeypatch):
    monkeypatch.setattr(queries, "FORGOTTEN_AT_ONCE", 2)
    for viewer in people[:3]:
        taking_part.take_part(viewer=viewer, event_id=event.pk)
    CalendarEvent.objects.update(takes_participants=False)
    clock.at(event.ends_at + timedelta(days=89))
    taking_part.purge_old_participations()
    assert Participation.objects.count() == 3
    clock.forward(days=2)
    taking_part.purge_old_participations()
    assert not Participation.objects.exists()


def test_a_place_given_back_while_it_was_off_is_taken_when_it_is_on_again(
    event, people, viewer_of, mayor, commune
):
    town_hall = viewer_of(mayor, commune)
    for viewer in people[:3]:
        taking_part.take_part(viewer=viewer, event_id=event.pk)
    events.cancel_event(viewer=town_hall, event_id=event.pk)
    taking_part.give_up(viewer=people[0], event_id=event.pk)
    events.restore_event(viewer=town_hall, event_id=event.pk)
    assert counts(event) == (2, 0)


@pytest.mark.postgresql
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer")
@pytest.mark.django_db(transaction=True)
def test_a_series_that_changes_and_a_place_given_back_do_not_wait_for_each_other(
    commune, viewer_of, mayor, content
):
    town_hall = viewer_of(mayor, commune)
    first_day = now().date() + timedelta(days=7)
    until = first_day + timedelta(days=28)
    series = content(day=first_day)
    events.add_event(viewer=town_hall, key="k", content=series, repeat=Repeat.WEEKLY, until=until)
    first, *_, last = CalendarEvent.objects.order_by("starts_at")
    holds = threading.Event()

    def leave() -> None:
        """As `free_places_of` goes through the events of one person."""
        try:
            with transaction.atomic():
                CalendarEvent.objects.select_for_update().get(pk=first.pk)
                holds.set()
                time.sleep(0.5)
                CalendarEvent.objects.select_for_update().get(pk=last.pk)
        finally:
            connection.close()

    def cancel() -> None:
        holds.wait(timeout=10)
        try:
            events.cancel_event(viewer=town_hall, event_id=last.pk, scope=Scope.SERIES)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(leave), pool.submit(cancel)]:
            done.result(timeout=30)
    assert not CalendarEvent.objects.filter(cancelled_at=None).exists()


@pytest.mark.postgresql
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer")
@pytest.mark.django_db(transaction=True)
def test_two_at_once_for_the_last_place(event, people):
    taking_part.take_part(viewer=people[0], event_id=event.pk)
    calls = [partial(taking_part.take_part, viewer=viewer, event_id=event.pk) for viewer in people[1:]]
    assert sorted(answer.state for answer in together(*calls)) == ["going", "waiting", "waiting"]
    assert counts(event) == (2, 2)
