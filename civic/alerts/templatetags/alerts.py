import re

from django import template
from django.utils.safestring import SafeString, mark_safe

from civic.alerts.enums import EMERGENCY

register = template.Library()
_UNBROKEN = "\u2060-\u2060"  # a line ends before it or behind the word, not at it
_TO_CALL = mark_safe(
    re.sub(r"\b(1[58]|112)\b", r'<a href="tel:\1">\1</a>', EMERGENCY).replace(
        "FR-Alert", f"FR{_UNBROKEN}Alert"
    )
)


@register.simple_tag
def emergency() -> SafeString:
    """What an alert does not replace, and whom to call: a number is called by touching it."""
    return _TO_CALL


@register.filter
def unbroken(text: str) -> str:
    """On paper, in large letters, « sous-sol » stays on one line. An address is left as it is, to be copied."""
    return re.sub(r"\S+", _word_unbroken, text)


def _word_unbroken(word: re.Match[str]) -> str:
    is_address = re.search(r"://|@|\w\.\w", word[0])
    return word[0] if is_address else re.sub(r"(?<=\w)-(?=\w)", _UNBROKEN, word[0])
