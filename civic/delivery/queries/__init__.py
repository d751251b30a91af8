from civic.delivery.queries.deliveries import (
    Failure,
    counts,
    failures,
    kept_for_digest,
    late_count,
    next_due,
    oldest_waiting,
    outcomes,
    waiting_events,
)
from civic.delivery.queries.devices import devices_of, own_devices, subscription_of
from civic.delivery.queries.mails import unsent_since

__all__ = [
    "Failure",
    "counts",
    "devices_of",
    "failures",
    "kept_for_digest",
    "late_count",
    "next_due",
    "oldest_waiting",
    "outcomes",
    "own_devices",
    "subscription_of",
    "unsent_since",
    "waiting_events",
]
