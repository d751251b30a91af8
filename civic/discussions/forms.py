from datetime import datetime
from typing import Any

from django import forms

from civic.contents.forms import ContentForm
from civic.contents.refusals import DateInThePast, DateTooFar
from civic.core.clock import local_time
from civic.discussions.models import Discussion
from civic.discussions.refusals import EndsTooSoon
from civic.ui.fields import LineField, ParagraphField, WallClockField, too_long, typed_to_utc


class DiscussionForm(ContentForm):
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
    refusal_fields = {DateInThePast: "opens_at", DateTooFar: "opens_at", EndsTooSoon: "ends_at"}

    def __init__(
        self,
        data: Any = None,
        *,
        zone: str,
        discussion: Discussion | None = None,
        initial: dict[str, Any] | None = None,
    ) -> None:
        self.zone = zone
        super().__init__(data, initial=self._initial_of(discussion) if discussion else initial)
        if discussion and discussion.is_published:
            del self.fields["when"], self.fields["opens_at"]

    def _initial_of(self, discussion: Discussion) -> dict[str, Any]:
        return {
            "title": discussion.title,
            "description": discussion.description,
            "is_open": not discussion.is_closed,
            "when": "later",
            "opens_at": local_time(discussion.begins_at, self.zone) if discussion.begins_at else None,
            "ends_at": local_time(discussion.closes_at, self.zone) if discussion.closes_at else None,
            "version": discussion.version,
        }

    def clean_opens_at(self) -> datetime | None:
        return self.clean_chosen_hour("opens_at", self.zone)

    def clean_ends_at(self) -> datetime | None:
        typed: datetime | None = self.cleaned_data["ends_at"]
        return typed_to_utc(typed, self.zone) if typed else None

    def fields_of_content(self) -> dict[str, Any]:
        """For `actions.groups.DiscussionContent`."""
        cleaned = self.cleaned_data
        return {
            "title": cleaned["title"],
            "description": cleaned["description"],
            "is_open": cleaned["is_open"],
            "publish_at": cleaned.get("opens_at"),
            "closes_at": cleaned["ends_at"],
        }
