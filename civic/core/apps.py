from importlib import import_module

from django.apps import AppConfig

from civic.core import registry


class CoreConfig(AppConfig):
    name = "civic.core"

    def ready(self) -> None:
        """An app whose descriptor leaves something out does not start."""
        registry.descriptors()
        import_module("civic.core.checks")
