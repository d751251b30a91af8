from django.apps import AppConfig


class ThrottlesConfig(AppConfig):
    name = "civic.throttles"
