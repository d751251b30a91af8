"""`django.tasks` backend that stores jobs in the database, in the caller's transaction.

Why our own: see docs/decisions/0002-background-jobs.md. The worker is in `runner.py`.
"""

from __future__ import annotations

from typing import Any

from django.tasks.backends.base import BaseTaskBackend
from django.tasks.base import Task, TaskError, TaskResult, TaskResultStatus
from django.tasks.exceptions import TaskResultDoesNotExist
from django.utils.json import normalize_json

from civic.core import jobs
from civic.core.clock import now
from civic.worker.enums import JobStatus
from civic.worker.models import Job

_STATUS = {
    JobStatus.READY: TaskResultStatus.READY,
    JobStatus.RUNNING: TaskResultStatus.RUNNING,
    JobStatus.DONE: TaskResultStatus.SUCCESSFUL,
    JobStatus.DEAD: TaskResultStatus.FAILED,
}


class DatabaseBackend(BaseTaskBackend):
    supports_defer = True
    supports_get_result = True
    supports_priority = True

    def enqueue(self, task: Task[Any, Any], args: Any, kwargs: Any) -> TaskResult[Any, Any]:
        """`args` is empty: a job takes keyword arguments only (`core.jobs`)."""
        self.validate_task(task)
        assert not args
        job = Job.objects.create(
            task=task.module_path,
            arguments=normalize_json(kwargs),
            queue=task.queue_name,
            priority=task.priority,
            due_at=task.run_after or now(),
        )
        return self._result(job, task)

    def get_result(self, result_id: str) -> TaskResult[Any, Any]:
        try:
            job = Job.objects.get(pk=result_id)
        except (Job.DoesNotExist, ValueError) as error:
            raise TaskResultDoesNotExist(result_id) from error
        return self._result(job, jobs.find(job.task).task)

    def _result(self, job: Job, task: Task[Any, Any]) -> TaskResult[Any, Any]:
        return TaskResult(
            task=task,
            id=str(job.id),
            status=_STATUS[JobStatus(job.status)],
            enqueued_at=job.created_at,
            started_at=None,
            last_attempted_at=None,
            finished_at=job.finished_at,
            args=[],
            kwargs=job.arguments,
            backend=self.alias,
            errors=[TaskError(exception_class_path="builtins.Exception", traceback=job.error)]
            if job.error
            else [],
            worker_ids=[job.leased_by] if job.leased_by else [],
        )
