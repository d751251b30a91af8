from civic.delivery.actions.deliveries import (
    KEPT,
    LEASE,
    claim,
    finish,
    forget_old_deliveries,
    give_back,
    queue_deliveries,
    release,
    reopen_withdrawn,
    replay,
)
from civic.delivery.actions.devices import (
    TooManyDevices,
    add_device,
    forget_device,
    note_answers,
    remove_device,
    renew_device,
)
from civic.delivery.actions.mails import forget_old_mails, queue_mail, send_queued

__all__ = [
    "KEPT",
    "LEASE",
    "TooManyDevices",
    "add_device",
    "claim",
    "finish",
    "forget_device",
    "forget_old_deliveries",
    "forget_old_mails",
    "give_back",
    "note_answers",
    "queue_deliveries",
    "queue_mail",
    "release",
    "remove_device",
    "renew_device",
    "reopen_withdrawn",
    "replay",
    "send_queued",
]
