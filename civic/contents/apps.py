from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ContentsConfig(AppConfig):
    name = "civic.contents"

    def ready(self) -> None:
        autodiscover_modules("lifecycle")
