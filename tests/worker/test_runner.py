from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from civic.core.clock import now
from civic.core.ids import new_id
from civic.core.jobs import Lane
from civic.worker import actions
from civic.worker.enums import JobStatus
from civic.worker.leases import MAX_ATTEMPTS, back_off
from civic.worker.models import Heartbeat, Job, ScheduledRun
from civic.worker.runner import BATCH, MOST_TRIES_WHILE_WAITED_FOR, Worker
from tests.plugins.frozen_time import Clock
from tests.worker import work

pytestmark = pytest.mark.django_db


def worker(lane: Lane = Lane.PEOPLE) -> Worker:
    return Worker(lane)


def test_a_job_is_done_once(run_jobs):
    work.leave_trace.enqueue(word="un")
    assert run_jobs() == 1
    assert run_jobs() == 0
    assert work.recorded() == ["un"]
    job = Job.objects.get()
    assert (job.status, job.attempts, job.leased_until, job.error) == (JobStatus.DONE, 1, None, "")


def test_a_job_belongs_to_the_callers_transaction(run_jobs):
    with transaction.atomic():
        work.leave_trace.enqueue(word="perdu")
        transaction.set_rollback(True)
    assert run_jobs() == 0
    assert Job.objects.count() == 0


def test_urgent_first_then_in_the_order_of_asking(clock: Clock):
    for word in ("un", "deux"):
        work.leave_trace.enqueue(word=word)
        clock.forward(seconds=1)
    work.leave_trace_first.enqueue(word="urgent")
    assert [job.arguments["word"] for job in worker().take()] == ["urgent", "un", "deux"]


def test_those_of_one_moment_in_the_order_of_asking():
    """Wherever the database put their rows: an answer is told of after what it answers."""
    ids = [new_id() for _ in range(5)]
    for pk in reversed(ids):
        Job.objects.create(pk=pk, task="a", queue=Lane.PEOPLE, due_at=timezone.now())  # time stands still
    assert [job.pk for job in worker().take()] == ids


def test_each_lane_has_its_worker():
    work.leave_media_trace.enqueue(word="vidéo")
    assert worker(Lane.PEOPLE).run_batch() == 0
    assert worker(Lane.VIDEOS).run_batch() == 1


def test_what_another_release_enqueued_goes_to_its_lane():
    """While it serves pages next to this one, into queues that it alone knows."""
    for task, queue in ((work.leave_trace, "default"), (work.leave_media_trace, "media")):
        task.enqueue(word=queue)
        Job.objects.filter(task=task.path).update(queue=queue)
    Job.objects.create(task="gone", queue="default", due_at=now())
    done = Job.objects.create(task="gone", queue="default", due_at=now(), status=JobStatus.DONE)
    assert [worker(lane).run_batch() for lane in Lane] == [0] * len(Lane)
    actions.sort_stray_jobs()
    assert Job.objects.get(pk=done.pk).queue == "default"
    assert (worker(Lane.VIDEOS).run_batch(), worker(Lane.PEOPLE).run_batch()) == (1, 2)
    assert sorted(work.recorded()) == ["default", "media"]


def test_going_back_puts_what_waits_where_the_workers_of_before_look():
    for path, lane in (
        ("civic.delivery.actions.send_mail", Lane.MAIL),
        ("civic.notifications.actions.delivering.send_event", Lane.SENDING),
        ("civic.media.actions.preparing.prepare_video", Lane.VIDEOS),
    ):
        Job.objects.create(task=path, queue=lane, due_at=now())
    import_module("civic.worker.migrations.0006_lanes").unsort(apps, None)
    assert list(Job.objects.order_by("pk").values_list("queue", flat=True)) == [
        "default",
        "sending",
        "media",
    ]


def test_long_work_is_taken_one_by_one_and_short_work_in_batches():
    for number in range(BATCH + 5):
        work.leave_trace.enqueue(word=str(number))
        work.leave_media_trace.enqueue(word=str(number))
    assert len(worker(Lane.VIDEOS).take()) == 1
    assert len(worker(Lane.PEOPLE).take()) == BATCH
    assert len(worker(Lane.PEOPLE).take()) == 5


def test_what_is_for_later_waits(clock: Clock, run_jobs):
    work.leave_trace.enqueue_at(timezone.now() + timedelta(hours=1), word="plus tard")
    assert run_jobs() == 0
    clock.forward(minutes=61)
    assert run_jobs() == 1


def test_a_failure_is_tried_again_later_and_later_then_given_up(clock: Clock, run_jobs):
    work.fail.enqueue(word="Anne Martin")
    waits = []
    for attempt in range(1, MAX_ATTEMPTS):
        assert run_jobs(failing=True) == 1
        job = Job.objects.get()
        assert (job.status, job.attempts) == (JobStatus.READY, attempt)
        wait = job.due_at - timezone.now()
        assert run_jobs(failing=True) == 0
        waits.append(int(wait.total_seconds()))
        clock.forward(seconds=wait.total_seconds() + 1)
    assert waits == [10, 40, 160, 640, 2560, 10240, 40960]
    run_jobs(failing=True)
    job.refresh_from_db()
    assert (job.status, job.attempts) == (JobStatus.DEAD, MAX_ATTEMPTS)
    assert job.finished_at == timezone.now()
    clock.forward(days=2)
    assert run_jobs(failing=True) == 0


def test_who_waits_for_a_job_hears_of_its_failure_after_an_hour(clock: Clock, run_jobs):
    work.fail_while_waited_for.enqueue(word="une photo")
    for _ in range(MOST_TRIES_WHILE_WAITED_FOR):
        assert run_jobs(failing=True) == 1
        assert work.recorded() == []
        clock.forward(seconds=(Job.objects.get().due_at - timezone.now()).total_seconds() + 1)
    run_jobs(failing=True)
    job = Job.objects.get()
    assert (job.status, work.recorded()) == (JobStatus.DEAD, ["une photo failed"])
    assert "ValueError" in job.error
    assert timezone.now() - job.created_at < timedelta(hours=1)


def test_who_waits_for_what_kills_each_worker_hears_of_it_too(clock: Clock, run_jobs):
    work.fail_while_waited_for.enqueue(word="une photo")
    for _ in range(MOST_TRIES_WHILE_WAITED_FOR):
        worker(Lane.FILES).take()  # and dies
        clock.forward(seconds=61)
    worker(Lane.FILES).run_batch()
    assert (Job.objects.get().status, work.recorded()) == (JobStatus.DEAD, ["une photo failed"])


def test_back_off_never_passes_half_a_day():
    assert back_off(30) == timedelta(hours=12)


def test_the_error_kept_names_places_and_never_what_a_person_wrote(run_jobs):
    work.fail.enqueue(word="Anne Martin")
    run_jobs(failing=True)
    error = Job.objects.get().error
    assert "ValueError" in error
    assert "work.py" in error
    assert "Anne" not in error


def test_one_that_fails_keeps_nobody_waiting(run_jobs):
    work.fail.enqueue(word="a")
    work.leave_trace.enqueue(word="b")
    assert run_jobs(failing=True) == 2
    assert work.recorded() == ["b"]


def test_while_the_lease_runs_nobody_else_takes_the_job(clock: Clock):
    work.leave_trace.enqueue(word="un")
    first, second = worker(), worker()
    [taken] = first.take()
    assert second.take() == []
    clock.forward(seconds=61)
    [again] = second.take()
    assert (again.pk, again.attempts) == (taken.pk, 2)


def test_who_lost_the_lease_does_not_write_the_result(clock: Clock):
    work.leave_trace.enqueue(word="un")
    first, second = worker(), worker()
    [job] = first.take()
    clock.forward(seconds=61)
    second.take()
    first.carry_out(job)
    job.refresh_from_db()
    assert (job.status, job.leased_by) == (JobStatus.RUNNING, second.name)


def test_a_job_that_kills_each_worker_is_given_up(clock: Clock):
    work.leave_trace.enqueue(word="fatal")
    for _ in range(MAX_ATTEMPTS):
        worker().take()  # and dies
        clock.forward(seconds=61)
    worker().run_batch()
    job = Job.objects.get()
    assert (job.status, job.error) == (JobStatus.DEAD, "worker lost each time")
    assert work.recorded() == []


@pytest.mark.django_db(transaction=True)  # the thread that renews the leases writes too
def test_stopping_gives_back_what_was_not_begun():
    for word in ("un", "deux"):
        work.leave_trace.enqueue(word=word)
    leaving = worker()
    leaving.take()
    leaving.stop()
    leaving.run()
    assert set(Job.objects.values_list("status", "attempts", "leased_until")) == {(JobStatus.READY, 0, None)}


def test_no_two_workers_have_the_same_name():
    """A container that starts again has the same host name and the same process number."""
    assert worker().name != worker().name
    assert all(len(worker(lane).name) <= 64 for lane in Lane)


def test_what_was_given_up_is_given_a_fresh_start_by_command(run_jobs, capsys):
    work.leave_trace.enqueue(word="repris")
    work.hang.enqueue(seconds=0)
    Job.objects.update(status=JobStatus.DEAD, attempts=MAX_ATTEMPTS, finished_at=timezone.now())
    assert run_jobs() == 0
    call_command("requeue_dead_jobs", "--task", work.leave_trace.path)
    assert (work.recorded(), run_jobs(), work.recorded()) == ([], 1, ["repris"])
    call_command("requeue_dead_jobs")
    assert run_jobs() == 1
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == ["1", "1"]
    assert not Job.objects.exclude(status=JobStatus.DONE).exists()


def test_a_result_can_be_asked_for(run_jobs):
    result = work.leave_trace.enqueue(word="un")
    assert work.leave_trace.task.get_result(result.id).status.name == "READY"
    run_jobs()
    assert work.leave_trace.task.get_result(result.id).status.name == "SUCCESSFUL"
    assert work.leave_trace.task.get_result(result.id).kwargs == {"word": "un"}


def test_old_jobs_runs_and_heartbeats_are_purged(clock: Clock):
    ages = {"done young": (JobStatus.DONE, 1), "done old": (JobStatus.DONE, 3),
            "dead young": (JobStatus.DEAD, 59), "dead old": (JobStatus.DEAD, 61)}  # fmt: skip
    for task, (status, days) in ages.items():
        moment = timezone.now() - timedelta(days=days)
        Job.objects.create(task=task, status=status, due_at=moment, finished_at=moment)
    Job.objects.create(task="waiting", due_at=timezone.now() - timedelta(days=90))
    ScheduledRun.objects.create(key="old", due_at=timezone.now() - timedelta(days=61))
    ScheduledRun.objects.create(key="young", due_at=timezone.now() - timedelta(days=1))
    Heartbeat.objects.create(name="killed", role="worker", last_seen_at=timezone.now() - timedelta(days=3))
    actions.purge_finished_jobs()
    assert sorted(Job.objects.values_list("task", flat=True)) == ["dead young", "done young", "waiting"]
    assert [run.key for run in ScheduledRun.objects.all()] == ["young"]
    assert Heartbeat.objects.count() == 0


@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads SQLite’s plans")
def test_looking_for_work_does_not_look_at_what_is_done():
    with CaptureQueriesContext(connection) as statements:
        Worker(Lane.PEOPLE).take()
    plans = []
    with connection.cursor() as cursor:
        for statement in statements.captured_queries:
            if statement["sql"].startswith("SELECT"):
                cursor.execute(f"EXPLAIN QUERY PLAN {statement['sql']}")
                plans.append(cursor.fetchall()[0][3])
    running, ready = plans
    assert "job_running (leased_until<?)" in running or "job_finished (status=?)" in running
    assert "job_ready (queue=?" in ready
