from django.apps import AppConfig, apps

from civic.core import registry


class ContentsConfig(AppConfig):
    name = "civic.contents"

    def ready(self) -> None:
        from civic.contents.registry import require_lifecycles  # noqa: PLC0415 - it imports models

        registry.import_room("lifecycle")
        require_lifecycles(apps.get_models())
