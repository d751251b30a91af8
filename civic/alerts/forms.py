from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from civic.alerts import rules
from civic.alerts.enums import AlertState, Level
from civic.alerts.models import SIGN_LENGTH, TEXT_LENGTH, Alert, AlertAnswer
from civic.alerts.queries.alerts import Publication
from civic.alerts.ready import ReadyMessage
from civic.alerts.refusals import AlertChangedMeanwhile, ExpiresInThePast, ExpiresTooLate, SignTooLong
from civic.core.clock import local_time, now
from civic.core.encryption import readable
from civic.core.refusals import Refusal
from civic.ui.fields import (
    DescribedRadioSelect,
    LineField,
    ParagraphField,
    WallClockField,
    too_long,
    typed_to_utc,
)
from civic.ui.forms import add_refusal, put_into

_OF_EXPIRY = (ExpiresInThePast, ExpiresTooLate)


class AlertForm(forms.Form):
    """`alert`: the last one of the commune; `start`: whose words one starts from, if not from none."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    origin = forms.UUIDField(required=False, widget=forms.HiddenInput)  # what had these words ready
    level = forms.ChoiceField(
        label="Gravité",
        choices=Level.choices,
        initial=Level.IMPORTANT,
        widget=DescribedRadioSelect(
            {
                Level.INFORMATION: "Travaux, horaires exceptionnels. Chacun peut le fermer après l’avoir lu.",
                Level.IMPORTANT: "Coupure d’eau ou d’électricité, route barrée. Il reste affiché.",
                Level.DANGER: "Des personnes peuvent être en danger. Les appareils sonnent tout de suite.",
            }
        ),
    )
    text = ParagraphField(
        label="Message",
        max_length=TEXT_LENGTH,
        rows=3,
        error_messages={
            "required": "Écrivez le message que vos administrés liront.",
            **too_long(TEXT_LENGTH),
        },
        help_text="Ce qui se passe, où, et ce qu’il faut faire.",
        widget=forms.Textarea(
            attrs={
                "rows": 3,
                "data-counter-limit-value": str(TEXT_LENGTH),
                "data-controller": "autosize counter",
            }
        ),
    )
    publication = forms.ChoiceField(
        label="Publication à lire",
        required=False,
        help_text="Une de vos publications que tout le monde peut lire.",
    )
    url = forms.CharField(
        label="Ou un autre lien",
        max_length=2000,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={"max_length": "Cette adresse est trop longue\u00a0: 500 caractères au plus."},
        help_text="Collez l’adresse de la page où l’on en lit davantage\u00a0: la préfecture, Météo-France…",
    )
    expires_at = WallClockField(
        label="Fin automatique",
        required=False,
        help_text="À l’heure de votre commune. Vide\u00a0: le message reste jusqu’à ce que vous le désactiviez.",
    )
    sign = ParagraphField(
        label="Texte du panneau lumineux",
        max_length=SIGN_LENGTH,
        required=False,
        error_messages=too_long(SIGN_LENGTH),
        help_text="Deux lignes de 32 signes, en capitales sans accents. Vide\u00a0: le début du message.",
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
    )
    is_drill = forms.BooleanField(
        label="C’est un exercice\u00a0: seules les personnes de la mairie le voient et sont prévenues",
        required=False,
    )
    announce_again = forms.BooleanField(
        label="Prévenir de nouveau par e-mail et notification",
        required=False,
        help_text="Inutile pour corriger une faute de frappe. Changer la gravité prévient toujours de nouveau.",
    )
    use_required_attribute = False

    def __init__(
        self,
        data: Any = None,
        *,
        zone: str,
        alert: Alert | None,
        publications: Sequence[Publication] = (),
        start: ReadyMessage | Alert | None = None,
    ) -> None:
        self.zone, self._alert = zone, alert
        super().__init__(data, initial=_initial_of(alert, zone, publications, start))
        offered = [(one.page, one.title) for one in publications]
        self.fields["publication"].choices = [("", "Aucune"), *offered]  # type: ignore[attr-defined]

    @property
    def started_from(self) -> int:
        """A version; 0 where there was no alert yet."""
        return self.cleaned_data["version"] or 0

    def clean_url(self) -> str:
        try:
            return rules.usable_address(self.cleaned_data["url"])
        except Refusal as refusal:
            raise ValidationError(refusal.message) from refusal

    def clean_sign(self) -> str:
        lines, cut = rules.sign_lines(self.cleaned_data["sign"])
        if cut:
            raise ValidationError(SignTooLong.message)
        return "\n".join(lines)

    def clean(self) -> dict[str, Any]:
        """What was chosen in the list is what one reads there."""
        link, typed = _link(self.cleaned_data), self.cleaned_data.get("url")
        if typed and typed != link:
            raise ValidationError(
                {"url": "Gardez l’un ou l’autre\u00a0: la publication choisie, ou ce lien."}
            )
        if link:
            self.cleaned_data["url"] = link
        return self.cleaned_data

    def clean_expires_at(self) -> datetime | None:
        typed: datetime | None = self.cleaned_data["expires_at"]
        return typed_to_utc(typed, self.zone) if typed else None

    def add_refusal(self, refusal: Refusal) -> None:
        """Sent again after AlertChangedMeanwhile, it replaces what the other one saved."""
        add_refusal(self, refusal, "expires_at" if isinstance(refusal, _OF_EXPIRY) else None)
        if isinstance(refusal, AlertChangedMeanwhile):
            put_into(self, "version", refusal.version)

    def as_written(self) -> Alert:
        """What it would show, as far as what was typed holds together. Saved nowhere."""
        known = self.cleaned_data if self.is_bound else self.initial
        expires_at = known.get("expires_at")
        if expires_at and not self.is_bound and self._alert:
            expires_at = self._alert.expires_at
        return Alert(
            level=known.get("level") or self.base_fields["level"].initial,
            text=known.get("text", ""),
            url=_link(known),
            expires_at=expires_at,
            sign=known.get("sign", ""),
            is_drill=known.get("is_drill", False),
        )

    def fields_of_content(self) -> dict[str, Any]:
        """For `actions.managing.AlertContent`."""
        names = ("level", "text", "url", "expires_at", "sign", "origin", "is_drill")
        return {name: self.cleaned_data[name] for name in names}


def _link(known: Mapping[str, Any]) -> str:
    page, url = known.get("publication"), known.get("url", "")
    return f"{settings.SITE_URL}{page}" if page else url


def _initial_of(
    alert: Alert | None, zone: str, publications: Sequence[Publication], start: ReadyMessage | Alert | None
) -> dict[str, Any]:
    """An expiry that is over is nobody's choice for the next time, nor is an exercise, nor what had it ready."""
    version = {"version": alert.version} if alert else {}
    if start is None:
        return version
    if isinstance(start, ReadyMessage):
        return version | {"level": start.level, "text": start.text}
    is_over = rules.state_of(start, now()) is AlertState.OVER
    expires_at = None if is_over or start.expires_at is None else local_time(start.expires_at, zone)
    page = start.url.removeprefix(settings.SITE_URL)
    is_offered = any(page == one.page for one in publications)
    return version | {
        "level": start.level,
        "text": start.text,
        "publication": page if is_offered else "",
        "url": "" if is_offered else start.url,
        "expires_at": expires_at,
        "sign": start.sign,
        "origin": None if is_over else start.origin,
        "is_drill": start.is_drill and not is_over,
    }


class _CutLineField(LineField):
    """What is longer is cut: a call for help comes through, however it was typed."""

    def to_python(self, value: Any) -> str:
        return super().to_python(str(value or "")[: self.max_length])


class AnswerForm(forms.Form):
    """`needs_help` comes with the button."""

    words = _CutLineField(
        label="Ce dont vous avez besoin",
        max_length=rules.LONGEST_WORDS,
        required=False,
        help_text="Une phrase, si vous le pouvez.",
    )
    place = _CutLineField(
        label="Où êtes-vous\u202f?",
        max_length=rules.LONGEST_PLACE,
        required=False,
        help_text="Si vous n’êtes pas chez vous.",
    )
    use_required_attribute = False


def initial_answer(own: AlertAnswer | None) -> dict[str, str]:
    """Whoever asks again has what they wrote before them: nothing of it is lost by one more click."""
    if own is None:
        return {}
    return {"words": readable(lambda: own.words, ""), "place": readable(lambda: own.place, "")}
