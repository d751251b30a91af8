from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "civic.ui"
