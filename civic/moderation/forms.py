from django import forms

from civic.moderation.enums import FlagReason
from civic.ui.fields import ParagraphField, too_long


class FlagForm(forms.Form):
    reason = forms.ChoiceField(
        label="Pourquoi ?",
        choices=FlagReason,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez un motif."},
    )
    words = ParagraphField(
        label="Précisions", max_length=1000, rows=3, required=False, error_messages=too_long(1000)
    )
    use_required_attribute = False
