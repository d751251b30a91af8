from functools import partial
from importlib import import_module
from typing import Any

from django.apps import AppConfig, apps
from django.utils.module_loading import module_has_submodule

from civic.core import registry


class NotificationsConfig(AppConfig):
    name = "civic.notifications"

    def ready(self) -> None:
        """Find every app's kinds, and listen for what they tell of."""
        for config in apps.get_app_configs():
            module: Any = config.module
            if config.label in registry.descriptors() and module_has_submodule(module, "notifications"):
                import_module(f"{config.name}.notifications")
        self._listen()

    def _listen(self) -> None:
        # Models can be imported only once all apps are there.
        from civic.journal.events import on_entry  # noqa: PLC0415 - see above
        from civic.notifications import actions  # noqa: PLC0415 - see above
        from civic.notifications.kinds import NotificationKind  # noqa: PLC0415 - see above

        def tell(kind: NotificationKind, event: Any, entry: Any) -> None:
            actions.tell(kind=kind, event=event, entry=entry)

        def withdraw(kind: NotificationKind, event: Any, entry: Any) -> None:
            actions.withdraw(kind=kind, target_id=kind.target_of(event))

        def renew(kind: NotificationKind, event: Any, entry: Any) -> None:
            actions.renew(kind=kind, target_id=kind.target_of(event), event=event, entry=entry)

        for kind in NotificationKind.all.values():
            for event_types, answer in (
                (kind.events, tell),
                (kind.withdrawn_by, withdraw),
                (kind.renewed_by, renew),
            ):
                for event_type in event_types:
                    on_entry(event_type)(partial(answer, kind))
