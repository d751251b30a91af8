from civic.core.clock import now
from civic.core.jobs import Lane, job
from civic.delivery import actions as delivery
from civic.notifications.models import Digest, DigestRun, Notification
from civic.notifications.queries.inbox import NOTIFICATIONS_RETENTION


@job(lane=Lane.UPKEEP)
def purge_old_notifications() -> None:
    """In steps: a large table is never locked for long. And the summaries for which nothing is kept any more."""
    before = now() - NOTIFICATIONS_RETENTION
    old_ones = Notification.objects.filter(happened_at__lt=before).order_by("happened_at")
    while old := list(old_ones.values_list("pk", flat=True)[:5_000]):
        Notification.objects.filter(pk__in=old).delete()
    before = now() - delivery.DELIVERIES_RETENTION
    Digest.objects.filter(period_end__lt=before).delete()
    DigestRun.objects.filter(period_end__lt=before).delete()
