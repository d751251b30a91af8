"""How every form of the site is drawn: `{{ form.email.as_field_group }}` gives `ui/field.html`; and what several people
may edit."""

from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting

from civic.ui.fields import LineField, too_long


class FormRenderer(TemplatesSetting):
    field_template_name = "ui/field.html"


class ReasonForm(forms.Form):
    """Why something is removed: the words that stand in its place."""

    reason = LineField(label="Pourquoi\u202f?", max_length=300, error_messages=too_long(300))
    use_required_attribute = False

    def __init__(self, data: Any, *, missing: str, help_text: str) -> None:
        super().__init__(data)
        self.fields["reason"].error_messages["required"] = missing
        self.fields["reason"].help_text = help_text
