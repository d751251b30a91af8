from django.apps import AppConfig


class AudiencesConfig(AppConfig):
    name = "civic.audiences"
