"""Block tags of the site's own pages: what stands between them is the text."""

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_block_tag
def question(content: SafeString, title: str) -> SafeString:
    """A question of the FAQ; its answer folds out."""
    return render_to_string("site/question.html", {"title": title, "answer": content})
