from django.apps import AppConfig


class TownHallsConfig(AppConfig):
    name = "civic.town_halls"
