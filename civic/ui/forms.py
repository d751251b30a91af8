"""How every form of the site is drawn: `{{ form.email.as_field_group }}` gives `ui/field.html`; and what several people
may edit."""

from django import forms
from django.forms.renderers import TemplatesSetting
from django.http import QueryDict


class FormRenderer(TemplatesSetting):
    field_template_name = "ui/field.html"


class VersionedForm(forms.Form):
    """Of what two people may be editing at once: it says which version it started from."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def say_version(self, version: int) -> None:
        """The next time this form is sent, it starts from that version."""
        data = QueryDict(mutable=True)
        data.update(self.data)
        data["version"] = str(version)
        self.data = data
