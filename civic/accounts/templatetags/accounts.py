from typing import Any

from django import template

from civic.core.registry import account_pages

register = template.Library()


@register.inclusion_tag("accounts/account_tabs.html")
def account_tabs(current: str) -> dict[str, Any]:
    """The pages of « Mon compte ». `current`: the name of the address of the one that is open."""
    return {"pages": account_pages(), "current": current}
