from django.apps import AppConfig


class VigilanceConfig(AppConfig):
    name = "civic.vigilance"
