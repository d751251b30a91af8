from django.apps import AppConfig


class AlertsConfig(AppConfig):
    name = "civic.alerts"
