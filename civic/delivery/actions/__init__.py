from civic.delivery.actions.deliveries import (
    KEPT,
    LEASE,
    claim,
    finish,
    give_back,
    purge_old_deliveries,
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
from civic.delivery.actions.mails import enqueue_unsent_mails, purge_old_mails, queue_mail, send_mail

__all__ = [
    "KEPT",
    "LEASE",
    "TooManyDevices",
    "add_device",
    "claim",
    "enqueue_unsent_mails",
    "finish",
    "forget_device",
    "give_back",
    "note_answers",
    "purge_old_deliveries",
    "purge_old_mails",
    "queue_deliveries",
    "queue_mail",
    "release",
    "remove_device",
    "renew_device",
    "reopen_withdrawn",
    "replay",
    "send_mail",
]
