from django.apps import AppConfig


class LinksConfig(AppConfig):
    name = "civic.links"
