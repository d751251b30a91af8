from datetime import timedelta

from django.tasks import task
from django.utils import timezone

from civic.worker.enums import JobStatus
from civic.worker.models import Job, ScheduledRun


@task
def forget_finished_jobs() -> None:
    """Done jobs are kept for two days, dead ones for sixty: long enough to look into."""
    now = timezone.now()
    Job.objects.filter(status=JobStatus.DONE, finished_at__lt=now - timedelta(days=2)).delete()
    Job.objects.filter(status=JobStatus.DEAD, finished_at__lt=now - timedelta(days=60)).delete()
    ScheduledRun.objects.filter(due_at__lt=now - timedelta(days=60)).delete()
