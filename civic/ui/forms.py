"""How every form of the site is drawn: `{{ form.email.as_field_group }}` gives `ui/field.html`."""

from django.forms.renderers import TemplatesSetting


class FormRenderer(TemplatesSetting):
    field_template_name = "ui/field.html"
