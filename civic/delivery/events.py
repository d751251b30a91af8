from dataclasses import dataclass
from uuid import UUID

from civic.journal.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceAdded(Event):
    device_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceRemoved(Event):
    device_id: UUID
