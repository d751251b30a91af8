from django import template

from civic.alerts.enums import EMERGENCY

register = template.Library()


@register.simple_tag
def emergency() -> str:
    """What an alert does not replace, and whom to call."""
    return EMERGENCY
