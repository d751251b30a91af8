"""The settings of a town hall, a form for each section."""

from typing import Any

from django import forms

from civic.communes.directory.departments import TIME_ZONES
from civic.core import registry
from civic.town_halls import rules
from civic.town_halls.enums import Colour
from civic.town_halls.models import TownHall
from civic.ui.fields import FileInput


class SectionForm(forms.Form):
    """`section`: its name in the address bar of the page, and in the form that is sent."""

    section = ""
    use_required_attribute = False

    @classmethod
    def of(cls, town_hall: TownHall, **kwargs: Any) -> "SectionForm":
        """As it stands."""
        initial = {name: getattr(town_hall, name) for name in cls.base_fields if hasattr(town_hall, name)}
        return cls(initial=initial, prefix=cls.section, **kwargs)


class AdmissionForm(SectionForm):
    section = "inscriptions"
    accepts_automatically = forms.TypedChoiceField(
        label="Lorsqu’une personne s’inscrit",
        choices=[
            ("False", "La mairie valide chaque inscription"),
            ("True", "Les inscriptions sont acceptées automatiquement"),
        ],
        coerce=lambda value: value == "True",
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez l’une des deux réponses."},
    )
    reminder_days = forms.IntegerField(
        label="Me rappeler les demandes qui attendent depuis combien de jours ?",
        min_value=0,
        max_value=rules.LONGEST_REMINDER,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": "2", "class": "input--short"}),
        help_text="0 : jamais.",
        error_messages={
            "required": "Écrivez un nombre de jours, ou 0 pour ne pas recevoir de rappel.",
            "invalid": "Écrivez un nombre de jours, par exemple 3.",
            "min_value": "Écrivez un nombre de jours, ou 0 pour ne pas recevoir de rappel.",
            "max_value": f"Choisissez {rules.LONGEST_REMINDER} jours au plus.",
        },
    )


class PublishingForm(SectionForm):
    section = "publications"
    posts_public_by_default = forms.BooleanField(
        label="Proposer « Public » pour les nouvelles publications",
        required=False,
        help_text="Vous choisissez toujours pour chacune.",
    )
    comments_open_by_default = forms.BooleanField(
        label="Proposer « Autoriser les commentaires » pour les nouvelles publications", required=False
    )


class FeaturesForm(SectionForm):
    section = "rubriques"
    features = forms.MultipleChoiceField(
        label="Rubriques de votre page",
        choices=lambda: [(feature, feature.label) for feature in registry.features()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={"invalid_choice": "Choisissez parmi les rubriques de la liste."},
    )

    @classmethod
    def of(cls, town_hall: TownHall, **kwargs: Any) -> "SectionForm":
        on = registry.features_on(town_hall.feature_decisions)
        return cls(initial={"features": list(on)}, prefix=cls.section, **kwargs)

    @property
    def rows(self) -> list[tuple[Any, str]]:
        """Each choice with its sentence."""
        return list(zip(self["features"], [feature.sentence for feature in registry.features()], strict=True))


class TimeZoneForm(SectionForm):
    section = "heure"
    time_zone = forms.ChoiceField(
        label="Heure locale",
        choices=list(TIME_ZONES.items()),
        help_text="Les dates de vos publications et l’heure des résumés par e-mail la suivent.",
        error_messages={
            "required": "Choisissez dans la liste.",
            "invalid_choice": "Choisissez dans la liste.",
        },
    )


class ColourForm(SectionForm):
    section = "apparence"
    colour = forms.ChoiceField(
        label="Couleur de vos pages",
        choices=Colour.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choisissez l’une des couleurs.",
            "invalid_choice": "Choisissez l’une des couleurs.",
        },
    )


class EmblemForm(SectionForm):
    section = "blason"
    emblem = forms.FileField(
        label="Votre image",
        help_text="PNG, JPEG, WebP ou HEIC, 30 Mo au plus. Un fond transparent est gardé.",
        widget=FileInput(
            "Choisir une image", attrs={"accept": "image/png,image/jpeg,image/webp,.heic,.heif"}
        ),
        error_messages={
            "required": "Choisissez d’abord une image.",
            "empty": "Ce fichier est vide. Choisissez-en un autre.",
            "missing": "Choisissez d’abord une image.",
        },
    )
