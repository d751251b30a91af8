from django import template
from django.template.loader import render_to_string
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from civic.private_files import rules
from civic.private_files.pages import FIELD
from civic.ui.fields import PHOTOS, FilesInput
from civic.ui.fragments import cached_fragment, slot

register = template.Library()
_INPUT = FilesInput("Joindre", named=False, icon="paperclip")


@register.simple_tag
def files_field(field_id: str, error: str = "", came_back: object = None) -> SafeString:
    """« Joindre ». `came_back`: with a fault of another field; what had been chosen is to be chosen again."""
    if error or came_back:
        return mark_safe(_field(field_id, error, came_back=True))
    as_it_opens = cached_fragment(("files_field",), lambda: _field(slot("id")))
    return mark_safe(as_it_opens.finished({"id": lambda: escape(field_id)}).decode())


@register.simple_tag
def files_measure() -> str:
    """« 10 fichiers, 20 Mo en tout »: of one message."""
    return f"{rules.MOST_FILES} fichiers, {rules.MOST_BYTES // rules.MEGABYTE}\u00a0Mo en tout"


def _field(field_id: str, error: str = "", *, came_back: bool = False) -> str:
    described = "{}_helptext {}_error" if error else "{}_helptext"
    attrs = {
        "id": field_id,
        "accept": f"application/pdf,{PHOTOS}",
        "aria-label": "Joindre des photos ou des PDF",
        "aria-describedby": format_html(described, field_id, field_id),
        "data-chosen-files-target": "input",
        **({"aria-invalid": "true"} if error else {}),
    }
    context = {
        "input": _INPUT.render(FIELD, None, attrs),
        "field_id": field_id,
        "error": error,
        "came_back": came_back,
    }
    return render_to_string("private_files/field.html", context)
