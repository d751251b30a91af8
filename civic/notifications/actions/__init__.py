from civic.notifications.actions.choosing import (
    choose,
    resume_digest,
    resume_mails,
    set_quiet_hours,
    stop_digest,
    stop_mails,
)
from civic.notifications.actions.delivering import deliver_event, resume_sending, send_event
from civic.notifications.actions.digesting import send_digests, start_digests
from civic.notifications.actions.purging import purge_old_notifications
from civic.notifications.actions.pushing import send_pushes
from civic.notifications.actions.reading import (
    clear,
    clear_all,
    close_inbox,
    mark_all_read,
    mark_read,
    mark_read_on_page,
    move_inboxes,
    open_inbox,
    restore,
    widen_inbox,
)
from civic.notifications.actions.sending import queue_event, send_mails
from civic.notifications.actions.telling import renew, tell, withdraw
from civic.notifications.actions.trying import replay, try_notifications

__all__ = [
    "choose",
    "clear",
    "clear_all",
    "close_inbox",
    "deliver_event",
    "mark_all_read",
    "mark_read",
    "mark_read_on_page",
    "move_inboxes",
    "open_inbox",
    "purge_old_notifications",
    "queue_event",
    "renew",
    "replay",
    "restore",
    "resume_digest",
    "resume_mails",
    "resume_sending",
    "send_digests",
    "send_event",
    "send_mails",
    "send_pushes",
    "set_quiet_hours",
    "start_digests",
    "stop_digest",
    "stop_mails",
    "tell",
    "try_notifications",
    "widen_inbox",
    "withdraw",
]
