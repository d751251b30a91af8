from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms

from civic.moderation.enums import AppealDecision, FlagReason
from civic.ui.fields import ParagraphField, too_long


class FlagForm(forms.Form):
    reason = forms.ChoiceField(
        label="Pourquoi ?",
        choices=FlagReason,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez un motif."},
    )
    words = ParagraphField(
        label="Précisions", max_length=1000, rows=3, required=False, error_messages=too_long(1000)
    )
    use_required_attribute = False


class CopiesForm(FlagForm):
    """Of what only a few read: whoever reports it says what is copied, and agrees to it."""

    copied = forms.MultipleChoiceField(
        label="Que faut-il copier\u202f?",
        help_text="Seuls les messages cochés et leurs fichiers sont copiés, scellés, pour les modérateurs de la "
        "plateforme. Rien d’autre de votre conversation ne leur est montré.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Cochez au moins un message.", "invalid_choice": "Rechargez cette page."},
    )
    consent = forms.BooleanField(
        label="J’accepte que les modérateurs de la plateforme lisent la copie de ces messages privés.",
        error_messages={"required": "Sans votre accord, rien n’est copié ni envoyé."},
    )
    field_order = ("copied", "reason", "words", "consent")

    def __init__(self, data: Any = None, *, choices: Sequence[tuple[str, str]], chosen: str) -> None:
        super().__init__(data, initial={"copied": [chosen]})
        self.fields["copied"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """What was agreed to is done: nothing more is to be known of it."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        return {name: value for name, value in cleaned.items() if name != "consent"}


class AppealForm(forms.Form):
    """`restriction_id`: of the one that the page shows, so that nobody contests another one than they read."""

    words = ParagraphField(
        label="Vos raisons",
        max_length=2000,
        rows=8,
        error_messages={"required": "Dites avec vos mots pourquoi vous contestez.", **too_long(2000)},
        help_text="Ce qui s’est passé selon vous, ce que vous aviez voulu dire. 2 000 caractères au plus.",
        widget=forms.Textarea(
            attrs={"rows": 8, "data-counter-limit-value": "2000", "data-controller": "autosize counter"}
        ),
    )
    restriction = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages={"required": "Rechargez cette page.", "invalid": "Rechargez cette page."},
    )
    use_required_attribute = False

    def __init__(self, data: Any = None, *, restriction_id: UUID) -> None:
        super().__init__(data, initial={"restriction": restriction_id})


class AnswerForm(forms.Form):
    """`is_over`: the restriction ended meanwhile; what is left to say is whether it was right."""

    decision = forms.ChoiceField(
        label="Votre décision",
        choices=AppealDecision,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez une décision."},
    )
    answer = ParagraphField(
        label="Votre réponse",
        max_length=2000,
        rows=5,
        error_messages={"required": "Expliquez votre décision en quelques mots.", **too_long(2000)},
        help_text="La personne et le maire la reçoivent, telle quelle.",
    )
    use_required_attribute = False

    def __init__(self, data: Any = None, *, is_over: bool) -> None:
        super().__init__(data)
        if is_over:
            self.fields["decision"].choices = [  # type: ignore[attr-defined]
                (AppealDecision.UPHOLD, "Le blocage était justifié"),
                (AppealDecision.LIFT, "Le blocage n’était pas justifié"),
            ]
