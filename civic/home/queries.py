from datetime import timedelta
from typing import Any

from django.db import connection

from civic.core.clock import now
from civic.delivery import queries as deliveries
from civic.delivery.enums import MailStatus
from civic.delivery.models import OutgoingMail
from civic.live.queries import last_beat
from civic.worker.enums import JobStatus
from civic.worker.models import Job, Pulse

SILENT_AFTER = timedelta(minutes=2)


def health() -> dict[str, Any]:
    """Whether the database answers, and when worker and scheduler were last alive. No figure about people."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    moment = now()
    pulses = dict.fromkeys(("worker", "scheduler")) | {
        pulse.role: pulse.beaten_at for pulse in Pulse.objects.order_by("beaten_at")
    }
    pulses["live"] = last_beat()
    alive = {role: bool(at and moment - at < SILENT_AFTER) for role, at in pulses.items()}
    overdue = Job.objects.filter(status=JobStatus.READY, due_at__lt=moment - timedelta(minutes=10)).count()
    return {
        **alive,
        "jobs_overdue": overdue,
        "jobs_dead": Job.objects.filter(status=JobStatus.DEAD).count(),
        "deliveries_late": deliveries.late_count(moment - timedelta(minutes=10)),
        "mails_waiting": OutgoingMail.objects.filter(status=MailStatus.QUEUED).count(),
    }
