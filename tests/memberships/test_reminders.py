"""Requests that wait for too long are brought to mind: on working mornings, every N days at most."""

from datetime import UTC, datetime, timedelta

import pytest

from civic.communes.models import Commune
from civic.core import registry
from civic.core.clock import now
from civic.journal.models import Entry
from civic.memberships.actions.reminders import remind_town_hall, remind_town_halls
from civic.memberships.enums import MembershipStatus
from civic.notifications.models import Notification
from civic.posts.enums import PUBLISH
from civic.town_halls.enums import MANAGE_RESIDENTS
from civic.town_halls.models import TownHall
from civic.worker.schedule import last_due
from tests.accounts.factories import PersonFactory
from tests.accounts.mails import subjects_to
from tests.communes.factories import MembershipFactory

MONDAY = "2026-11-23 08:30+01:00"


@pytest.fixture(autouse=True)
def monday(clock) -> None:
    clock.at(MONDAY)


def wait(commune, days: float) -> None:
    MembershipFactory(
        commune=commune,
        person=PersonFactory(),
        status=MembershipStatus.PENDING,
        requested_at=now() - timedelta(days=days),
    )


def reminders(commune) -> int:
    return Entry.objects.filter(kind="memberships.RequestsLeftWaiting", commune_id=commune.pk).count()


def test_those_who_answer_are_notified_how_many_wait(
    commune, other_commune, mayor, delegate_with, run_jobs
) -> None:
    clerk = delegate_with(MANAGE_RESIDENTS, email="accueil@villeneuve.test")
    delegate_with(PUBLISH, email="com@villeneuve.test")
    for days in (3.5, 9, 1):
        wait(commune, days)
    remind_town_halls.enqueue()
    run_jobs()
    sentence = "2 demandes attendent votre réponse depuis plus de 3 jours"
    assert subjects_to(mayor.email) == subjects_to(clerk.email) == [sentence]
    assert subjects_to("com@villeneuve.test") == []
    notifications = Notification.objects.filter(kind="requests_waiting")
    assert {(one.subject, one.url) for one in notifications} == {
        (sentence, f"/{commune.slug}/mairie/administres/")
    }
    assert reminders(other_commune) == 0


def test_one_alone_is_said_so(commune, mayor, run_jobs) -> None:
    TownHall.objects.filter(commune=commune).update(reminder_days=1)
    wait(commune, 2)
    remind_town_halls.enqueue()
    run_jobs()
    assert subjects_to(mayor.email) == ["Une demande attend votre réponse depuis plus d’un jour"]


def test_not_before_and_not_when_nothing_waits(commune) -> None:
    assert not remind_town_hall(commune_id=commune.pk)
    wait(commune, 2.9)
    assert not remind_town_hall(commune_id=commune.pk)


def test_every_third_day_at_most_counted_in_days(commune, clock) -> None:
    wait(commune, 9)
    said = []
    for _ in range(8):
        said.append(remind_town_hall(commune_id=commune.pk))
        clock.forward(days=1, minutes=-1)  # each morning a little earlier: nothing drifts
    assert said == [True, False, False, True, False, False, True, False]


def test_zero_days_is_never(commune) -> None:
    TownHall.objects.filter(commune=commune).update(reminder_days=0)
    wait(commune, 90)
    assert not remind_town_hall(commune_id=commune.pk)
    remind_town_halls.enqueue()
    assert reminders(commune) == 0


def test_two_schedulers_remind_once(commune, run_jobs) -> None:
    wait(commune, 9)
    for _ in range(2):
        remind_town_halls.enqueue()
    run_jobs()
    assert reminders(commune) == 1


@pytest.mark.parametrize(
    ("moment", "zone", "reminded"),
    [
        (MONDAY, "Europe/Paris", True),
        ("2026-11-23 09:30+01:00", "Europe/Paris", False),
        ("2026-11-22 08:30+01:00", "Europe/Paris", False),  # a Sunday
        (MONDAY, "America/Martinique", False),
        ("2026-11-23 13:30+01:00", "America/Martinique", True),
        # There it is still Friday morning, here Friday evening.
        ("2026-11-27 19:30+01:00", "Pacific/Tahiti", True),
    ],
)
def test_in_the_morning_of_the_commune(commune, clock, run_jobs, moment, zone, reminded) -> None:
    Commune.objects.filter(pk=commune.pk).update(timezone=zone)
    wait(commune, 9)
    clock.at(moment)
    remind_town_halls.enqueue()
    run_jobs()
    assert reminders(commune) == reminded


def test_more_than_a_thousand_are_not_counted(commune, mayor, run_jobs, monkeypatch) -> None:
    monkeypatch.setattr("civic.memberships.actions.reminders.MOST_COUNTED", 2)
    monkeypatch.setattr("civic.notifications.notifications.residents.MOST_COUNTED", 2)
    for _ in range(3):
        wait(commune, 9)
    remind_town_halls.enqueue()
    run_jobs()
    assert subjects_to(mayor.email)[0].startswith("Plus de 999 demandes attendent votre réponse")


def test_it_stands_in_the_clock() -> None:
    (task,) = [
        task
        for task in registry.schedule()
        if task.job == "civic.memberships.actions.reminders.remind_town_halls"
    ]
    at = datetime(2026, 11, 23, 7, 45, tzinfo=UTC)
    assert last_due(task.cron, task.zone, at).astimezone(UTC) == datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
