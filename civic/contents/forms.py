"""The form of a content: one form makes one content, and says which version it started from."""

from collections.abc import Mapping
from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from civic.contents.refusals import ChangedMeanwhile
from civic.contents.registry import Lifecycle, PrivateWords
from civic.core.audience import Audience
from civic.core.form_keys import LENGTH
from civic.core.refusals import Refusal
from civic.ui.fields import DayField, typed_to_utc
from civic.ui.forms import add_refusal, put_into


class ContentForm(forms.Form):
    """`refusal_fields`: beside which field a refusal of the action is said; above the form for all others."""

    key = forms.CharField(required=False, max_length=LENGTH, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    use_required_attribute = False
    refusal_fields: Mapping[type[Refusal], str] = {}

    @property
    def form_key(self) -> str:
        return str(self.cleaned_data["key"])

    @property
    def started_from(self) -> int:
        """A version; 0 when the form did not say."""
        return self.cleaned_data["version"] or 0

    @property
    def as_draft(self) -> bool:
        """« Enregistrer le brouillon »"""
        return self.data.get("action") == "draft"

    def add_refusal(self, refusal: Refusal) -> None:
        """Sent again after ChangedMeanwhile, it replaces what the other one saved."""
        add_refusal(self, refusal, self.refusal_fields.get(type(refusal)))
        if isinstance(refusal, ChangedMeanwhile):
            put_into(self, "version", refusal.version)

    def clean_chosen_hour(self, name: str, zone: str) -> datetime | None:
        """None for « Tout de suite »."""
        typed: datetime | None = self.cleaned_data[name]
        if self.data.get("when") != "later":
            return None
        if typed is None:
            raise ValidationError("Choisissez la date et l’heure, ou « Tout de suite ».")
        return typed_to_utc(typed, zone)


BEGUN = "begun"
PRIVATE = "message"  # in the address: the message of which a form is begun


def begun_with(data: QueryDict, *fields: str) -> dict[str, str] | None:
    """What a form is opened with that is begun from another town hall's content: posted to its page with the mark,
    because these words may be private, and addresses are kept. None: it is sent."""
    return {name: str(data[name]) for name in fields if name in data} if BEGUN in data else None


def begun_privately(lifecycle: Lifecycle, found: PrivateWords) -> dict[str, str]:
    """What a form is opened with that is begun from a private message. Its address names the message, never its words;
    who wrote them spoke to the town hall alone, and not to every visitor."""
    return {lifecycle.message_field: found.words, "audience": Audience.MEMBERS}


class PinForm(forms.Form):
    last_day = DayField(
        label="Jusqu’au",
        required=False,
        help_text="Ce jour compris. Laissez vide pour ne pas fixer de fin.",
    )
    use_required_attribute = False
