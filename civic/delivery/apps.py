from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "civic.delivery"
