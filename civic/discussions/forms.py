from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from civic.core.clock import local_time
from civic.discussions.actions.groups import Content
from civic.discussions.models import Discussion
from civic.ui.fields import LineField, ParagraphField, WallClockField, too_long, typed_to_utc
from civic.ui.forms import VersionedForm


class DiscussionForm(VersionedForm):
    """`discussion`: the one that is edited. Once residents see it, it is no longer asked when it begins."""

    title = LineField(
        label="Titre de la discussion",
        max_length=120,
        error_messages={"required": "Donnez un titre à votre groupe de discussion.", **too_long(120)},
        widget=forms.TextInput(attrs={"data-counter-limit-value": "120", "data-controller": "counter"}),
    )
    description = ParagraphField(
        label="Description",
        max_length=3000,
        rows=5,
        required=False,
        error_messages=too_long(3000),
        help_text="De quoi parle-t-on, et ce que la mairie fera de vos échanges.",
        widget=forms.Textarea(
            attrs={"rows": 5, "data-counter-limit-value": "3000", "data-controller": "autosize counter"}
        ),
    )
    when = forms.ChoiceField(
        label="Quand l’activer ?",
        choices=[("now", "Tout de suite"), ("later", "Plus tard")],
        widget=forms.RadioSelect,
        required=False,
    )
    opens_at = WallClockField(label="Date et heure d’activation", required=False)
    is_open = forms.BooleanField(
        label="Discussion ouverte",
        required=False,
        help_text="Décochée, vos administrés lisent sans pouvoir écrire.",
    )
    ends_at = WallClockField(
        label="Date de fin",
        required=False,
        help_text="Ensuite, la discussion reste lisible mais on n’y écrit plus.",
    )
    key = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)
    use_required_attribute = False

    def __init__(
        self,
        data: Any = None,
        *,
        zone: str,
        discussion: Discussion | None = None,
        initial: dict[str, Any] | None = None,
    ) -> None:
        self.zone = zone
        super().__init__(data, initial=self._as_it_stands(discussion) if discussion else initial)
        if discussion and discussion.opened_at:
            del self.fields["when"], self.fields["opens_at"]

    def _as_it_stands(self, discussion: Discussion) -> dict[str, Any]:
        return {
            "title": discussion.title,
            "description": discussion.description,
            "is_open": discussion.is_open,
            "when": "later",
            "opens_at": local_time(discussion.opens_at, self.zone),
            "ends_at": local_time(discussion.ends_at, self.zone) if discussion.ends_at else None,
            "version": discussion.version,
        }

    def clean_opens_at(self) -> datetime | None:
        if self.data.get("when") != "later":
            return None
        if self.cleaned_data["opens_at"] is None:
            raise ValidationError("Choisissez la date et l’heure, ou « Tout de suite ».")
        return self._moment("opens_at")

    def clean_ends_at(self) -> datetime | None:
        return self._moment("ends_at")

    def _moment(self, field: str) -> datetime | None:
        typed: datetime | None = self.cleaned_data[field]
        return typed_to_utc(typed, self.zone) if typed else None

    def as_content(self) -> Content:
        cleaned = self.cleaned_data
        return Content(
            title=cleaned["title"],
            description=cleaned["description"],
            is_open=cleaned["is_open"],
            opens_at=cleaned.get("opens_at"),
            ends_at=cleaned["ends_at"],
        )
