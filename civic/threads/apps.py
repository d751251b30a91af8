from importlib import import_module

from django.apps import AppConfig, apps
from django.utils.module_loading import module_has_submodule


class ThreadsConfig(AppConfig):
    name = "civic.threads"

    def ready(self) -> None:
        """Find the kinds of thread that the apps declare: rows name them by key."""
        for config in apps.get_app_configs():
            if config.name.startswith("civic.") and module_has_submodule(config.module, "thread_kinds"):
                import_module(f"{config.name}.thread_kinds")
