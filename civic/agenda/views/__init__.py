from civic.agenda.views.calendar import (
    event_list,
    event_month,
    event_week,
)
from civic.agenda.views.events import (
    event_detail,
    event_file,
    event_join,
    event_leave,
)
from civic.agenda.views.keeping import (
    event_delete,
    event_edit,
    event_move,
    event_new,
    event_restore,
)
from civic.agenda.views.subscription import (
    calendar_feed,
    calendar_subscription,
)

__all__ = [
    "calendar_feed",
    "calendar_subscription",
    "event_delete",
    "event_detail",
    "event_edit",
    "event_file",
    "event_join",
    "event_leave",
    "event_list",
    "event_month",
    "event_move",
    "event_new",
    "event_restore",
    "event_week",
]
