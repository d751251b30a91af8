from typing import Any

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from civic.threads.pages.lines import ID_SLOT
from civic.threads.pages.messages import form_places
from civic.ui.fragments import cached_fragment, slot
from civic.ui.layout import CSRF, KEY

register = template.Library()
_FIELDS = "threads/message_fields.html"
# What somebody typed or chose: a form with any of it is drawn for them alone.
_OWN = ("body", "error", "restricted", "sent", "answered", "answered_is_gone", "from_address", "files_error")


@register.simple_tag(takes_context=True)
def message_fields(context: template.RequestContext) -> SafeString:
    """threads/message_fields.html. As it opens it is the same for all who write in that commune, but for its slots, and
    is kept."""
    if any(context.get(name) for name in _OWN):
        return _drawn(_FIELDS, context)
    kind, commune, beside = context["kind"], context["commune"], context.get("beside")
    said = {name: context.get(name) for name in ("seen", "readers")}

    def as_it_opens() -> str:
        same = {
            "kind": kind,
            "commune": commune,
            "csrf_token": CSRF,
            "key": KEY,
            **form_places(kind, ID_SLOT),
        }
        said_here = {name: slot(name) if value else "" for name, value in said.items()}
        below = {"beside": "threads/message_beside.html" if beside else ""}
        return _drawn(_FIELDS, template.Context(dict.fromkeys(_OWN, "") | same | said_here | below))

    key = ("message_fields", kind.key, commune.slug, bool(beside), *map(bool, said.values()))
    fillers: dict[str, Any] = {
        "id": lambda: str(context["thread_id"]),
        "csrf": lambda: str(context["csrf_token"]),
        "key": lambda: context["key"],
        "beside": lambda: _drawn(beside or "", context),
        **{name: lambda value=value: str(conditional_escape(value)) for name, value in said.items()},
    }
    return mark_safe(cached_fragment(key, as_it_opens).finished(fillers).decode())


def _drawn(name: str, context: template.Context) -> SafeString:
    """As `{% include %}` does."""
    return template.engine.Engine.get_default().get_template(name).render(context)
