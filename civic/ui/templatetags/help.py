"""Pictures of the help pages."""

import re

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_block_tag
def help_picture(content: SafeString, name: str, width: int, height: int) -> SafeString:
    """`name` of a file of static/site/help, taken at twice `width` × `height`; the block describes it in words. See
    `make help-pictures`."""
    context = {
        "path": f"site/help/{name}.webp",
        "width": width,
        "height": height,
        "alt": re.sub(r"\s*\n\s*", " ", content.strip()),
    }
    return render_to_string("ui/help_picture.html", context)
