from django.apps import AppConfig


class ToysConfig(AppConfig):
    """Contents as small as they can be: one with all that contents may have, others with one trait each."""

    name = "tests.contents.toys"
