"""How a form comes back when it was refused."""

from typing import Any

from django import forms
from django.http import HttpResponse, QueryDict

from civic.core.refusals import Refusal
from civic.ui.fields import LineField, too_long


def add_refusal(form: forms.BaseForm, refusal: Refusal, field: str | None = None) -> None:
    """What an action refused is said beside a field, or above the form, and nothing that was typed is lost. A right
    that is missing has a page of its own."""
    if refusal.status == 403:
        raise refusal
    form.add_error(field, refusal.message)
    form.refused_with = refusal.status  # type: ignore[attr-defined]


def mark_refused(form: forms.BaseForm, field: str) -> None:
    """The field to mend, of a refusal that is said above the form alone."""
    form.fields[field].widget.attrs |= {"aria-invalid": "true", "aria-describedby": "erreurs"}


def status_of(form: forms.BaseForm) -> int:
    """Of the answer that shows it: « 422 » with faults, or what an action refused it with."""
    return getattr(form, "refused_with", 422) if form.errors else 200


def put_into(form: forms.BaseForm, name: str, value: object) -> None:
    """In place of what was sent in that field: the next time the form is sent, it says this."""
    data = QueryDict(mutable=True)
    data.update(form.data)
    data[name] = str(value)
    form.data = data


class UnprocessableFormMixin:
    """For the views of allauth: a form that comes back with errors says so here, as everywhere."""

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)  # type: ignore[misc]
        response.status_code = status_of(form)
        return response


class ReasonForm(forms.Form):
    """Why something is removed: the words that stand in its place."""

    reason = LineField(label="Pourquoi\u202f?", max_length=300, error_messages=too_long(300))
    use_required_attribute = False

    def __init__(self, data: Any, *, missing: str, help_text: str) -> None:
        super().__init__(data)
        self.fields["reason"].error_messages["required"] = missing
        self.fields["reason"].help_text = help_text
