from uuid import UUID

from civic.core.viewer import Viewer
from civic.notifications.models import Reach


def reach_of(viewer: Viewer, *, kind: str, target_id: UUID) -> Reach | None:
    """Of what the commune in view published last about this object; None before it is counted."""
    rows = Reach.objects.filter(
        notification__target_id=target_id,
        notification__kind=kind,
        notification__commune_id=viewer.commune.id,
        notification__person=None,
    )
    return rows.order_by("-notification_id").first()
