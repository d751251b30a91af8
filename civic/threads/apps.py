from django.apps import AppConfig

from civic.core import registry


class ThreadsConfig(AppConfig):
    name = "civic.threads"

    def ready(self) -> None:
        """Find the kinds of thread that the apps declare: rows name them by key."""
        registry.import_room("thread_kinds")
