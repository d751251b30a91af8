from collections.abc import Sequence
from uuid import UUID

from django import forms
from django.http import QueryDict

from civic.core.ids import as_id
from civic.core.refusals import Refusal
from civic.polls.models import MAX_OPTIONS, Poll, PollOption
from civic.polls.refusals import NoOptionChosen, NotConfirmed, TooManyOptionsChosen
from civic.ui.forms import add_refusal

CHOICE, EXCESS, CONFIRMATION = "choix", "trop", "case"


def chosen_ids(data: QueryDict) -> list[UUID]:
    """The options that a voter ticked."""
    return [as_id(text) for text in data.getlist("option")[: 2 * MAX_OPTIONS]]


def faults_of(data: QueryDict, poll: Poll) -> list[str]:
    """What keeps a ballot from being sent, in words that tell nothing of the choice."""
    chosen = len(set(chosen_ids(data)))
    found = {CHOICE: not chosen, EXCESS: chosen > poll.max_choices, CONFIRMATION: not data.get("confirme")}
    return [fault for fault, is_there in found.items() if is_there]


class BallotForm(forms.Form):
    """What is wrong with a ballot that was sent. `chosen`, `confirmed`: what comes back, to the script alone."""

    option = forms.Field(required=False, label="Votre choix")
    confirme = forms.Field(required=False, label="Votre confirmation")

    def __init__(
        self,
        poll: Poll,
        options: Sequence[PollOption],
        faults: Sequence[str],
        *,
        chosen: Sequence[UUID] = (),
        confirmed: bool = False,
    ) -> None:
        super().__init__({})
        self.chosen, self.confirmed = chosen, confirmed
        # Something was chosen, and no script was there to keep it.
        self.forgets_choice = bool(faults) and not chosen and CHOICE not in faults
        self.fields["option"].widget.attrs["id"] = f"choix-{options[0].pk}"
        self.fields["confirme"].widget.attrs["id"] = f"confirme-{poll.pk}"
        refusals: dict[str, tuple[str, Refusal]] = {
            CHOICE: ("option", NoOptionChosen()),
            EXCESS: ("option", TooManyOptionsChosen(poll.max_choices)),
            CONFIRMATION: ("confirme", NotConfirmed()),
        }
        for fault, (field, refusal) in refusals.items():
            if fault in faults:
                add_refusal(self, refusal, field)
