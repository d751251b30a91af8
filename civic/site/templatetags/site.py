"""Block tags of the site's own pages: what stands between them is the text."""

import re

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_block_tag
def question(content: SafeString, title: str) -> SafeString:
    """A question of the FAQ; its answer folds out."""
    return render_to_string("site/question.html", {"title": title, "answer": content})


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
    return render_to_string("site/help_picture.html", context)
