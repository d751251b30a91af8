"""The limit of a poll, its end without a result, and the suite given to it."""

from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from civic.core.clock import local_time
from civic.core.viewer import Viewer
from civic.polls.models import Poll
from civic.polls.refusals import DateMissing, NotDeclared
from civic.ui.fields import ParagraphField, WallClockField, too_long, typed_to_utc


class DeadlineForm(forms.Form):
    closes_at = WallClockField(label="Nouvelle limite de vote", required=False)
    use_required_attribute = False

    def __init__(self, data: QueryDict | None = None, *, viewer: Viewer, poll: Poll) -> None:
        self.zone = viewer.commune.time_zone
        known = local_time(poll.closes_at, self.zone) if poll.closes_at else None
        super().__init__(data, initial={"closes_at": known})

    def clean_closes_at(self) -> datetime:
        typed = self.cleaned_data["closes_at"]
        if typed is None:
            raise ValidationError(DateMissing.message)
        return typed_to_utc(typed, self.zone)


class AbandonForm(forms.Form):
    understood = forms.BooleanField(
        label="J’ai compris que les bulletins seront effacés",
        error_messages={"required": NotDeclared.message},
    )
    use_required_attribute = False


class OutcomeForm(forms.Form):
    outcome = ParagraphField(
        label="Suite donnée",
        max_length=2000,
        rows=5,
        error_messages={
            "required": "Dites en quelques mots ce que la mairie fera de ce résultat.",
            **too_long(2000),
        },
        help_text="Ce que la mairie décide, et quand. Vos administrés le liront avec le résultat.",
    )
    use_required_attribute = False
