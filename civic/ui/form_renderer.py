"""How every form of the site is drawn: `{{ form.email.as_field_group }}` gives `ui/field.html`. What Django's own
templates say of inputs, texts and lists is written here without them: a page of choices has eighty inputs, and one
template each is most of its time. `tests/ui/test_form_renderer.py` holds the two alike."""

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

type Widget = Mapping[str, Any]  # what `Widget.get_context` puts under « widget »

_OF_DJANGO = "django/forms/widgets/"
_INPUTS = [
    *("text", "number", "email", "url", "tel", "search", "color", "password", "hidden"),
    *("date", "datetime", "time", "checkbox", "file"),
]


class FormRenderer(TemplatesSetting):
    field_template_name = "ui/field.html"

    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> SafeString:
        write = WRITERS.get(template_name)
        if write:
            return mark_safe(write(context["widget"]))
        return mark_safe(super().render(template_name, context, request))


def _text(value: object) -> str:
    """As `conditional_escape` says it: that one asks each time whether a translation is still to come."""
    text = value if isinstance(value, SafeString) else str(value)
    return text if isinstance(text, SafeString) else escape(text)


def _attributes(widget: Widget) -> str:
    return "".join(
        f" {_text(name)}" if value is True else f' {_text(name)}="{_text(value)}"'
        for name, value in widget["attrs"].items()
        if value is not False
    )


def _input(widget: Widget) -> str:
    value = "" if widget["value"] is None else f' value="{_text(widget["value"])}"'
    return (
        f'<input type="{_text(widget["type"])}" name="{_text(widget["name"])}"{value}{_attributes(widget)}>'
    )


def _textarea(widget: Widget) -> str:
    value = _text(widget["value"]) if widget["value"] else ""
    return f'<textarea name="{_text(widget["name"])}"{_attributes(widget)}>\n{value}</textarea>'


def _choice(widget: Widget) -> str:
    """A radio button or a box among others."""
    if not widget["wrap_label"]:
        return _input(widget)
    label_for = widget["attrs"].get("id")
    label_for = f' for="{_text(label_for)}"' if label_for else ""
    return f"<label{label_for}>{_input(widget)}\n {_text(widget['label'])}</label>"


def _option(widget: Widget) -> str:
    return f'<option value="{_text(widget["value"])}"{_attributes(widget)}>{_text(widget["label"])}</option>'


def _select(widget: Widget) -> str:
    lines = []
    for name, options, _ in widget["optgroups"]:
        group = "".join(map(_option, options))
        lines.append(f'<optgroup label="{_text(name)}">{group}</optgroup>' if name else group)
    return f'<select name="{_text(widget["name"])}"{_attributes(widget)}>{"".join(lines)}</select>'


WRITERS: dict[str, Callable[[Widget], str]] = {
    **{f"{_OF_DJANGO}{name}.html": _input for name in _INPUTS},
    **{f"{_OF_DJANGO}{name}_option.html": _choice for name in ("radio", "checkbox")},
    f"{_OF_DJANGO}textarea.html": _textarea,
    f"{_OF_DJANGO}select.html": _select,
}
