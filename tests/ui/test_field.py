"""`ui/field.html`: what assistive technology needs is tied to the field, and what was typed stays."""

from django import forms
from django.template import Context, Template
from django.template.loader import render_to_string
from django.utils.html import strip_tags

from civic.ui.fields import FileInput, FilesInput
from tests.html import on_one_line


class Sample(forms.Form):
    email = forms.EmailField(label="E-mail", help_text="Celle de votre inscription.")
    nickname = forms.CharField(label="Surnom", required=False)
    home = forms.ChoiceField(label="Logement", choices=[("a", "Ici"), ("b", "Là")], widget=forms.RadioSelect)
    terms = forms.BooleanField(label="J’accepte")


def test_label_hint_and_error_are_tied_to_the_field():
    html = on_one_line(Sample({"email": "jeanne@"})["email"].as_field_group())
    assert '<label class="field__label" for="id_email">E-mail</label>' in html
    assert 'id="id_email_helptext"' in html
    assert 'id="id_email_error"' in html
    assert 'aria-describedby="id_email_helptext id_email_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'value="jeanne@"' in html


def test_optional_fields_say_so_and_required_ones_do_not():
    form = Sample()
    assert "(facultatif)" in form["nickname"].as_field_group()
    assert "(facultatif)" not in form["email"].as_field_group()


def test_choices_are_a_fieldset_with_a_legend():
    html = Sample({})["home"].as_field_group()
    assert html.strip().startswith("<fieldset")
    assert "<legend" in html
    assert 'id="id_home_error"' in html


def test_a_tick_box_is_inside_its_label():
    html = Sample({})["terms"].as_field_group()
    assert '<label class="choice" for="id_terms"><input type="checkbox"' in html
    assert 'id="id_terms_error"' in html


def test_hostile_values_are_escaped():
    html = Sample({"nickname": '"><script>alert(1)</script>'})["nickname"].as_field_group()
    assert "<script>" not in html


def test_a_question_needs_no_colon_among_the_errors():
    class Asked(forms.Form):
        title = forms.CharField(label="Titre", error_messages={"required": "Donnez un titre."})
        reason = forms.CharField(label="Pourquoi\u202f?", error_messages={"required": "Dites pourquoi."})

    html = render_to_string("ui/form_errors.html", {"form": Asked({})})
    said = " ".join(strip_tags(html).split())  # with plain spaces
    assert "Titre : Donnez un titre." in said
    assert "Pourquoi ? Dites pourquoi." in said


class Sending(forms.Form):
    photo = forms.FileField(label="Votre photo", widget=FileInput("Choisir une photo"))
    papers = forms.FileField(label="Vos documents", widget=FilesInput("Choisir des fichiers"))


def test_a_file_is_chosen_by_a_button_in_french_and_named_beside_it():
    html = on_one_line(Sending()["photo"].as_field_group())
    label = html[html.index('<label class="file-input row"') :]
    assert label.index("Choisir une photo") < label.index('<input type="file" name="photo"')
    assert 'id="id_photo"' in label
    assert '<span data-file-name-target="name" hidden></span>' in label
    assert " multiple" not in label
    assert " multiple" in Sending()["papers"].as_field_group()


def test_photos_that_a_behaviour_lists_are_not_named_twice():
    source = '{% photo_input "photos" "Choisir des photos" multiple=True listed_by="uploads" %}'
    html = on_one_line(Template(source).render(Context()))
    assert 'data-uploads-target="input"' in html
    assert 'aria-describedby="photos_helptext"' in html
    assert "file-name" not in html
