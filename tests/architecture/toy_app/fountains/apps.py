from django.apps import AppConfig


class FountainsConfig(AppConfig):
    name = "fountains"
