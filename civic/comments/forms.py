from django import forms

from civic.ui.fields import LineField, too_long


class RemoveForm(forms.Form):
    reason = LineField(
        label="Pourquoi ?",
        max_length=300,
        error_messages={
            "required": "Dites en quelques mots pourquoi ce commentaire est retiré.",
            **too_long(300),
        },
        help_text="Ces mots prennent la place du commentaire.",
    )
    use_required_attribute = False
