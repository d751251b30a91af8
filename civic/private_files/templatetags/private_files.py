from typing import Any

from django import template

from civic.private_files.pages import FIELD
from civic.ui.fields import PHOTOS, FilesInput

register = template.Library()
_INPUT = FilesInput("Joindre", named=False, icon="paperclip")


@register.inclusion_tag("private_files/field.html")
def files_field(field_id: str, error: str = "", came_back: object = None) -> dict[str, Any]:
    """« Joindre ». `came_back`: with a fault of another field; what had been chosen is to be chosen again."""
    described = f"{field_id}_helptext {field_id}_error" if error else f"{field_id}_helptext"
    attrs = {
        "id": field_id,
        "accept": f"application/pdf,{PHOTOS}",
        "aria-label": "Joindre des photos ou des PDF",
        "aria-describedby": described,
        "data-chosen-files-target": "input",
        **({"aria-invalid": "true"} if error else {}),
    }
    return {
        "input": _INPUT.render(FIELD, None, attrs),
        "field_id": field_id,
        "error": error,
        "came_back": bool(error or came_back),
    }
