from functools import partial
from typing import Any

from django.apps import AppConfig

from civic.core import registry


class NotificationsConfig(AppConfig):
    name = "civic.notifications"

    def ready(self) -> None:
        """Find every app's kinds, and listen for the events that they are about."""
        registry.import_room("notifications")
        self._listen()

    def _listen(self) -> None:
        # Models can be imported only once all apps are there.
        from civic.journal.events import on_entry  # noqa: PLC0415 - see above
        from civic.notifications.actions import notifying  # noqa: PLC0415 - see above
        from civic.notifications.kinds import NotificationKind  # noqa: PLC0415 - see above

        def notify_people(kind: NotificationKind, event: Any, entry: Any) -> None:
            notifying.notify(kind=kind, event=event, entry=entry)

        def withdraw(kind: NotificationKind, event: Any, entry: Any) -> None:
            if target_id := kind.target_of(event):
                notifying.withdraw_notifications(
                    kind=kind, target_id=target_id, entry=entry, but_of=kind.still_concerned(event)
                )

        def renew(kind: NotificationKind, event: Any, entry: Any) -> None:
            if target_id := kind.target_of(event):
                notifying.renew_notifications(kind=kind, target_id=target_id, event=event, entry=entry)

        def settle(kind: NotificationKind, event: Any, entry: Any) -> None:
            if target_id := kind.settled_target(event, entry):
                notifying.settle_notifications(kind=kind, target_id=target_id, entry=entry)

        def unsettle(kind: NotificationKind, event: Any, entry: Any) -> None:
            notifying.unsettle_notifications(kind=kind, event=event, entry=entry)

        for kind in NotificationKind.all.values():
            for event_types, answer in (
                (kind.events, notify_people),
                (kind.withdrawn_by, withdraw),
                (kind.renewed_by, renew),
                (kind.settled_by, settle),
                (kind.unsettled_by, unsettle),
            ):
                for event_type in event_types:
                    on_entry(event_type)(partial(answer, kind))
