"""The town hall's answers to those who ask to belong, and what its lists are narrowed to."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from civic.communes.directory.streets import address_digests
from civic.core.clock import EPOCH
from civic.memberships.enums import Proof, Residence, WantedProof
from civic.memberships.queries.residents import Filters
from civic.ui.fields import DayField, LineField, ParagraphField, too_long

_LONGEST_SEARCH = 200


def proofs_to_choose(*, last: str = "", residence: str = "") -> tuple[tuple[str, str], ...]:
    """What an agent may have seen, as choices: the `last` that was seen first. `residence`: that of who is to be
    accepted, "" for any."""
    without = {Proof.UNSTATED, Proof.AUTOMATIC}
    if residence == Residence.MAIN:
        without.add(Proof.SECOND_HOME)
    choices = [(one.value, str(one.label)) for one in Proof if one not in without]
    return tuple(sorted(choices, key=lambda choice: choice[0] != last))


class AcceptForm(forms.Form):
    """What the agent saw is always said. `read_at`: when the page that holds the form showed who asks."""

    proof = forms.ChoiceField(label="Vérifié par", choices=proofs_to_choose)
    read_at = forms.DateTimeField(required=False)

    def clean_read_at(self) -> datetime:
        """Long ago where a page does not say."""
        return self.cleaned_data["read_at"] or EPOCH


class RefuseForm(forms.Form):
    words = ParagraphField(
        label="Votre message à la personne",
        max_length=600,
        rows=4,
        error_messages={"required": "Dites en quelques mots pourquoi.", **too_long(600)},
        help_text="Elle le reçoit par e-mail et peut refaire une demande.",
    )
    use_required_attribute = False


class BulkRefuseForm(RefuseForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = "Votre message à ces personnes"
        self.fields["words"].help_text = "Chacune le reçoit par e-mail et peut refaire une demande."


class AskForProofForm(forms.Form):
    wanted = forms.MultipleChoiceField(
        label="L’un de ces documents suffit",
        choices=WantedProof,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    words = ParagraphField(
        label="Votre message à la personne",
        max_length=600,
        rows=4,
        error_messages={"required": "Dites en quelques mots ce que vous attendez.", **too_long(600)},
        help_text="Elle le reçoit par e-mail, et répond sur sa page d’inscription.",
        initial="Bonjour, merci de nous aider à vérifier votre adresse\u00a0: l’un de ces documents suffit.",
    )
    use_required_attribute = False


class ResidentFilterForm(forms.Form):
    """In the address of the list: everything can be left out."""

    q = LineField(label="Prénom ou nom", required=False)
    logement = forms.ChoiceField(
        label="Logement", choices=[("", "Tous les logements"), *Residence.choices], required=False
    )
    rue = LineField(
        label="Rue ou quartier",
        required=False,
        max_length=120,
        error_messages=too_long(120),
        help_text="En mots entiers, par exemple «\u00a0Verdun\u00a0».",
    )
    du = DayField(label="Du", required=False)
    au = DayField(label="Au", required=False)
    use_required_attribute = False

    def __init__(self, data: Any, *, by_answer: bool) -> None:
        """`by_answer`: the dates are those of the town hall's answer, not of the request."""
        super().__init__(data)
        noun = "Réponse" if by_answer else "Demande"
        for name, bound in (("du", "à partir du"), ("au", "jusqu’au")):
            self.fields[name].label = f"{noun} {bound}"
        self.fields["q"].widget.attrs |= {"type": "search", "autocomplete": "off", "spellcheck": "false"}

    def clean_q(self) -> str:
        typed: str = self.cleaned_data["q"]
        return typed[:_LONGEST_SEARCH]

    def clean_rue(self) -> str:
        typed: str = self.cleaned_data["rue"]
        if typed and not address_digests(typed, 0):
            raise forms.ValidationError(
                "Écrivez le nom de la rue ou du quartier, par exemple «\u00a0Verdun\u00a0»."
            )
        return typed

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("du") and data.get("au") and data["du"] > data["au"]:
            self.add_error("au", "La seconde date vient avant la première. Échangez-les.")
        return data

    @property
    def has_more(self) -> bool:
        """Something besides the search is asked: the panel of filters is open."""
        return any(self.data.get(name) for name in ("logement", "rue", "du", "au"))

    def as_filters(self) -> Filters:
        """Days as on the clocks of the commune. What is faulty is left out."""
        data = self.cleaned_data
        return Filters(
            name=data.get("q") or "",
            residence=data.get("logement") or "",
            street=data.get("rue") or "",
            since=_midnight(data.get("du")),
            until=_midnight(data.get("au"), days=1),
        )


def _midnight(day: date | None, *, days: int = 0) -> datetime | None:
    """The beginning of that day, or of one `days` later."""
    if day is None:
        return None
    return timezone.make_aware(datetime.combine(day + timedelta(days=days), time.min))
