from importlib import import_module
from typing import Any

from django.apps import AppConfig, apps
from django.utils.module_loading import module_has_submodule

from civic.core import registry


class JournalConfig(AppConfig):
    name = "civic.journal"

    def ready(self) -> None:
        """Find every app's events and receivers, so that the journal can read back and pass on."""
        for config in apps.get_app_configs():
            module: Any = config.module
            for room in ("events", "receivers"):
                if config.label in registry.descriptors() and module_has_submodule(module, room):
                    import_module(f"{config.name}.{room}")
