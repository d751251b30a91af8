"""Answering those who ask to belong."""

from django import forms

from civic.communes.enums import Proof
from civic.ui.fields import ParagraphField, too_long


class AcceptForm(forms.Form):
    proof = forms.ChoiceField(
        label="Vérifié par",
        choices=[(value, label) for value, label in Proof.choices if value != Proof.AUTOMATIC],
        initial=Proof.UNSTATED,
    )


class RefuseForm(forms.Form):
    words = ParagraphField(
        label="Votre message à la personne",
        max_length=600,
        rows=4,
        error_messages={"required": "Dites en quelques mots pourquoi.", **too_long(600)},
        help_text="Elle le reçoit par e-mail et peut refaire une demande.",
    )
    use_required_attribute = False
