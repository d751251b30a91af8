"""What we write of a widget is what Django's own template says."""

import re
from datetime import date

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting
from django.forms.widgets import Widget
from django.utils.safestring import mark_safe

from civic.ui.form_renderer import WRITERS, FormRenderer

VALUES = [
    None,
    "",
    "mot",
    0,
    12,
    1.5,
    True,
    False,
    "<b>&\"'",
    mark_safe("<i>dit</i>"),
    ("a", "<b>"),
    date(2027, 1, 2),
]
ATTRIBUTES = [
    {},
    {"id": "id_nom", "class": "large <b>", "required": True, "disabled": False, "maxlength": 3000},
    {"aria-describedby": None, 'x"y': mark_safe("&amp;"), "checked": True},
]
CHOICES = [
    ("", "—"),
    ("a", "Un <b>&"),
    (2, mark_safe("<em>deux</em>")),
    (None, "rien"),
    ("Groupe <&", [("c", "Trois"), ("mot", "Quatre")]),
    (True, "oui"),
]
WIDGETS = [
    forms.TextInput, forms.NumberInput, forms.EmailInput, forms.URLInput, forms.TelInput, forms.SearchInput,
    forms.ColorInput, forms.PasswordInput, forms.HiddenInput, forms.DateInput, forms.DateTimeInput, forms.TimeInput,
    forms.CheckboxInput, forms.FileInput, forms.Textarea, forms.Select, forms.SelectMultiple, forms.NullBooleanSelect,
]  # fmt: skip
CHOICE_WIDGETS = [forms.RadioSelect, forms.CheckboxSelectMultiple]


def test_every_writer_is_compared() -> None:
    drawn = {kind.template_name for kind in WIDGETS} | {kind.option_template_name for kind in CHOICE_WIDGETS}
    assert set(WRITERS) == drawn


@pytest.mark.parametrize("kind", WIDGETS)
def test_a_widget_is_drawn_as_django_draws_it(kind: type[Widget]) -> None:
    widget = (
        kind(choices=CHOICES)
        if issubclass(kind, forms.Select) and kind is not forms.NullBooleanSelect
        else kind()
    )
    for value in VALUES:
        for attributes in ATTRIBUTES:
            ours, theirs = (
                widget.render("nom <&", value, attributes, renderer)
                for renderer in (FormRenderer(), TemplatesSetting())
            )
            if isinstance(widget, forms.Select):  # between the lines of a list, blanks are nothing
                theirs = re.sub(r"\s*(</?(?:option|optgroup|select)\b)", r"\1", theirs)
            assert ours == theirs


@pytest.mark.parametrize("kind", CHOICE_WIDGETS)
@pytest.mark.parametrize("wrap_label", [False, True])
def test_a_choice_is_drawn_as_django_draws_it(kind: type[forms.RadioSelect], wrap_label: bool) -> None:
    for attributes in ATTRIBUTES:
        tags = []
        for renderer in (FormRenderer(), TemplatesSetting()):
            form = forms.Form(renderer=renderer)
            form.fields["nom"] = forms.ChoiceField(choices=CHOICES, widget=kind(attrs=attributes))
            tags.append([choice.tag(wrap_label=wrap_label) for choice in form["nom"]])
        assert tags[0] == tags[1]


def test_radio_buttons_still_come_from_their_template() -> None:
    widget = forms.RadioSelect(choices=CHOICES)
    assert widget.render("n", "a", {}, FormRenderer()) == widget.render("n", "a", {}, TemplatesSetting())
