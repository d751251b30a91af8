"""Jobs that nobody could carry out are said at start, and not by a worker at night."""

from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from civic.core import jobs, registry
from civic.worker.enums import JobStatus
from civic.worker.models import Job


@register()
def scheduled_paths(**kwargs: Any) -> list[CheckMessage]:
    return [
        Error(f"The scheduled task {task.key} names {task.job}, which is no job.", id="worker.E001")
        for task in registry.schedule()
        if not _exists(task.job)
    ]


@register(Tags.database)
def stored_paths(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Of what waits or is being done. Asked by `run_worker`, and by `migrate`, which may still rename them."""
    executor = MigrationExecutor(connection)
    if not databases or executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return []
    waiting = Job.objects.filter(status__in=[JobStatus.READY, JobStatus.RUNNING])
    return [
        Error(
            f"Jobs wait for {path}, which is no job.",
            hint="A migration of `worker` gives them the path of today.",
            id="worker.E002",
        )
        for path in waiting.order_by("task").values_list("task", flat=True).distinct()
        if not _exists(path)
    ]


def _exists(path: str) -> bool:
    try:
        jobs.find(path)
    except ImportError:
        return False
    return True
