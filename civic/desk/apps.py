from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "civic.desk"
