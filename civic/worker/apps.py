from importlib import import_module

from django.apps import AppConfig


class WorkerConfig(AppConfig):
    name = "civic.worker"

    def ready(self) -> None:
        import_module("civic.worker.checks")
