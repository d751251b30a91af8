"""« La commune »: its presentation with photos, and each line of its identity card."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.http import QueryDict

from civic.communes.directory.hours import DAYS, OpeningRange
from civic.communes.enums import Fact
from civic.core.text import clean_line
from civic.media.models import Media
from civic.ui.fields import EmailField, LineField, ParagraphField, RichTextField, too_long

_POSTAL_CODE = re.compile(r"\d{5}")
_CODE = re.compile(r"(?:\d{2}|2[AB])\d{3}")
_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")
_TIME = re.compile(r"(\d{1,2})\s*(?:[hH:]\s*(\d{2})?)?(?::\d{2})?")


class CommunePresentationForm(forms.Form):
    """`photos`: those of the page, then those of the form that was sent."""

    presentation = RichTextField(
        label="Présentation de la commune",
        max_length=20_000,
        rows=10,
        required=False,
        help_text="Son histoire, ses lieux, ce qui s’y passe.",
    )
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    use_required_attribute = False

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        photos: list[Media],
        initial: dict[str, Any] | None = None,
        problems: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        """`problems`: what media.form_files had to say."""
        super().__init__(data, initial=initial)
        self.photos = photos
        self.problems = problems or {}
        self.refused_photos = self.problems.get("photos", ())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for sentences in self.problems.values():
            for sentence in sentences:
                self.add_error(None, sentence)
        return cleaned


class FigureField(LineField):
    """« 2 150 », « 9,47 »: spaces, commas and a unit after it are forgiven."""

    def __init__(self, *, whole: bool, **kwargs: Any) -> None:
        super().__init__(max_length=40, **kwargs)
        self.whole = whole

    def clean(self, value: Any) -> Any:
        typed = re.sub(r"\s", "", super().clean(value))
        found = _NUMBER.match(typed)
        if not found or re.search(r"\d", typed[found.end() :].replace("km2", "")):
            raise ValidationError(
                "Écrivez un nombre, par exemple " + ("2\u202f150." if self.whole else "9,47.")
            )
        figure = float(found[0].replace(",", "."))
        if figure < 0 or figure >= 100_000_000:
            raise ValidationError("Vérifiez ce nombre.")
        if not self.whole:
            if not 0 < figure < 100_000:
                raise ValidationError("Écrivez la superficie en kilomètres carrés, par exemple 9,47.")
            return figure
        if figure != int(figure):
            raise ValidationError("Écrivez un nombre entier.")
        return int(figure)

    def prepare_value(self, value: Any) -> Any:
        return str(value).replace(".", ",") if isinstance(value, float) else value


class PostalCodesField(LineField):
    def clean(self, value: Any) -> Any:
        codes = [code for code in re.split(r"[\s,;]+", super().clean(value)) if code]
        if not codes or len(codes) > 60 or not all(_POSTAL_CODE.fullmatch(code) for code in codes):
            raise ValidationError(
                "Écrivez un code postal de cinq chiffres, ou plusieurs séparés par une virgule."
            )
        return list(dict.fromkeys(codes))

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value


class PhoneField(LineField):
    """Kept as it is read: « 04 93 00 00 00 »."""

    def clean(self, value: Any) -> str:
        typed: str = super().clean(value)
        try:
            number = phonenumbers.parse(typed, "FR")
        except phonenumbers.NumberParseException as error:
            raise ValidationError("Écrivez un numéro comme 04 93 00 00 00.") from error
        if not phonenumbers.is_valid_number(number):
            raise ValidationError("Ce numéro n’existe pas. Vérifiez qu’il ne manque pas un chiffre.")
        style = phonenumbers.PhoneNumberFormat
        return phonenumbers.format_number(
            number, style.NATIONAL if number.country_code == 33 else style.INTERNATIONAL
        )


class WebsiteField(LineField):
    def clean(self, value: Any) -> str:
        typed: str = super().clean(value)
        if typed and "://" not in typed:
            typed = f"https://{typed}"
        try:
            URLValidator(schemes=["http", "https"])(typed)
        except ValidationError as error:
            raise ValidationError("Écrivez une adresse comme www.ma-commune.fr.") from error
        if "@" in typed.split("//")[1].split("/")[0]:
            raise ValidationError("Écrivez l’adresse sans nom d’utilisateur ni mot de passe.")
        return typed


class PlaceField(LineField):
    """« 43,7292 ; 7,3602 »: latitude, then longitude."""

    def clean(self, value: Any) -> Any:
        typed = re.sub(r"[°NnEe]", " ", super().clean(value))
        if ";" not in typed and typed.count(",") == 1:
            typed = typed.replace(",", ";")  # « 43.7292, 7.3602 », as maps give it
        figures = [float(one.replace(",", ".")) for one in _NUMBER.findall(typed)]
        if len(figures) != 2 or abs(figures[0]) > 90 or abs(figures[1]) > 180:
            raise ValidationError("Écrivez la latitude puis la longitude, par exemple 43,7292 ; 7,3602.")
        return figures

    def prepare_value(self, value: Any) -> Any:
        return " ; ".join(str(one).replace(".", ",") for one in value) if isinstance(value, list) else value


class CodeField(LineField):
    def clean(self, value: Any) -> str:
        code: str = super().clean(value).upper()
        if not _CODE.fullmatch(code):
            raise ValidationError("Un code INSEE compte cinq signes, par exemple 06059.")
        return code


def _field_of(fact: Fact) -> forms.Field:
    """`required`: a line that is known cannot be corrected into nothing, except where that says something."""
    match fact:
        case Fact.POPULATION:
            return FigureField(whole=True, label="Nombre d’habitants")
        case Fact.DENSITY:
            return FigureField(whole=True, label="Habitants par km²")
        case Fact.AREA:
            return FigureField(whole=False, label="Superficie en km²")
        case Fact.POSTAL_CODES:
            return PostalCodesField(label="Code postal, ou plusieurs séparés par une virgule", max_length=500)
        case Fact.CODE:
            return CodeField(label="Code INSEE", max_length=5)
        case Fact.ADDRESS:
            return ParagraphField(label=fact.label, max_length=300, rows=3, error_messages=too_long(300))
        case Fact.PHONE:
            return PhoneField(label="Téléphone de la mairie", max_length=30)
        case Fact.EMAIL:
            return EmailField(label="Adresse e-mail de la mairie", max_length=254)
        case Fact.WEBSITE:
            return WebsiteField(label="Adresse du site officiel", max_length=500)
        case Fact.PLACE:
            return PlaceField(label="Latitude et longitude de la mairie", max_length=60)
        case _:
            return LineField(label=fact.label, max_length=200, error_messages=too_long(200))


class FactForm(forms.Form):
    """One line of the identity card."""

    use_required_attribute = False

    def __init__(self, data: QueryDict | None = None, *, fact: Fact, value: Any) -> None:
        super().__init__(data, initial={"value": value})
        self.fields["value"] = _field_of(fact)

    @property
    def value(self) -> Any:
        return self.cleaned_data["value"]


class HoursForm(forms.Form):
    """The opening hours, day by day: two periods at most; a day without any is closed."""

    use_required_attribute = False

    def __init__(self, data: QueryDict | None = None, *, value: list[OpeningRange]) -> None:
        super().__init__(data, initial=_by_day(value))
        for number, day in enumerate(DAYS, 1):
            for slot, words in enumerate(("de", "à", "puis de", "à"), 1):
                self.fields[f"day{number}_{slot}"] = forms.CharField(
                    label=f"{day.capitalize()}, {words}",
                    max_length=8,
                    required=False,
                    widget=forms.TimeInput(attrs={"type": "time"}),
                )

    @property
    def days(self) -> list[tuple[str, list[forms.BoundField]]]:
        return [
            (day.capitalize(), [self[f"day{number}_{slot}"] for slot in range(1, 5)])
            for number, day in enumerate(DAYS, 1)
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self._hours = {number: self._read_day(number) for number in range(1, 8)}
        return cleaned

    @property
    def value(self) -> list[OpeningRange]:
        """Days in a row with the same hours stand on one line."""
        ranges: list[OpeningRange] = []
        for number, hours in self._hours.items():
            if not hours:
                continue
            if ranges and ranges[-1]["last"] == number - 1 and ranges[-1]["hours"] == hours:
                ranges[-1]["last"] = number
            else:
                ranges.append({"first": number, "last": number, "hours": hours, "note": ""})
        return ranges

    def _read_day(self, number: int) -> list[list[str]]:
        slots: list[list[str]] = []
        for first in (1, 3):
            names = f"day{number}_{first}", f"day{number}_{first + 1}"
            start, end = (self._read_time(name) for name in names)
            if start is None or end is None or (not start and not end):
                continue
            if not start or not end:
                self.add_error(names[1] if start else names[0], "Indiquez le début et la fin.")
            elif start >= end:
                self.add_error(names[1], "La fin vient après le début.")
            elif slots and start < slots[-1][1]:
                self.add_error(names[0], "Cette période commence avant la fin de la précédente.")
            else:
                slots.append([start, end])
        return slots

    def _read_time(self, name: str) -> str | None:
        """« 09:00 », also typed « 9h » or « 9:00 »; "" for nothing, None for what is no hour."""
        typed = clean_line(str(self.data.get(name, ""))[:20])
        if not typed:
            return ""
        found = _TIME.fullmatch(typed)
        hour, minute = (int(found[1]), int(found[2] or 0)) if found else (99, 0)
        if hour > 23 or minute > 59:
            self.add_error(name, "Écrivez une heure comme 9 h 30.")
            return None
        return f"{hour:02}:{minute:02}"


def _by_day(ranges: list[OpeningRange]) -> dict[str, str]:
    slots: dict[int, list[list[str]]] = {number: [] for number in range(1, 8)}
    for entry in ranges:
        for number in range(entry["first"], entry["last"] + 1):
            slots[number] += [slot for slot in entry["hours"] if slot not in slots[number]]
    return {
        f"day{number}_{2 * at + side + 1}": slot[side]
        for number, found in slots.items()
        for at, slot in enumerate(sorted(found)[:2])
        for side in (0, 1)
    }
