from django.apps import AppConfig, apps
from django.utils.module_loading import autodiscover_modules


class ContentsConfig(AppConfig):
    name = "civic.contents"

    def ready(self) -> None:
        from civic.contents.registry import require_lifecycles  # noqa: PLC0415 - it imports models

        autodiscover_modules("lifecycle")
        require_lifecycles(apps.get_models())
