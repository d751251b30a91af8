from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "civic.core"
