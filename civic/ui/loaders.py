import re

from django.template import Origin
from django.template.loaders import app_directories

_INDENTATION = re.compile(r"\n[ \t]+")
# A line break at the end of a link or a button is a space: underlined, or an item of its own where the button is a flex
# box. It goes into the tag, where it means nothing.
_LAST_BREAK = re.compile(r"\n[ \t]*</(a|button|summary)>")


class Loader(app_directories.Loader):
    """Templates without their indentation: it is for us, and a tenth of what a phone would receive of a page. Lines
    stay, so that errors name the right one. Nothing that people write passes here."""

    def get_contents(self, origin: Origin) -> str:
        contents = super().get_contents(origin)
        if not origin.name.endswith(".html"):
            return contents
        return _INDENTATION.sub("\n", _LAST_BREAK.sub(r"</\1\n>", contents))
