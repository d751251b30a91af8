"""The settings of the page."""

from django import forms

from civic.ui.fields import LineField, too_long


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
