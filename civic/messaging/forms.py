from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms

from civic.core.ids import as_id
from civic.core.viewer import Viewer
from civic.memberships.models import Membership
from civic.messaging.enums import LONGEST, LONGEST_ABSENCE, LONGEST_TEMPLATE, Addressee
from civic.messaging.queries.people import residents_called
from civic.messaging.queries.reusing import Proposal
from civic.ui.fields import DayField, DescribedRadioSelect, LineField, ParagraphField, too_long

MOST_PROPOSED = 8


class _MessageForm(forms.Form):
    body = ParagraphField(
        label="Votre message",
        max_length=LONGEST,
        rows=6,
        error_messages={"required": "Écrivez votre message avant de l’envoyer.", **too_long(LONGEST)},
        widget=forms.Textarea(
            attrs={"rows": 6, "data-counter-limit-value": str(LONGEST), "data-controller": "autosize counter"}
        ),
    )
    key = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, with_files: bool = False, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["body"].required = not with_files


class ToTownHallForm(_MessageForm):
    """By a resident."""

    addressee = forms.ChoiceField(
        label="À qui écrivez-vous\u202f?",
        choices=Addressee.choices,
        initial=Addressee.TEAM,
        widget=DescribedRadioSelect(
            {
                Addressee.TEAM: "Toutes les personnes qui répondent en mairie vous lisent.",
                Addressee.MAYOR: "Personne d’autre à la mairie ne vous lit.",
            }
        ),
    )
    field_order = ("addressee", "body")


class ToMayorForm(_MessageForm):
    """By a mayor to another."""


class ProposalForm(_MessageForm):
    """What a mayor proposes to another one. `chosen`: the label of its model, and its key. Whether it may be proposed,
    the action knows: the newest stand here to choose from, and others come meanwhile."""

    proposed = forms.CharField(
        label="Que voulez-vous proposer\u202f?",
        max_length=100,
        error_messages={"required": "Choisissez ce que vous proposez."},
    )
    field_order = ("proposed", "body")
    chosen: tuple[str, UUID]

    def __init__(self, *args: Any, offered: Sequence[Proposal], **more: Any) -> None:
        super().__init__(*args, **more)
        by_kind: dict[str, list[tuple[str, str]]] = {}
        for one in offered:
            kind = one.lifecycle.noun.plural.capitalize()
            by_kind.setdefault(kind, []).append((f"{one.lifecycle.label} {one.content.pk}", one.title))
        self.offers_anything = bool(by_kind)
        self.fields["proposed"].widget = forms.RadioSelect(choices=list(by_kind.items()))

    def clean_proposed(self) -> str:
        typed: str = self.cleaned_data["proposed"]
        label, _, key = typed.partition(" ")
        content_id = as_id(key)
        if content_id is None:
            raise forms.ValidationError("Choisissez dans la liste ce que vous proposez.")
        self.chosen = label, content_id
        return typed


class ResidentWidget(forms.TextInput):
    """The letters of a name, with those whom they name proposed, and beside them the key of the one that was chosen.
    `proposed`: among whom to choose where no script runs."""

    template_name = "messaging/resident_widget.html"
    url = ""
    proposed: list[Membership] = []

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        self.code = data.get(f"{name}_choice") or data.get(f"{name}_code") or ""
        return data.get(name, "")

    code = ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"] |= {"code": self.code, "url": self.url, "proposed": self.proposed}
        return context


class ToResidentForm(_MessageForm):
    """By the town hall. `membership_id`: of the one who was chosen, or whom alone the letters name."""

    resident = forms.CharField(
        label="Administré",
        max_length=200,
        help_text="Les premières lettres de son nom ou de son prénom, puis choisissez dans la liste.",
        error_messages={"required": "Dites à qui vous écrivez."},
        widget=ResidentWidget(),
    )
    field_order = ("resident", "body")

    def __init__(self, data: Any = None, *, viewer: Viewer, url: str, **more: Any) -> None:
        super().__init__(data, **more)
        self.viewer = viewer
        self.membership_id: UUID | None = None
        self.fields["resident"].widget.url = url

    def clean_resident(self) -> str:
        typed: str = self.cleaned_data["resident"]
        widget = self.fields["resident"].widget
        self.membership_id = as_id(widget.code) if widget.code else None
        if self.membership_id is None:
            found = residents_called(self.viewer, typed, MOST_PROPOSED)
            if len(found) == 1:
                self.membership_id = found[0].pk
            elif found:
                widget.proposed = found
                raise forms.ValidationError("Plusieurs personnes portent ce nom\u00a0: choisissez la bonne.")
            else:
                raise forms.ValidationError("Aucun de vos administrés ne porte ce nom.")
        return typed


class ReplyTemplateForm(forms.Form):
    name = LineField(
        label="Nom",
        max_length=80,
        error_messages={"required": "Donnez un nom à cette réponse.", **too_long(80)},
        help_text="Pour la retrouver dans la liste\u00a0: les administrés ne le voient pas.",
    )
    text = ParagraphField(
        label="Texte",
        max_length=LONGEST_TEMPLATE,
        rows=8,
        error_messages={"required": "Écrivez la réponse.", **too_long(LONGEST_TEMPLATE)},
        help_text="{prénom}, {nom} et {rue} sont remplis pour chaque administré. Entre crochets, [jour] par exemple, "
        "ce que vous complétez en répondant.",
    )
    seen = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)


class AbsenceForm(forms.Form):
    first_day = DayField(label="Premier jour de fermeture")
    last_day = DayField(label="Dernier jour de fermeture", help_text="Inclus.")
    text = ParagraphField(
        label="Réponse automatique",
        max_length=LONGEST_ABSENCE,
        rows=4,
        initial="Bonjour,\n\nLa mairie est fermée. Votre message est bien arrivé\u00a0: nous le lirons à notre retour.",
        error_messages={"required": "Écrivez ce que vos administrés liront.", **too_long(LONGEST_ABSENCE)},
    )
