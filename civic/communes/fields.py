"""A commune, chosen by completion or simply typed."""

import json
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse

from civic.communes.directory.search_terms import district_of, split_query
from civic.communes.directory.streets import NUMBER
from civic.communes.models import Commune
from civic.communes.queries.directory import commune_by_code, commune_meant
from civic.core.text import clean_line


def _by_code(text: Any) -> Commune | None:
    """Whatever was sent: only what looks like an INSEE code is looked up."""
    code = clean_line(str(text or "")[:10])
    return commune_by_code(code) if len(code) == 5 else None


class CommuneWidget(forms.TextInput):
    """Text for the person, and beside it the INSEE code that choosing in the list fills in. Its value is the Commune
    that was chosen, or the text; `proposed` are those among which to choose, as buttons. `fills`: other fields of the
    form, with what of the option the choice writes there (`dataset` of the script)."""

    template_name = "communes/commune_widget.html"
    proposed: Sequence[Commune] = ()
    fills: Mapping[str, str] = MappingProxyType({})

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """The choice, unless the text was changed since it was made: without script the code stays behind."""
        typed = data.get(name, "")
        if chosen := _by_code(data.get(f"{name}_code")):
            chosen.district = district_of(chosen.code, split_query(typed).code)
            if typed in {"", chosen.completion_label}:
                return chosen
        answered = typed and typed == data.get(f"{name}_asked")
        return (_by_code(data.get(f"{name}_choice")) if answered else None) or typed

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        commune = value if isinstance(value, Commune) else None
        text = commune.completion_label if commune else value
        context = super().get_context(name, text, attrs)
        context["widget"]["code"] = commune.code if commune else ""
        context["widget"]["url"] = reverse("commune_completion") + "?q="
        context["widget"]["proposed"] = self.proposed
        context["widget"]["fills"] = json.dumps(dict(self.fills)) if self.fills else ""
        return context


class CommuneField(forms.CharField):
    """Gives a Commune. What was typed is looked up when nothing was chosen, and never settled in silence."""

    widget = CommuneWidget
    default_error_messages = {
        "required": "Indiquez votre commune.",
        "max_length": "Écrivez seulement le nom de la commune, ou son code postal.",
    }

    def __init__(self, *, fills: Mapping[str, str] = MappingProxyType({}), **kwargs: Any) -> None:
        super().__init__(max_length=120, **kwargs)
        self.widget.fills = fills

    def clean(self, value: Any) -> Commune | None:
        if isinstance(value, Commune):
            return value
        typed = super().clean(value)
        if not typed:
            return None
        meant = commune_meant(typed)
        if meant.commune:
            return meant.commune
        self.widget.proposed = meant.proposed
        match len(meant.proposed):
            case 0:
                raise ValidationError("Nous ne trouvons pas cette commune. Essayez son code postal.")
            case 1:
                raise ValidationError("Est-ce bien cette commune\u202f? Cochez-la pour confirmer.")
        raise ValidationError("Plusieurs communes correspondent\u00a0: choisissez la vôtre.")


class StreetWidget(forms.TextInput):
    """Number and street, with those of one commune proposed: of `commune`, or of the one that the form asks for in the
    field `commune_field`."""

    template_name = "communes/street_widget.html"
    commune: Commune | None = None

    def __init__(self, commune_field: str = "", attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.commune_field = commune_field

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        within = f"dans={self.commune.code}&" if self.commune else ""
        context["widget"]["url"] = f"{reverse('street_completion')}?{within}q="
        context["widget"]["number"] = NUMBER
        context["widget"]["commune_field"] = "" if self.commune else self.commune_field
        return context
