from django import forms

from civic.accounts.fields import IdentityFields
from civic.memberships.enums import IdentityReason
from civic.ui.fields import ParagraphField, too_long


class IdentityChangeForm(IdentityFields):
    """« Demander un changement »."""

    reason = forms.ChoiceField(
        label="Pourquoi\u202f?",
        choices=IdentityReason,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez une raison."},
    )
    words = ParagraphField(
        label="Un mot pour la mairie",
        max_length=600,
        rows=3,
        required=False,
        error_messages=too_long(600),
        help_text="Par exemple la date du mariage. Rien n’est montré aux autres administrés.",
    )


class IdentityRefuseForm(forms.Form):
    words = ParagraphField(
        label="Votre message à la personne",
        max_length=600,
        rows=3,
        error_messages={"required": "Dites en quelques mots pourquoi.", **too_long(600)},
        help_text="Elle le reçoit par e-mail et garde son identité d’avant.",
    )
    use_required_attribute = False
