"""Form fields that forgive: what a person types is cleaned before it is judged, and errors say what to do."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import phonenumbers
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone

from civic.core.clock import local_to_utc
from civic.core.refusals import Refusal
from civic.core.text import (
    clean_line,
    clean_text,
    has_mailbox,
    is_digits,
    mailbox,
    mixes_alphabets,
    name_typed,
)
from civic.ui import french, rich_text
from civic.ui.typed_days import NoDay, day_typed

_APOSTROPHES = "'’‘ʼʻ"
_IN_NAMES = frozenset(
    " -‐‑.·・\u200c\u200d" + _APOSTROPHES
)  # with the joiners that Persian and Indian names need
_MOST_WORDS, _MOST_MARKS = 8, 4
LONGEST_EMAIL = 254  # RFC 5321, and of every column
_LONGEST_LINE = 1000  # where a field says nothing: a date, a telephone number
_SPACE_AROUND = 10_000  # and control characters, line ends of two, accents apart: what cleaning takes away
_INITIALS = re.compile(r"\b(?:\w\.)*\w\.?(?=[ -]|$)")
_ABBREVIATION = re.compile(r"\b\w{1,3}\.(?=[ -]|$)")
# Four words or more with two of these speak to somebody.
_OF_SENTENCES = frozenset(
    {
        *(
            "a",
            "avec",
            "avez",
            "avons",
            "bonjour",
            "ce",
            "ces",
            "cet",
            "cette",
            "chez",
            "cliquez",
            "dans",
            "est",
        ),
        *(
            "ici",
            "merci",
            "notre",
            "nous",
            "par",
            "pour",
            "que",
            "qui",
            "sera",
            "sont",
            "sur",
            "un",
            "une",
            "votre",
        ),
        *("vous", "êtes", "are", "click", "has", "here", "is", "the", "this", "you", "your"),
    }
)


class LineField(forms.CharField):
    """One line, without control or direction-changing characters, spaces folded. What shows nothing is nothing."""

    default_error_messages = {"required": "Ce champ est à remplir."}

    def to_python(self, value: Any) -> str:
        return clean_line(_measured(self, super().to_python(value) or ""))


def _measured(field: forms.CharField, typed: str) -> str:
    """What fits in no way, however it is cleaned, is not cleaned."""
    limit = field.max_length or _LONGEST_LINE
    if len(typed) > 2 * limit + _SPACE_AROUND:
        raise ValidationError(field.error_messages.get("max_length") or too_long(limit)["max_length"])
    return typed


class EmailField(forms.EmailField):
    default_error_messages = {
        "required": "Écrivez votre adresse e-mail.",
        "invalid": "Écrivez une adresse comme prenom.nom@exemple.fr.",
        "max_length": "Cette adresse est trop longue. Vérifiez qu’un autre texte n’y est pas collé.",
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs | {"max_length": LONGEST_EMAIL})

    def clean(self, value: Any) -> str:
        address = mailbox(super().clean(value))
        # « xn--é.fr » is a domain for nobody: no mail can be written to it. Nor to ours, of who has no address.
        if not address.isascii() or not has_mailbox(address):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        if len(address) > LONGEST_EMAIL:  # once its domain is written in ASCII
            raise ValidationError(self.error_messages["max_length"], code="max_length")
        return address


class ParagraphField(forms.CharField):
    """Several lines of plain text, cleaned the same way."""

    widget = forms.Textarea
    default_error_messages = {"required": "Écrivez quelques mots."}

    def __init__(self, *, max_length: int, rows: int = 4, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(max_length=max_length, **kwargs)

    def to_python(self, value: Any) -> str:
        return clean_text(_measured(self, super().to_python(value) or ""))


class RichTextarea(forms.Textarea):
    """The light editor; without script a plain text area. Its value is the clean rich text of `ui.rich_text`."""

    template_name = "ui/rich_textarea.html"

    def __init__(self, *, limit: int, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.limit = limit

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        is_html = data.get(f"{name}_format") == "html"
        return rich_text.read(str(data.get(name, "")), is_html=is_html, limit=self.limit)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, rich_text.to_plain(value or ""), attrs)
        context["widget"]["rich"] = value or ""
        return context


PHOTOS = "image/*,.heic,.heif"  # what a file input for photos accepts


class FileInput(forms.FileInput):
    """A file to choose. The button and the name beside it are ours, in French, whatever the browser speaks.
    `named=False`: the page itself lists what was chosen."""

    template_name = "ui/file_input.html"

    def __init__(
        self, choose: str, *, named: bool = True, icon: str = "upload", attrs: dict[str, Any] | None = None
    ) -> None:
        super().__init__(attrs)
        self.choose, self.named, self.icon = choose, named, icon

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"] |= {"choose": self.choose, "named": self.named, "icon": self.icon}
        return context


class FilesInput(FileInput):
    allow_multiple_selected = True


class RichTextField(forms.CharField):
    """`max_length` counts the characters that one reads."""

    widget = RichTextarea

    def __init__(self, *, max_length: int, rows: int = 8, **kwargs: Any) -> None:
        kwargs.setdefault("widget", RichTextarea(limit=max_length, attrs={"rows": rows}))
        super().__init__(strip=False, **kwargs)
        self.limit = max_length

    def clean(self, value: Any) -> str:
        if rich_text.is_longer(value, self.limit):
            raise ValidationError(too_long(self.limit)["max_length"])
        return str(super().clean(value))


class NameField(LineField):
    """A first or last name as it is shown to everyone, in any script: letters and their marks, spaces, hyphens,
    apostrophes, middle dots, and the dot of an initial."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=60, **kwargs)

    def clean(self, value: Any) -> str:
        name: str = super().clean(value)
        if name and not _is_written_as_a_name(name):
            raise ValidationError("Un nom s’écrit avec des lettres, des traits d’union et des apostrophes.")
        if name and _reads_as_a_text(name):
            raise ValidationError("Écrivez seulement le nom, sans adresse de site ni phrase.")
        return name_typed(name)


def _is_written_as_a_name(name: str) -> bool:
    first = name.lstrip(_APOSTROPHES)[:1]
    if unicodedata.category(first or " ")[0] != "L" or any(map(mixes_alphabets, name.split())):
        return False
    marks = 0
    for sign in name:
        kind = unicodedata.category(sign)[0]
        marks = marks + 1 if kind == "M" else 0
        if marks > _MOST_MARKS or not (kind in "LM" or sign in _IN_NAMES):
            return False
    return True


def _reads_as_a_text(name: str) -> bool:
    """An address of a site, which mail programs make a link of, or a sentence."""
    words = name.lower().split()
    spoken = sum(word in _OF_SENTENCES for word in words)
    dots = _ABBREVIATION.sub("", _INITIALS.sub("", name))
    return "." in dots or len(words) > _MOST_WORDS or (len(words) > 3 and spoken > 1)


class TypedDateField(forms.DateField):
    """A day however it is typed (`typed_days`). What is none says why."""

    default_error_messages = {
        "unfinished_year": "Écrivez l’année avec ses quatre chiffres.",
        "no_such_day": "Ce jour n’existe pas. Vérifiez le jour et le mois.",
    }

    def to_python(self, value: Any) -> date | None:
        if not isinstance(value, str) or not (typed := clean_line(value)):
            return super().to_python(value)
        try:
            return day_typed(typed)
        except NoDay as error:
            raise ValidationError(self.error_messages[error.code], error.code) from error


class BirthDateField(TypedDateField):
    """Refuses the future, those too young, and impossible ages. How it is written is said above the field: words in it
    would leave at the first key."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "bday"})
    default_error_messages = {
        "required": "Indiquez votre date de naissance.",
        "invalid": "Écrivez le jour, le mois et l’année, par exemple 21/03/1950.",
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs["help_text"] = f"Au format jj/mm/aaaa. {kwargs.get('help_text', '')}".rstrip()
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return value.strftime("%d/%m/%Y") if isinstance(value, date) else value

    def clean(self, value: Any) -> date | None:
        born: date | None = super().clean(value)
        if born is None:
            return None
        today = timezone.localdate()
        age = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
        if age < 0:
            raise ValidationError("Cette date est dans le futur.")
        if age > 120:
            raise ValidationError("Vérifiez l’année de naissance.")
        if age < settings.MINIMUM_AGE:
            raise ValidationError(f"L’inscription est possible à partir de {settings.MINIMUM_AGE} ans.")
        return born


_YEARS = range(1900, 9999)  # at either end of the calendar, a clock of another zone has no day to say


class DayField(TypedDateField):
    """A day as the browser's calendar gives it, or as it is typed."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    default_error_messages = {
        "required": "Indiquez la date.",
        "invalid": "Écrivez le jour, le mois et l’année, par exemple 21/03/2027.",
        "year": "Cette date n’est pas possible. Vérifiez l’année.",
    }

    def to_python(self, value: Any) -> date | None:
        day = super().to_python(value)
        if day and day.year not in _YEARS:
            raise ValidationError(self.error_messages["year"], "year")
        return day


class WallClockField(forms.DateTimeField):
    """Date and hour as read on a clock, without a zone: whose clock it is, the form knows (`typed_to_utc`).

    Django's own field reads it in the site's zone and refuses the hours that this zone lacks or has twice.
    """

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    input_formats = [
        "%Y-%m-%dT%H:%M",
        "%Y-%m-%dT%H:%M:%S",
        "%d/%m/%Y %H:%M",
        "%d/%m/%Y à %Hh%M",
        "%d/%m/%Y %Hh%M",
    ]
    default_error_messages = {"invalid": "Écrivez la date et l’heure, par exemple 24/01/2027 09:30."}

    def to_python(self, value: Any) -> datetime | None:
        with timezone.override(UTC):
            typed = super().to_python(value)
        return typed.replace(tzinfo=None) if typed else None


def typed_to_utc(typed: datetime, zone: str) -> datetime:
    """What a WallClockField gave, in UTC. Raises ValidationError for an hour or a year that is none."""
    try:
        return local_to_utc(typed, zone)
    except (Refusal, OverflowError, ValueError) as error:
        sentence = error.message if isinstance(error, Refusal) else "Cette date n’est pas possible."
        raise ValidationError(sentence) from error


class MobileField(LineField):
    """A mobile number typed in any way, kept as E.164 (« +33612345678 »), shown as « 06 12 34 56 78 »."""

    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"})

    def clean(self, value: Any) -> str:
        typed: str = super().clean(value)
        if not typed:
            return ""
        try:
            number = phonenumbers.parse(typed, "FR")
        except phonenumbers.NumberParseException as error:
            raise ValidationError("Écrivez un numéro comme 06 12 34 56 78.") from error
        mobiles = {phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE}
        if not phonenumbers.is_valid_number(number):
            raise ValidationError("Ce numéro n’existe pas. Vérifiez qu’il ne manque pas un chiffre.")
        if phonenumbers.number_type(number) not in mobiles:
            raise ValidationError("Indiquez un numéro de mobile : les alertes y arrivent par SMS.")
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, str) and value.startswith("+"):
            return written_number(value)
        return value


def number_for_tel(number: str) -> str:
    """As `tel:` wants it: digits and a leading plus."""
    return "".join(c for c in number if is_digits(c) or c == "+")


def written_number(number: str) -> str:
    """A telephone number as people write it, with its country unless it is French."""
    try:
        found = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    formats = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(
        found, formats.NATIONAL if found.country_code == 33 else formats.INTERNATIONAL
    )


def too_long(limit: int) -> dict[str, str]:
    """The message of a max_length, with the number written as in French."""
    return {"max_length": f"Ce texte est trop long : {french.grouped(limit)} caractères au plus."}


class DescribedRadioSelect(forms.RadioSelect):
    """Choices with a description below each, by value: `ui/choice_cards.html` shows them."""

    def __init__(self, descriptions: Mapping[str, str]) -> None:
        super().__init__()
        self.descriptions = descriptions

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return super().create_option(name, value, *args, **kwargs) | {
            "description": self.descriptions.get(str(value), "")
        }
