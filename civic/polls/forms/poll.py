"""The editor of a poll. It holds the ids of pictures that its view has received."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from civic.contents.forms import ContentForm
from civic.core.clock import local_time
from civic.core.viewer import Viewer
from civic.polls.enums import Electorate
from civic.polls.forms import options
from civic.polls.models import MAX_OPTIONS, Poll
from civic.polls.refusals import DateMissing, NotDeclared
from civic.ui.fields import (
    DescribedRadioSelect,
    LineField,
    ParagraphField,
    WallClockField,
    too_long,
    typed_to_utc,
)


class PollForm(ContentForm):
    title = LineField(
        label="Titre du sondage",
        max_length=150,
        required=False,
        error_messages=too_long(150),
        help_text="En quelques mots, par exemple « Marché de Noël ».",
    )
    question = ParagraphField(
        label="Votre question",
        max_length=1000,
        rows=3,
        required=False,
        error_messages=too_long(1000),
    )
    how_many = forms.ChoiceField(
        label="Combien de réponses peut-on choisir ?",
        choices=[("one", "Une seule"), ("several", "Plusieurs")],
        widget=DescribedRadioSelect(
            {"one": "On choisit une réponse", "several": "On peut en cocher plusieurs"}
        ),
        error_messages={"required": "Choisissez « Une seule » ou « Plusieurs »."},
    )
    max_choices = forms.IntegerField(
        label="Combien au plus ?",
        required=False,
        min_value=2,
        max_value=MAX_OPTIONS,
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), f"Écrivez un nombre de 2 à {MAX_OPTIONS}."
        ),
    )
    electorate = forms.ChoiceField(
        label="Qui peut voter ?",
        choices=Electorate,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez qui peut voter."},
    )
    when = forms.ChoiceField(
        label="Quand s’ouvre-t-il ?",
        choices=[("now", "Tout de suite"), ("later", "Plus tard")],
        widget=forms.RadioSelect,
        required=False,
    )
    opens_at = WallClockField(label="Ouverture du vote", required=False)
    closes_at = WallClockField(
        label="Limite de vote", required=False, help_text="Vous pourrez la changer pendant le vote."
    )
    declared = forms.BooleanField(
        label="Je confirme que la question ne porte ni sur les partis, ni sur des candidats, ni sur la religion, "
        "l’appartenance syndicale ou la santé",
        required=False,
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        viewer: Viewer,
        poll: Poll | None = None,
        initial: dict[str, Any] | None = None,
        problems: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        """`problems`: what media.form_files had to say, by field."""
        super().__init__(data, initial=initial)
        self.zone = viewer.commune.time_zone
        self.problems = problems or {}
        self.rows = options.saved_rows(poll)
        self.pressed: tuple[str, int] | None = None  # a button that puts the rows in order
        if data is not None:
            self.rows = options.sent_rows(viewer, data, self.problems)
            self.pressed = options.rearrange(self.rows, data)

    @classmethod
    def for_poll(cls, viewer: Viewer, poll: Poll) -> "PollForm":
        """As it stands, to edit."""
        zone = viewer.commune.time_zone
        initial = {
            "title": poll.title,
            "question": poll.question,
            "how_many": "one" if poll.is_single else "several",
            "max_choices": None if poll.is_single else poll.max_choices,
            "electorate": poll.electorate,
            "when": "later" if poll.begins_at else "now",
            "opens_at": local_time(poll.begins_at, zone) if poll.begins_at else None,
            "closes_at": local_time(poll.closes_at, zone) if poll.closes_at else None,
            "declared": poll.declared_at is not None,
            "version": poll.version,
            "key": poll.form_key,
        }
        return cls(viewer=viewer, poll=poll, initial=initial)

    @property
    def is_full(self) -> bool:
        return len(self.rows) >= MAX_OPTIONS

    @property
    def filled(self) -> list[options.OptionRow]:
        return [row for row in self.rows if row.text or row.media]

    @property
    def faulty_places(self) -> list[tuple[str, str, str]]:
        return [
            (f"option_{row.number}", f"Réponse {place}", row.error)
            for place, row in enumerate(self.rows, 1)
            if row.error
        ]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("how_many") == "one":
            self.errors.pop("max_choices", None)
            cleaned["max_choices"] = 1
        elif "max_choices" not in self.errors:
            cleaned["max_choices"] = cleaned.get("max_choices") or MAX_OPTIONS
        if cleaned.get("when") != "later":
            self.errors.pop("opens_at", None)
            cleaned["opens_at"] = None
        for name in ("opens_at", "closes_at"):
            if typed := cleaned.get(name):
                try:
                    cleaned[name] = typed_to_utc(typed, self.zone)
                except ValidationError as error:
                    self.add_error(name, error)
        for sentence in self.problems.get("", ()):
            self.add_error(None, sentence)
        are_right = options.judge(self.rows)
        if not self.as_draft and not options.require_two(self.rows):
            are_right = False
        if not are_right:
            self.add_error(None, "Une réponse est à revoir, rien n’est perdu.")
        if not self.as_draft:  # what the town hall does not yet know is only asked of it when it publishes
            self._require_all(cleaned)
        return cleaned

    def _require_all(self, cleaned: dict[str, Any]) -> None:
        needed = {
            "title": "Donnez un titre à votre sondage.",
            "question": "Posez votre question.",
            "closes_at": DateMissing.message,
            "declared": NotDeclared.message,
        }
        if cleaned.get("when") == "later":
            needed["opens_at"] = "Choisissez la date et l’heure, ou « Tout de suite »."
        for name, sentence in needed.items():
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, sentence)

    def fields_of_content(self) -> dict[str, Any]:
        """For `actions.writing.PollContent`, but for its options."""
        cleaned = self.cleaned_data
        multiple = cleaned["how_many"] == "several"
        # Without a figure: as many as one likes.
        most = cleaned["max_choices"] if self.data.get("max_choices") else max(len(self.filled), 1)
        return {
            "title": cleaned["title"],
            "question": cleaned["question"],
            "max_choices": most if multiple else 1,
            "electorate": cleaned["electorate"],
            "publish_at": cleaned["opens_at"],
            "closes_at": cleaned["closes_at"],
            "declared": cleaned["declared"],
        }
