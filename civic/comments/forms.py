from django import forms

from civic.moderation.enums import FlagReason
from civic.ui.fields import LineField, ParagraphField, too_long


class RemoveForm(forms.Form):
    reason = LineField(
        label="Pourquoi ?",
        max_length=300,
        error_messages={
            "required": "Dites en quelques mots pourquoi ce commentaire est retiré.",
            **too_long(300),
        },
        help_text="Ces mots prennent la place du commentaire.",
    )
    use_required_attribute = False


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
