"""The town hall's own forms: answering those who ask to belong, settings."""

from django import forms

from civic.communes.enums import Proof
from civic.ui.fields import LineField, ParagraphField, too_long


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


class TownHallForm(forms.Form):
    """« Réglages de la page »."""

    slogan = LineField(
        label="Slogan",
        max_length=140,
        required=False,
        error_messages=too_long(140),
        help_text="Une phrase sous le nom du maire, en haut de la page.",
    )
    accepts_automatically = forms.TypedChoiceField(
        label="Lorsqu’une personne s’inscrit",
        choices=[
            ("0", "La mairie valide chaque inscription"),
            ("1", "Les inscriptions sont acceptées automatiquement"),
        ],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez l’une des deux réponses."},
    )
    posts_public_by_default = forms.BooleanField(
        label="Proposer « Public » pour les nouvelles publications",
        required=False,
        help_text="Vous choisissez toujours pour chacune.",
    )
    comments_open_by_default = forms.BooleanField(
        label="Proposer « Autoriser les commentaires » pour les nouvelles publications", required=False
    )
    use_required_attribute = False
