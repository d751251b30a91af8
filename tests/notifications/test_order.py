"""What is told in the end is the same in whatever order the jobs come, and of two at once."""

import threading
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection

from civic.agenda.actions import events
from civic.agenda.enums import Scope
from civic.agenda.models import CalendarEvent
from civic.alerts.actions.managing import AlertContent, deactivate_alert, restore_alert, save_alert
from civic.alerts.enums import SEND_ALERTS
from civic.alerts.events import HelpAsked
from civic.alerts.models import Alert
from civic.core.clock import now
from civic.delegations.actions import offer_delegation, restore_delegation, withdraw_delegation
from civic.delegations.models import Delegation
from civic.journal.actions import notify_receivers, record
from civic.journal.models import Entry
from civic.memberships.actions.answering import accept_membership, reopen_membership
from civic.memberships.actions.joining import request_membership
from civic.memberships.actions.proofs import ask_for_proof, send_proof
from civic.memberships.models import Membership
from civic.notifications.actions import notifying
from civic.notifications.actions.inbox import open_inbox
from civic.notifications.kinds import kind_of
from civic.notifications.models import Notification
from civic.posts import actions as posts
from civic.posts.enums import PUBLISH
from civic.restrictions.actions import lift_restriction, restore_restriction, restrict_resident
from civic.threads.actions.messages import write_message
from civic.threads.thread_kinds import COMMENTS
from civic.worker.enums import JobStatus
from civic.worker.models import Job
from tests.accounts.factories import PersonFactory
from tests.accounts.mails import subjects_to
from tests.alerts.factories import ROAD, alert_of, answer_of
from tests.contents.contract import EVENTS, POSTS
from tests.notifications.orders import handle_in, orders_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent(mayor, commune, viewer_of):
    return viewer_of(mayor, commune)


@pytest.fixture
def asked(commune, run_jobs) -> Membership:
    """A request, of which the town hall was told."""
    membership = request_membership(person=PersonFactory(), commune=commune)
    run_jobs()
    return membership


def standing() -> list[str]:
    return sorted(Notification.objects.filter(withdrawn_at=None).values_list("kind", flat=True))


# --- What the town hall gives, and takes away -----------------------------------------------------------------------


@orders_of(3)
def test_an_offer_that_is_withdrawn_in_the_end(order, agent, second_resident, run_jobs):
    offered = offer_delegation(
        viewer=agent, email=second_resident.email, first_name="Bruno", last_name="Petit",
        title="Adjoint", rights=[PUBLISH, SEND_ALERTS], starts_at=None, ends_at=None, key="k",
    )  # fmt: skip
    run_jobs()
    for act in (withdraw_delegation, restore_delegation, withdraw_delegation):
        act(viewer=agent, delegation_id=offered.pk)
    handle_in(order, offered.pk)
    run_jobs()
    assert standing() == []


@orders_of(3)
def test_a_delegation_that_is_withdrawn_in_the_end(order, agent, delegate_with, run_jobs):
    person = delegate_with(PUBLISH)
    run_jobs()
    held = Delegation.objects.get(person=person)
    for act in (withdraw_delegation, restore_delegation, withdraw_delegation):
        act(viewer=agent, delegation_id=held.pk)
    handle_in(order, held.pk)
    run_jobs()
    assert standing().count("delegation_withdrawn") == 1


@orders_of(3)
def test_who_is_accepted_in_the_end_is_written_to_once(order, agent, asked, run_jobs, clock):
    accept = partial(accept_membership, proof="known")
    for act in (accept, reopen_membership, accept):
        act(viewer=agent, membership_id=asked.pk)
    handle_in(order, asked.pk)
    run_jobs()
    clock.forward(hours=1)
    run_jobs()
    assert "request_accepted" in standing()
    assert "request_waiting" not in standing()
    assert sum("Bienvenue" in subject for subject in subjects_to(asked.person.email)) == 1


@orders_of(2)
def test_a_restriction_that_holds_in_the_end(order, agent, resident, run_jobs):
    of_resident = {"viewer": agent, "membership_id": Membership.objects.get(person=resident).pk}
    made = restrict_resident(
        **of_resident, scopes=["comments"], duration="week", reason="insult", words="Non.", key="k"
    )
    run_jobs()
    lift_restriction(**of_resident)
    restore_restriction(**of_resident)
    handle_in(order, made.pk)
    run_jobs()
    assert "restriction_made" in standing()


@pytest.mark.at("2026-11-22T10:00")
@orders_of(3)
def test_an_event_that_is_cancelled_in_the_end(order, agent, resident, run_jobs):
    added = EVENTS.make(agent, "k")
    run_jobs()
    for act in (events.cancel_event, events.restore_event, events.cancel_event):
        act(viewer=agent, event_id=added.pk)
    handle_in(order, added.pk)
    run_jobs()
    assert standing() == ["agenda_cancelled"]


@pytest.mark.at("2026-11-22T10:00")
@orders_of(3)
def test_a_series_whose_dates_are_cancelled_and_restored_on_each_other_s_page(
    order, agent, resident, run_jobs
):
    EVENTS.make(agent, "k", **EVENTS.others["series"])
    first, second, third = CalendarEvent.objects.order_by("starts_at")
    run_jobs()
    events.cancel_event(viewer=agent, event_id=first.pk, scope=Scope.SERIES)
    events.restore_event(viewer=agent, event_id=third.pk)
    events.cancel_event(viewer=agent, event_id=second.pk, scope=Scope.SERIES)
    handle_in(order, first.pk)
    run_jobs()
    assert standing() == ["agenda_cancelled"]


@orders_of(3)
def test_a_return_that_brings_something_else_back_leaves_withdrawn_what_went(
    order, agent, asked, viewer_of, commune, run_jobs
):
    ask_for_proof(viewer=agent, membership_id=asked.pk, words="Quelle rue ?")
    run_jobs()
    assert "proof_asked" in standing()
    send_proof(viewer=viewer_of(asked.person, commune), words="Rue des Lilas", files=[])
    accept_membership(viewer=agent, membership_id=asked.pk, proof="known")
    reopen_membership(viewer=agent, membership_id=asked.pk)
    handle_in(order, asked.pk)
    run_jobs()
    assert "proof_asked" not in standing()


# --- Alerts ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def turn(agent) -> Callable[..., Alert]:
    def to(level: str, text: str = ROAD) -> Alert:
        version = Alert.objects.get(commune_id=agent.commune.id).version
        content = AlertContent(level=level, text=text)
        return save_alert(viewer=agent, content=content, version=version, activate=True)

    return to


@orders_of(3)
def test_a_danger_that_comes_back_as_less(order, agent, commune, mayor, turn, run_jobs):
    alert = alert_of(commune, mayor, level="danger")
    run_jobs()
    turn("important")
    for act in (deactivate_alert, restore_alert):
        act(viewer=agent, version=Alert.objects.get().version)
    handle_in(order, alert.pk)
    run_jobs()
    assert standing() == ["alert_important"]


@pytest.mark.parametrize("is_late", [False, True], ids=["at once", "after the mails of the second left"])
def test_announced_again_twice_the_first_one_says_nothing_after_the_second(
    agent, commune, mayor, resident, run_jobs, clock, is_late
):
    open_inbox(person_id=resident.pk, commune_id=commune.pk)
    alert_of(commune, mayor, level="danger")
    run_jobs()
    before = len(subjects_to(resident.email))
    for number in (1, 2):
        clock.forward(minutes=20)
        content = AlertContent(level="danger", text=f"{ROAD} {number}")
        version = Alert.objects.get().version
        save_alert(viewer=agent, content=content, version=version, activate=True, announce_again=True)
        waiting = Job.objects.filter(status=JobStatus.READY, arguments__has_key="entry_id")
        if number == 1:
            waiting.update(due_at=now() + timedelta(minutes=30))
    if is_late:
        run_jobs()
    clock.forward(minutes=20)
    run_jobs()
    told = Notification.objects.get(kind="alert_danger", withdrawn_at=None)
    assert told.subject.endswith("2")
    assert len(subjects_to(resident.email)) - before == 1


@orders_of(2)
def test_a_danger_that_was_less_for_a_while(order, commune, mayor, turn, run_jobs):
    alert = alert_of(commune, mayor, level="danger")
    run_jobs()
    turn("important")
    turn("danger")
    handle_in(order, alert.pk)
    run_jobs()
    assert standing() == ["alert_danger"]


@orders_of(3)
def test_a_danger_that_comes_twice_rings_once_in_the_end(
    order, commune, mayor, resident, turn, run_jobs, clock
):
    open_inbox(person_id=resident.pk, commune_id=commune.pk)
    alert = alert_of(commune, mayor, level="important")
    run_jobs()
    turn("danger")
    turn("important")
    clock.forward(minutes=2)
    turn("danger")
    handle_in(order, alert.pk)
    run_jobs()
    assert standing() == ["alert_danger"]
    assert sum("Danger" in subject for subject in subjects_to(resident.email)) == 1


def test_words_that_change_bring_back_nothing_that_went(commune, mayor, resident, turn, run_jobs):
    open_inbox(person_id=resident.pk, commune_id=commune.pk)
    alert_of(commune, mayor, level="danger")
    run_jobs()
    before = len(subjects_to(resident.email))
    turn("important")
    turn("danger")
    turn("danger", f"{ROAD} Bis.")
    run_jobs()
    assert standing() == ["alert_danger"]
    assert len(subjects_to(resident.email)) == before + 1


def test_however_much_happened_to_it_since(commune, mayor, resident, agent, run_jobs, clock):
    """Each call for help is written down as an event of the alert."""
    alert = alert_of(commune, mayor, level="danger")
    run_jobs()
    deactivate_alert(viewer=agent, version=1)
    Job.objects.filter(status="ready").update(due_at=now() + timedelta(minutes=5))
    restore_alert(viewer=agent, version=Alert.objects.get().version)
    answer = answer_of(alert, resident)
    for _ in range(60):
        record(HelpAsked(alert_answer_id=answer.pk), commune_id=commune.pk, target=alert)
    run_jobs()
    clock.forward(minutes=6)
    run_jobs()
    assert standing().count("alert_danger") == 1


# --- Two workers at once --------------------------------------------------------------------------------------------


def by_two_workers(test):
    for mark in (
        pytest.mark.postgresql,
        pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer"),
        pytest.mark.django_db(transaction=True),
    ):
        test = mark(test)
    return test


def latest(target_id: object) -> Entry:
    return Entry.objects.filter(target_id=str(target_id)).order_by("pk").last()


def while_one_waits(entry: Entry, then: Callable[[], None], at: threading.Event, go: threading.Event) -> None:
    """One worker stops in the middle of its job; another takes the next one."""

    def work() -> None:
        try:
            notify_receivers(entry_id=entry.pk)
        finally:
            connection.close()

    first = threading.Thread(target=work)
    first.start()
    assert at.wait(10)
    threading.Timer(1, go.set).start()
    then()
    first.join(10)
    assert not first.is_alive()


def stop_in(monkeypatch, place: object, name: str, kind: str) -> tuple[threading.Event, threading.Event]:
    at, go, real = threading.Event(), threading.Event(), getattr(place, name)

    def slow(*given, **named):
        found = real(*given, **named)
        if threading.current_thread() is not threading.main_thread() and getattr(given[0], "key", "") == kind:
            at.set()
            go.wait(10)
        return found

    monkeypatch.setattr(place, name, slow)
    return at, go


@by_two_workers
def test_a_request_that_waits_again_while_its_end_is_notified(agent, asked, monkeypatch):
    stops = stop_in(monkeypatch, notifying, "stands_since", "request_waiting")
    accept_membership(viewer=agent, membership_id=asked.pk, proof="known")

    def reopen() -> None:
        reopen_membership(viewer=agent, membership_id=asked.pk)
        notify_receivers(entry_id=latest(asked.pk).pk)

    while_one_waits(latest(asked.pk), reopen, *stops)
    assert standing().count("request_waiting") == 1


@by_two_workers
def test_a_comment_whose_publication_goes_while_people_are_notified_of_it_reaches_nobody(
    agent, resident, commune, viewer_of, monkeypatch
):
    made = POSTS.make(agent, "k")
    said = write_message(
        kind=COMMENTS, viewer=viewer_of(resident, commune), thread_id=made.thread_id, body="Oh", key="c"
    )
    kind = kind_of("comment_on_own_post")
    stops = stop_in(monkeypatch, type(kind), "recipients", kind.key)

    def remove() -> None:
        posts.remove_post(viewer=agent, post_id=made.pk)
        notify_receivers(entry_id=latest(made.pk).pk)

    while_one_waits(latest(said.pk), remove, *stops)
    assert kind.key not in standing()


@by_two_workers
def test_what_is_removed_while_people_are_notified_reaches_nobody(agent, monkeypatch):
    made = POSTS.make(agent, "k")
    published = kind_of("post_published")
    stops = stop_in(monkeypatch, type(published), "recipients", "post_published")

    def remove() -> None:
        posts.remove_post(viewer=agent, post_id=made.pk)
        notify_receivers(entry_id=latest(made.pk).pk)

    while_one_waits(latest(made.pk), remove, *stops)
    assert standing() == []
