"""The editor of a poll, its limit, and the suite given to it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from civic.core.clock import local_time
from civic.core.refusals import Refusal
from civic.core.text import clean_line, is_blank
from civic.core.viewer import Viewer
from civic.media import actions as media
from civic.media import queries as media_queries
from civic.media.models import Media
from civic.polls.actions import Content, Option
from civic.polls.actions.writing import DateMissing, NotDeclared, TooFewOptions
from civic.polls.enums import Electorate
from civic.polls.models import MAX_OPTIONS, Poll
from civic.ui.fields import LineField, ParagraphField, WallClockField, too_long, typed_to_utc
from civic.ui.forms import VersionedForm

LONGEST_OPTION = 200
ROWS_AT_FIRST = 4
MOST_ROWS = 60  # that are read: more than MAX_OPTIONS is told, a flood is not read
_BUTTONS = ("row_up", "row_down", "row_remove", "row_add", "row_stay")


@dataclass(slots=True)
class Row:
    """One line of the answers, named by its number wherever it stands."""

    number: int
    text: str = ""
    media: Media | None = None
    error: str = ""


class PollForm(VersionedForm):
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
        widget=forms.RadioSelect,
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
    key = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)
    use_required_attribute = False

    def __init__(
        self,
        data: QueryDict | None = None,
        files: MultiValueDict[str, Any] | None = None,
        *,
        viewer: Viewer,
        poll: Poll | None = None,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, files, initial=initial)
        self.viewer = viewer
        self.zone = viewer.commune.time_zone
        self.rows = self._saved_rows(poll) if data is None else []
        # What the town hall does not yet know is only asked of it when it publishes.
        self.as_draft = bool(data) and self.data.get("action") == "draft"

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
            "when": "later" if poll.opens_at else "now",
            "opens_at": local_time(poll.opens_at, zone) if poll.opens_at else None,
            "closes_at": local_time(poll.closes_at, zone) if poll.closes_at else None,
            "declared": poll.declared_at is not None,
            "version": poll.version,
            "key": poll.key,
        }
        return cls(viewer=viewer, poll=poll, initial=initial)

    # --- Answers ----------------------------------------------------------------------------------------------------
    def read_rows(self) -> None:
        """As sent, in the order of the page; a picture is kept as soon as it arrives."""
        numbers = list(dict.fromkeys(self._list("row")))[:MOST_ROWS]
        for number in (int(text) for text in numbers if text.isascii() and text.isdigit() and len(text) < 4):
            text = clean_line(str(self.data.get(f"option_{number}", "")))[:1000]
            row = Row(number, "" if is_blank(text) else text)
            row.media = self._picture(row)
            self.rows.append(row)
        while len(self.rows) < 2:
            self._add_row()

    def rearrange(self) -> tuple[str, int] | None:
        """Without script, the arrows, the bin and « Ajouter » are buttons of the form: which one was pressed, and the
        row where it stands now."""
        name = next((button for button in _BUTTONS if button in self.data), "")
        if not name:
            return None
        if name == "row_add":
            if len(self.rows) < MAX_OPTIONS:
                self._add_row()
            return name, self.rows[-1].number
        if name == "row_stay":  # Enter in a field: the first button of the form is the one that is pressed
            return name, -1
        numbers = [str(row.number) for row in self.rows]
        pressed = str(self.data[name])
        if pressed not in numbers:
            return name, -1
        at = numbers.index(pressed)
        row = self.rows.pop(at)
        if name != "row_remove":
            self.rows.insert(max(0, at + (-1 if name == "row_up" else 1)), row)
        while len(self.rows) < 2:
            self._add_row()
        return name, row.number

    @property
    def is_full(self) -> bool:
        return len(self.rows) >= MAX_OPTIONS

    @property
    def filled(self) -> list[Row]:
        return [row for row in self.rows if row.text or row.media]

    def _picture(self, row: Row) -> Media | None:
        saved = str(self.data.get(f"picture_{row.number}", ""))
        if f"picture_{row.number}_remove" in self.data:
            saved = ""
        found = media_queries.usable_media(self.viewer, [_id(saved)]) if saved else []
        kept = found[0] if found and found[0].is_photo else None
        file = self.files.get(f"file_{row.number}") if self.files else None
        if file is None:
            return kept
        try:
            return media.receive_photo(viewer=self.viewer, file=file, alt="")
        except Refusal as refusal:
            row.error = refusal.message
            return kept

    def _add_row(self) -> None:
        self.rows.append(Row(max((row.number for row in self.rows), default=-1) + 1))

    @staticmethod
    def _saved_rows(poll: Poll | None) -> list[Row]:
        options = list(poll.options.all()) if poll else []
        rows = [Row(at, option.text, option.media) for at, option in enumerate(options)]
        return rows + [Row(at) for at in range(len(rows), 2 if options else ROWS_AT_FIRST)]

    def _list(self, name: str) -> list[str]:
        return self.data.getlist(name) if isinstance(self.data, QueryDict) else []

    # --- What is wrong ----------------------------------------------------------------------------------------------
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
        for row in self.filled:
            if not row.text:
                row.error = row.error or "Donnez un nom à cette réponse, ou retirez-la."
            elif len(row.text) > LONGEST_OPTION:
                row.error = too_long(LONGEST_OPTION)["max_length"]
        if any(row.error for row in self.rows):
            self.add_error(None, "Une réponse est à revoir, rien n’est perdu.")
        if not self.as_draft:
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
        if len(self.filled) < 2:
            self.add_error(None, TooFewOptions.message)
        for name, sentence in needed.items():
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, sentence)

    def as_content(self) -> Content:
        cleaned = self.cleaned_data
        options = [Option(text=row.text, media_id=row.media.pk if row.media else None) for row in self.filled]
        several = cleaned["how_many"] == "several"
        # Without a figure: as many as one likes.
        most = cleaned["max_choices"] if self.data.get("max_choices") else max(len(options), 1)
        return Content(
            title=cleaned["title"],
            question=cleaned["question"],
            options=options,
            max_choices=most if several else 1,
            electorate=cleaned["electorate"],
            opens_at=cleaned["opens_at"],
            closes_at=cleaned["closes_at"],
            declared=cleaned["declared"],
        )


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


def chosen_ids(data: QueryDict) -> list[UUID]:
    """The options that a voter ticked. What is no key stands for one that does not exist."""
    return [_id(text) for text in data.getlist("option")[: 2 * MAX_OPTIONS]]


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)
