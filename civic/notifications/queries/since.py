"""Jobs may be handled in another order than that of their events: one is tried again, or was in the hands of a worker
that was killed. What came later holds."""

from uuid import UUID

from civic.journal import queries as journal
from civic.journal.events import Event
from civic.journal.models import Entry
from civic.notifications.kinds import NotificationKind


def stands_since(kind: NotificationKind, entry: Entry, *targets: UUID | None) -> bool | None:
    """Was the last thing that happened to one of these, after this entry, that it came back as news of this kind
    (True), or that it went (False)? None where neither did."""
    kinds = {event.kind for event in (*kind.withdrawn_by, *kind.restored_by)}
    for one in journal.after(entry, kinds) if kinds else []:
        event = Event.from_data(one.kind, one.data)
        if kind.target_of(event) not in targets:
            continue
        if not isinstance(event, kind.restored_by):
            return False
        if kind.recipients(event, one):
            return True
    return None
