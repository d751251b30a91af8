from django.apps import AppConfig


class CommunesConfig(AppConfig):
    name = "civic.communes"
