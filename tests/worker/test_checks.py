from io import StringIO
from typing import Any

import pytest
from django.core.checks import Error, run_checks
from django.core.management import CommandError, call_command
from django.utils import timezone

from civic.core import registry
from civic.core.descriptors import ScheduledTask
from civic.worker.enums import JobStatus
from civic.worker.management.commands.run_worker import Command
from civic.worker.models import Job
from tests.worker import work

WRONG = [
    ScheduledTask(key="perdue", cron="* * * * *", job="civic.worker.actions.gone", label="Essai"),
    ScheduledTask(
        key="sans-travail", cron="* * * * *", job="civic.worker.actions.requeue_dead_jobs", label="Essai"
    ),
    ScheduledTask(
        key="bonne", cron="* * * * *", job="civic.worker.actions.purge_finished_jobs", label="Essai"
    ),
]


def found(**kwargs: Any) -> list[str]:
    return [
        error.msg for error in run_checks(**kwargs) if isinstance(error, Error) and error.id[:6] == "worker"
    ]


def test_the_schedule_of_today_is_right():
    assert found() == []


def test_a_scheduled_path_that_is_no_job_is_refused(monkeypatch):
    monkeypatch.setattr(registry, "schedule", lambda: WRONG)
    assert [words.split()[3] for words in found()] == ["perdue", "sans-travail"]
    with pytest.raises(CommandError):
        call_command("check", stdout=StringIO(), stderr=StringIO())


@pytest.mark.django_db
def test_a_stored_path_that_is_no_job_keeps_the_worker_from_starting():
    work.leave_trace.enqueue(word="un")
    databases = Command().get_check_kwargs({})
    assert found(**databases) == []
    Job.objects.create(task="civic.posts.tasks.publish_due_post", due_at=timezone.now())
    Job.objects.create(task="civic.posts.tasks.done", due_at=timezone.now(), status=JobStatus.DONE)
    [words] = found(**databases)
    assert "civic.posts.tasks.publish_due_post" in words


@pytest.mark.django_db
def test_what_a_migration_to_come_renames_does_not_keep_it_from_being_applied(monkeypatch):
    Job.objects.create(task="civic.posts.tasks.publish_due_post", due_at=timezone.now())
    monkeypatch.setattr(
        "civic.worker.checks.MigrationExecutor.migration_plan", lambda *arguments: ["one to come"]
    )
    assert found(databases=["default"]) == []
