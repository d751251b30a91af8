"""The answers of a poll as rows of its form. A row is named by its number wherever it stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict

from civic.core.ids import as_id
from civic.core.text import clean_line, is_blank, whole_number
from civic.core.viewer import Viewer
from civic.media import queries as media
from civic.media.models import Media
from civic.polls.models import MAX_OPTIONS, Poll
from civic.polls.refusals import TooFewOptions
from civic.ui.fields import too_long

LONGEST_OPTION = 200
ROWS_AT_FIRST = 4
MOST_ROWS = 60  # that are read: more than MAX_OPTIONS is refused, a flood is not read
_BUTTONS = ("row_up", "row_down", "row_remove", "row_add", "row_stay")


@dataclass(slots=True)
class OptionRow:
    number: int
    text: str = ""
    media: Media | None = None
    error: str = ""

    @property
    def file_field(self) -> str:
        return f"file_{self.number}"


def saved_rows(poll: Poll | None) -> list[OptionRow]:
    options = list(poll.options.all()) if poll else []
    rows = [OptionRow(at, option.text, option.media) for at, option in enumerate(options)]
    return rows + [OptionRow(at) for at in range(len(rows), 2 if options else ROWS_AT_FIRST)]


def numbers_sent(data: QueryDict) -> list[int]:
    sent = list(dict.fromkeys(data.getlist("row")))[:MOST_ROWS]
    return [number for text in sent if (number := whole_number(text, figures=3)) is not None]


def sent_rows(viewer: Viewer, data: QueryDict, problems: Mapping[str, Sequence[str]]) -> list[OptionRow]:
    """In the order of the page. `problems`: what media.form_files had to say, by field."""
    rows: list[OptionRow] = []
    for number in numbers_sent(data):
        text = clean_line(str(data.get(f"option_{number}", "")))[:1000]
        row = OptionRow(number, "" if is_blank(text) else text, _picture(viewer, data, number))
        row.error = " ".join(problems.get(row.file_field, ()))
        rows.append(row)
    while len(rows) < 2:
        add_row(rows)
    return rows


def judge(rows: list[OptionRow]) -> bool:
    """Each row says what is wrong with it; False where one does."""
    for row in rows:
        if row.media and not row.text:
            row.error = row.error or "Donnez un nom à cette réponse, ou retirez-la."
        elif len(row.text) > LONGEST_OPTION:
            row.error = too_long(LONGEST_OPTION)["max_length"]
    return not any(row.error for row in rows)


def require_two(rows: list[OptionRow]) -> bool:
    """Said where the next answer would be written; False where one is missing."""
    filled = [row for row in rows if row.text or row.media]
    if len(filled) < 2:
        next(row for row in rows if row not in filled).error = TooFewOptions.message
    return len(filled) >= 2


def rearrange(rows: list[OptionRow], data: QueryDict) -> tuple[str, int] | None:
    """Without script, the arrows, the bin and « Ajouter » are buttons of the form: which one was pressed, and the row
    where it stands now; of one that is gone, its neighbour."""
    name = next((button for button in _BUTTONS if button in data), "")
    if not name:
        return None
    if name == "row_add":
        if len(rows) < MAX_OPTIONS:
            add_row(rows)
        return name, rows[-1].number
    if name == "row_stay":  # Enter in a field: the first button of the form is the one that is pressed
        return name, -1
    numbers = [str(row.number) for row in rows]
    pressed = str(data[name])
    if pressed not in numbers:
        return name, -1
    at = numbers.index(pressed)
    row = rows.pop(at)
    if name != "row_remove":
        rows.insert(max(0, at + (-1 if name == "row_up" else 1)), row)
    while len(rows) < 2:
        add_row(rows)
    neighbour = rows[min(at, len(rows) - 1)]
    return name, neighbour.number if name == "row_remove" else row.number


def add_row(rows: list[OptionRow]) -> None:
    rows.append(OptionRow(max((row.number for row in rows), default=-1) + 1))


def _picture(viewer: Viewer, data: QueryDict, number: int) -> Media | None:
    saved = str(data.get(f"picture_{number}", ""))
    if not saved or f"picture_{number}_remove" in data:
        return None
    found = media.usable_media(viewer, [as_id(saved)])
    return found[0] if found and found[0].is_photo else None
