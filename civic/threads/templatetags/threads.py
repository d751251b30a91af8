from typing import Any

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from civic.threads.pages.lines import ID_SLOT
from civic.threads.pages.messages import form_places
from civic.ui.fragments import drawn, slot
from civic.ui.layout import CSRF, KEY

register = template.Library()
_FIELDS = "threads/message_fields.html"
# What somebody typed or chose: a form with any of it is drawn for them alone.
_OWN = ("body", "error", "restricted", "sent", "answered", "answered_is_gone", "from_address", "files_error")
_SAID = ("seen", "readers")  # as it opens


@register.simple_tag(takes_context=True)
def message_fields(context: template.RequestContext) -> SafeString:
    """threads/message_fields.html. As it opens it is the same for all who write in that commune, but for its slots, and
    is kept."""
    if any(context.get(name) for name in _OWN):
        return _rendered(_FIELDS, context)
    kind, beside = context["kind"], context.get("beside")
    said = {name: value for name in _SAID if (value := context.get(name))}
    same = (
        dict.fromkeys(_OWN, "")
        | form_places(kind, ID_SLOT)
        | {
            "kind": kind,
            "commune": context["commune"],
            "csrf_token": CSRF,
            "key": KEY,
            "beside": "threads/message_beside.html" if beside else "",
            **{name: slot(name) if name in said else "" for name in _SAID},
        }
    )
    own: dict[str, Any] = {
        "id": lambda: str(context["thread_id"]),
        "csrf": lambda: str(context["csrf_token"]),
        "key": lambda: context["key"],
        "beside": lambda: _rendered(beside or "", context),
        **{name: lambda value=value: str(conditional_escape(value)) for name, value in said.items()},
    }
    return drawn(_FIELDS, same, own)


def _rendered(name: str, context: template.RequestContext) -> SafeString:
    """As `{% include %}` does."""
    assert context.template  # while it is rendered
    return context.template.engine.get_template(name).render(context)
