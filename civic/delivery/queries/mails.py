from datetime import datetime
from uuid import UUID

from civic.delivery.enums import MailStatus
from civic.delivery.models import OutgoingMail


def unsent_since(moment: datetime) -> list[UUID]:
    waiting = OutgoingMail.objects.filter(status=MailStatus.QUEUED, queued_at__lt=moment)
    return list(waiting.order_by("queued_at").values_list("pk", flat=True)[:1000])
