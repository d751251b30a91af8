from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils.module_loading import import_string

from civic.core import registry
from civic.core.clock import now
from civic.core.descriptors import ScheduledTask
from civic.worker.models import Heartbeat, Job, ScheduledRun
from civic.worker.schedule import enqueue_due, last_due
from tests.plugins.frozen_time import Clock
from tests.together import together

PARIS = ZoneInfo("Europe/Paris")


def due(cron: str, moment: str, zone: str = "Europe/Paris") -> str:
    task = ScheduledTask(
        key="essai", cron=cron, job="tests.worker.work.leave_trace", label="Essai", zone=zone
    )
    return last_due(task.cron, task.zone, datetime.fromisoformat(moment)).astimezone(UTC).strftime("%d %H:%M")


@pytest.mark.parametrize(
    ("cron", "moment", "expected"),
    [
        ("0 9 * * *", "2026-11-22T10:00+01:00", "22 08:00"),
        ("0 9 * * *", "2026-11-22T08:59+01:00", "21 08:00"),
        ("0 9 * * *", "2026-07-22T10:00+02:00", "22 07:00"),  # the same hour on the wall in summer
        ("30 9 * * 1-5", "2026-11-22T12:00+01:00", "20 08:30"),  # on a Sunday: Friday's
        # The day when 2 o'clock becomes 3: nine in the morning is still nine in the morning.
        ("0 9 * * *", "2026-03-29T09:30+02:00", "29 07:00"),
        # The day when 3 o'clock becomes 2.
        ("0 9 * * *", "2026-10-25T09:30+01:00", "25 08:00"),
    ],
)
def test_lines_are_read_on_the_clock_of_the_wall(cron, moment, expected):
    assert due(cron, moment) == expected


def test_overseas_lines_are_read_there():
    assert due("0 9 * * *", "2026-11-22T06:30+00:00", "Indian/Reunion") == "22 05:00"


@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25"])
def test_days_of_another_length_run_each_daily_line_once(day):
    """Every minute of the day, in the order of time, says at most one new time."""
    task = ScheduledTask(key="essai", cron="15 3 * * *", job="tests.worker.work.leave_trace", label="Essai")
    start = datetime.fromisoformat(f"{day}T00:00").replace(tzinfo=PARIS).astimezone(UTC)
    seen = {
        last_due(task.cron, task.zone, datetime.fromtimestamp(start.timestamp() + 60 * m, UTC))
        for m in range(60 * 25)
    }
    on_the_day = {moment for moment in seen if moment.astimezone(PARIS).strftime("%Y-%m-%d") == day}
    assert len(on_the_day) == 1


@pytest.mark.django_db
def test_every_line_of_the_product_names_a_task():
    assert len({task.key for task in registry.schedule()}) == len(registry.schedule())
    for task in registry.schedule():
        import_string(task.job).enqueue()
        assert last_due(task.cron, task.zone, datetime.now(UTC))
    assert Job.objects.count() == len(registry.schedule())


@pytest.fixture
def two_lines(monkeypatch):
    monkeypatch.setattr(registry, "schedule", lambda: TWO_LINES)


TWO_LINES = [
    ScheduledTask(
        key="chaque-matin", cron="0 9 * * *", job="civic.worker.actions.purge_finished_jobs", label="Essai"
    ),
    ScheduledTask(
        key="chaque-minute", cron="* * * * *", job="civic.journal.actions.purge_old_entries", label="Essai"
    ),
]


@pytest.mark.at("2026-11-22T10:00")
@pytest.mark.django_db
@pytest.mark.usefixtures("two_lines")
def test_a_line_is_enqueued_once_for_each_time(clock: Clock):
    assert enqueue_due() == ["chaque-matin", "chaque-minute"]
    assert enqueue_due() == []
    clock.forward(seconds=61)
    assert enqueue_due() == ["chaque-minute"]
    clock.at("2026-11-23T09:00:30+01:00")
    assert enqueue_due() == ["chaque-matin", "chaque-minute"]


@pytest.mark.django_db
@pytest.mark.usefixtures("two_lines")
def test_a_scheduler_that_slept_three_days_runs_a_line_once(clock: Clock):
    enqueue_due()
    clock.forward(days=3)
    assert enqueue_due() == ["chaque-matin", "chaque-minute"]
    assert enqueue_due() == []
    assert Job.objects.count() == 4


@pytest.mark.django_db
@pytest.mark.usefixtures("two_lines")
def test_a_clock_that_was_ahead_for_a_while_stalls_nothing(clock: Clock):
    clock.at("2026-11-22T09:00:30+01:00")
    assert enqueue_due() == ["chaque-matin", "chaque-minute"]
    clock.at("2026-12-24T10:15:30+01:00")
    assert enqueue_due() == ["chaque-matin", "chaque-minute"]
    clock.at("2026-11-22T09:01:30+01:00")  # corrected
    assert enqueue_due() == ["chaque-minute"]
    clock.at("2026-11-23T09:00:30+01:00")
    assert enqueue_due() == ["chaque-matin", "chaque-minute"]
    clock.at("2026-12-24T10:15:30+01:00")  # the moment that it had shown, now for real
    assert enqueue_due() == ["chaque-matin", "chaque-minute"]


@pytest.mark.django_db
@pytest.mark.usefixtures("two_lines")
def test_a_scheduler_a_few_seconds_behind_repeats_nothing(clock: Clock):
    clock.at("2026-11-22T09:00:01+01:00")
    assert enqueue_due() == ["chaque-matin", "chaque-minute"]
    clock.at("2026-11-22T08:59:58+01:00")
    assert enqueue_due() == []


@pytest.mark.django_db
@pytest.mark.usefixtures("two_lines")
def test_the_scheduler_shows_that_it_is_alive(clock: Clock):
    enqueue_due()
    clock.forward(seconds=5)
    enqueue_due()
    [heartbeat] = Heartbeat.objects.all()
    assert (heartbeat.role, heartbeat.last_seen_at) == ("scheduler", now())


@pytest.mark.django_db
@pytest.mark.usefixtures("two_lines")
def test_a_line_whose_task_cannot_be_enqueued_leaves_no_run(monkeypatch, clock: Clock):
    monkeypatch.setattr(registry, "schedule", lambda: BROKEN)
    with pytest.raises(ImportError):
        enqueue_due()
    assert ScheduledRun.objects.count() == 0


BROKEN = [ScheduledTask(key="cassée", cron="* * * * *", job="civic.worker.actions.not_there", label="Essai")]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("two_lines")
def test_two_schedulers_enqueue_once(clock: Clock):
    def run() -> None:
        for _ in range(3):
            enqueue_due()

    clock.at("2026-11-22 09:00:30Z")
    together(run, run)
    assert Job.objects.count() == ScheduledRun.objects.count() == 2


def test_every_line_has_a_name_for_the_staff():
    assert [task.key for task in registry.schedule() if not task.label] == []
