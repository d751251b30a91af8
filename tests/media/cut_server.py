"""The site on the tests' own database and folders, for a real server in a process of its own."""

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"

from django.conf import settings

settings.DATABASES["default"]["NAME"] = os.environ["TEST_DATABASE"]

from config.wsgi import application  # noqa: E402 (the settings first)

__all__ = ["application"]
