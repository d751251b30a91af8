"""A commune, chosen by completion or simply typed."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse

from civic.communes.models import Commune
from civic.communes.queries.directory import commune_by_code, communes_matching
from civic.core.text import clean_line


def _by_code(text: Any) -> Commune | None:
    """Whatever was sent: only what looks like an INSEE code is looked up."""
    code = clean_line(str(text or "")[:10])
    return commune_by_code(code) if len(code) == 5 else None


class CommuneWidget(forms.TextInput):
    """Text for the person, and beside it the INSEE code that choosing in the list fills in."""

    template_name = "communes/commune_widget.html"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """The code, unless the text was changed since the code was filled in: without script it stays behind."""
        code, typed = data.get(f"{name}_code", ""), data.get(name, "")
        chosen = _by_code(code)
        return code if chosen and typed in {"", chosen.completion_label} else typed

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        commune = value if isinstance(value, Commune) else _by_code(value)
        text = commune.completion_label if commune else value
        context = super().get_context(name, text, attrs)
        context["widget"]["code"] = commune.code if commune else ""
        context["widget"]["url"] = reverse("commune_completion") + "?q="
        return context


class CommuneField(forms.CharField):
    """Gives a Commune. What was typed is looked up when nothing was chosen; a name that several carry asks for more."""

    widget = CommuneWidget
    default_error_messages = {
        "required": "Indiquez votre commune.",
        "max_length": "Écrivez seulement le nom de la commune, ou son code postal.",
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=120, **kwargs)

    def clean(self, value: Any) -> Commune | None:
        typed = super().clean(value)
        if not typed:
            return None
        commune = _by_code(typed)
        if commune:
            return commune
        found = communes_matching(typed.replace("(", " ").replace(")", " "), limit=6)
        exact = [commune for commune in found if commune.completion_label.lower() == typed.lower()]
        if len(exact or found) == 1:
            return (exact or found)[0]
        if not found:
            raise ValidationError("Nous ne trouvons pas cette commune. Essayez son code postal.")
        labels = ", ".join(commune.completion_label for commune in found)
        raise ValidationError(f"Plusieurs communes correspondent : précisez parmi {labels}…")
