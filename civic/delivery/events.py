from dataclasses import dataclass
from uuid import UUID

from django.dispatch import Signal

from civic.journal.events import Event

# Sent when a mail that names what it is `about_id` was refused for good: it went to no account's mailbox, and whoever
# sent it finds another way. `of_mailbox`: it is the mailbox that is refused, not this mail or us.
mail_refused = Signal()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceAdded(Event):
    device_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceRemoved(Event):
    device_id: UUID
