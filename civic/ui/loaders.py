import re

from django.template import Origin
from django.template.loaders import app_directories

_INDENTATION = re.compile(r"\n[ \t]+")


class Loader(app_directories.Loader):
    """Templates without their indentation: it is for us, and a tenth of what a phone would receive of a page. Lines
    stay, so that errors name the right one. Nothing that people write passes here."""

    def get_contents(self, origin: Origin) -> str:
        contents = super().get_contents(origin)
        return _INDENTATION.sub("\n", contents) if origin.name.endswith(".html") else contents
