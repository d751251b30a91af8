import pytest
from django import forms
from django.http import QueryDict
from django.template.loader import render_to_string

from civic.core.refusals import NotAllowed, Refusal
from civic.ui.fields import DayField
from civic.ui.forms import ReasonForm, add_refusal, put_into, status_of


class _Form(forms.Form):
    email = forms.CharField()
    seen = forms.CharField(widget=forms.HiddenInput)


@pytest.fixture
def form():
    form = _Form(QueryDict("email=a&email=b&seen=1"))
    assert form.is_valid()
    return form


def test_a_refusal_is_said_beside_its_field_or_above_the_form(form):
    add_refusal(form, Refusal("Pas celle-ci."), "email")
    add_refusal(form, Refusal("Plus maintenant."))
    assert form.errors == {"email": ["Pas celle-ci."], "__all__": ["Plus maintenant."]}


def test_a_missing_right_has_a_page_of_its_own(form):
    with pytest.raises(NotAllowed):
        add_refusal(form, NotAllowed())
    assert form.errors == {}


def test_what_is_put_into_a_form_is_sent_next_time_with_all_the_rest(form):
    sent = form.data
    put_into(form, "seen", 2)
    assert 'value="2"' in str(form["seen"])
    assert form.data.getlist("email") == ["a", "b"]
    assert sent["seen"] == "1"


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "9999-12-31"])
def test_a_day_that_clocks_elsewhere_cannot_say_is_none(day):
    with pytest.raises(forms.ValidationError, match="Vérifiez l’année"):
        DayField().clean(day)


@pytest.mark.parametrize("typed", ["2027-02-01", "1/2/2027", "1.2.2027", "01022027", "1er février 2027"])
def test_a_day_is_understood_however_it_is_typed(typed):
    assert DayField().clean(typed).isoformat() == "2027-02-01"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("1/2/27", "ses quatre chiffres"),
        ("31/2/2027", "n’existe pas"),
        ("demain", "le jour, le mois et l’année"),
    ],
)
def test_a_day_that_is_none_says_why(typed, sentence):
    with pytest.raises(forms.ValidationError, match=sentence):
        DayField().clean(typed)


def test_a_fault_of_the_whole_does_not_hide_that_there_are_others(form):
    add_refusal(form, Refusal("Plus maintenant."))
    alone = " ".join(render_to_string("ui/form_errors.html", {"form": form}).split())
    assert '<h2 class="notice__title">Plus maintenant.</h2>' in alone
    assert "<ul>" not in alone  # an empty one would leave room below
    add_refusal(form, Refusal("Pas celle-ci."), "email")
    both = " ".join(render_to_string("ui/form_errors.html", {"form": form}).split())
    assert "Quelques points sont à revoir" in both
    assert "<li>Plus maintenant.</li>" in both
    assert 'href="#id_email"' in both


def test_what_refuses_a_form_leads_to_where_one_writes_wherever_it_is_said(form):
    link = '<a href="/contact/">Écrivez-nous</a>'
    add_refusal(form, Refusal("Trop tard. Écrivez-nous."))
    assert f"Trop tard. {link}.</h2>" in render_to_string("ui/form_errors.html", {"form": form})
    add_refusal(form, Refusal("Pas ici. Écrivez-nous."), "email")
    summary = render_to_string("ui/form_errors.html", {"form": form})
    assert [f"{said} {link}." in summary for said in ("Trop tard.", "Pas ici.")] == [True, True]
    beside = render_to_string("ui/field_error.html", {"field": form["email"], "error_id": "e"})
    assert f"Pas ici. {link}." in beside


@pytest.mark.parametrize("status", [422, 429])
def test_the_answer_has_the_status_of_what_refused_the_form(status):
    class No(Refusal):
        message = "Non."

    No.status = status
    form = ReasonForm({"reason": "Parce que."}, missing="", help_text="")
    assert (form.is_valid(), status_of(form)) == (True, 200)
    add_refusal(form, No())
    assert status_of(form) == status
    assert status_of(ReasonForm({"reason": ""}, missing="Pourquoi", help_text="")) == 422
