"""A commune, chosen by completion or simply typed."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse

from civic.communes import queries
from civic.communes.models import Commune


class CommuneWidget(forms.TextInput):
    """Text for the person, and beside it the INSEE code that choosing in the list fills in."""

    template_name = "communes/commune_widget.html"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return data.get(f"{name}_code") or data.get(name)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        commune = (
            value if isinstance(value, Commune) else queries.commune_by_code(str(value)) if value else None
        )
        shown = commune.completion_label if commune else value
        context = super().get_context(name, shown, attrs)
        context["widget"]["code"] = commune.code if commune else ""
        context["widget"]["url"] = reverse("commune_completion") + "?q="
        return context


class CommuneField(forms.CharField):
    """Gives a Commune. What was typed is looked up when nothing was chosen; a name that several carry asks for more."""

    widget = CommuneWidget
    default_error_messages = {"required": "Indiquez votre commune."}

    def clean(self, value: Any) -> Commune | None:
        typed = super().clean(value)
        if not typed:
            return None
        commune = queries.commune_by_code(typed)
        if commune:
            return commune
        found = queries.communes_matching(typed.replace("(", " ").replace(")", " "), limit=6)
        exact = [commune for commune in found if commune.completion_label.lower() == typed.lower()]
        if len(exact or found) == 1:
            return (exact or found)[0]
        if not found:
            raise ValidationError("Nous ne trouvons pas cette commune. Essayez son code postal.")
        labels = ", ".join(commune.completion_label for commune in found)
        raise ValidationError(f"Plusieurs communes correspondent : précisez parmi {labels}…")
