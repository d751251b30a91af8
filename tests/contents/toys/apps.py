from django.apps import AppConfig


class ToysConfig(AppConfig):
    """A content as small as it can be, with all that contents may have."""

    name = "tests.contents.toys"
