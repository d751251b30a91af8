"""The test settings with one app more: its name in the list is all that it takes."""

from config.settings.test import *  # noqa: F403
from config.settings.test import INSTALLED_APPS

INSTALLED_APPS = ["fountains", *INSTALLED_APPS]
