"""The editor of a publication. It holds the ids of files that its view has received."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from civic.contents.forms import ContentForm
from civic.core.audience import Audience
from civic.core.clock import local_time
from civic.core.ids import as_id
from civic.core.viewer import Viewer
from civic.media import photo_rows
from civic.media import queries as media_queries
from civic.media.models import LinkPreview, Media
from civic.posts.models import Post
from civic.posts.refusals import NothingToPublish
from civic.ui import rich_text
from civic.ui.fields import DescribedRadioSelect, FileInput, LineField, WallClockField, too_long

MAX_BODY = 20_000


class PostForm(ContentForm):
    refusal_fields = {NothingToPublish: "title"}

    title = LineField(
        label="Titre de votre publication",
        max_length=150,
        required=False,
        error_messages=too_long(150),
        widget=forms.TextInput(attrs={"data-counter-limit-value": "150", "data-controller": "counter"}),
    )
    content = forms.CharField(
        label="Contenu de votre publication", required=False, widget=forms.Textarea(attrs={"rows": 8})
    )
    content_format = forms.CharField(
        required=False,
        widget=forms.HiddenInput(attrs={"data-editor-target": "format", "data-draft-target": "hidden"}),
    )
    link = forms.CharField(
        label="Lien",
        required=False,
        max_length=2000,
        widget=forms.URLInput(attrs={"placeholder": "https://", "inputmode": "url"}),
        help_text="L’adresse d’une page web : son titre et son image apparaîtront.",
    )
    video_url = forms.CharField(
        label="Adresse d’une vidéo",
        required=False,
        max_length=500,
        widget=forms.URLInput(attrs={"placeholder": "https://", "inputmode": "url"}),
        help_text="YouTube, Vimeo ou Dailymotion.",
    )
    video_file = forms.FileField(
        label="Ou une vidéo de votre appareil",
        required=False,
        widget=FileInput("Choisir une vidéo", attrs={"accept": "video/*"}),
        help_text="15 minutes et 500\u00a0Mo au plus. Elle est préparée après l’envoi.",
    )
    captions = forms.FileField(
        label="Sous-titres de la vidéo",
        required=False,
        widget=FileInput("Choisir un fichier", attrs={"accept": ".srt,.vtt,text/vtt"}),
        help_text="Fichier .srt ou .vtt, pour les personnes qui n’entendent pas.",
    )
    audience = forms.ChoiceField(
        label="Qui peut la lire ?",
        choices=[(Audience.MEMBERS, "Réservé aux administrés"), (Audience.PUBLIC, "Public")],
        widget=DescribedRadioSelect(
            {
                Audience.MEMBERS: "Ceux que la mairie a acceptés",
                Audience.PUBLIC: "Tout le monde peut lire, les administrés commentent",
            }
        ),
        error_messages={"required": "Choisissez qui peut lire la publication."},
    )
    comments_open = forms.BooleanField(label="Autoriser les commentaires", required=False)
    when = forms.ChoiceField(
        label="Quand ?",
        choices=[("now", "Tout de suite"), ("later", "Plus tard")],
        widget=forms.RadioSelect,
        required=False,
    )
    publish_at = WallClockField(label="Date et heure de publication", required=False)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        viewer: Viewer,
        post: Post | None = None,
        initial: dict[str, Any] | None = None,
        problems: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        """`problems`: what media.form_files had to say, by field."""
        super().__init__(data, initial=initial)
        self.viewer = viewer
        self.post = post
        self.problems = problems or {}
        self.refused_photos = self.problems.get("photos", ())
        self.zone = viewer.commune.time_zone
        self.link_card: LinkPreview | None = post.link if post else None
        self.captions_text = str(self.data.get("captions_text", ""))
        self.photos: list[Media] = []
        self.video: Media | None = None
        if data is not None:
            self.photos = [item for item in photo_rows.read(viewer, data) if item.is_photo]
            self.video = photo_rows.read_video(viewer, data)
            self.link_card = self._card()
        elif post:
            media = [row.media for row in post.media_rows.all()]
            self.photos = [item for item in media if item.is_photo]
            self.video = next((item for item in media if not item.is_photo), None)

    @classmethod
    def for_post(cls, viewer: Viewer, post: Post) -> "PostForm":
        """As it stands, to edit."""
        at = post.publish_at
        initial = {
            "title": post.title,
            "content": rich_text.to_plain(post.body),
            "link": post.link.url if post.link else "",
            "audience": post.audience,
            "comments_open": post.thread.is_open,
            "when": "later" if at else "now",
            "publish_at": local_time(at, viewer.commune.time_zone) if at else None,
            "version": post.version,
            "key": post.form_key,
        }
        return cls(viewer=viewer, post=post, initial=initial)

    @property
    def rich_content(self) -> str:
        """What the editor starts from when the script has arrived."""
        if self.is_bound:
            return self.body()
        return self.post.body if self.post else ""

    @property
    def has_problem_with_link_or_video(self) -> bool:
        """Then their part of the form is shown unfolded."""
        return any(self[name].errors for name in ("link", "video_url", "video_file", "captions"))

    def body(self) -> str:
        is_html = self.data.get("content_format") == "html"
        return rich_text.read(str(self.data.get("content", "")), is_html=is_html, limit=MAX_BODY)

    def clean_content(self) -> str:
        body = self.body()
        if rich_text.is_longer(body, MAX_BODY):
            raise ValidationError(too_long(MAX_BODY)["max_length"])
        return body

    def clean_publish_at(self) -> datetime | None:
        return self.clean_chosen_hour("publish_at", self.zone)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for field, sentences in self.problems.items():
            self.add_error(field if field in self.fields else None, " ".join(sentences))
        return cleaned

    def fields_of_content(self) -> dict[str, Any]:
        """For `actions.PostContent`."""
        cleaned = self.cleaned_data
        media = [item for item in [*self.photos, self.video] if item]
        return {
            "title": cleaned["title"],
            "body": cleaned["content"],
            "audience": cleaned["audience"],
            "comments_open": cleaned["comments_open"],
            "media_ids": [item.pk for item in media],
            "alts": {item.pk: item.alt for item in media},
            "captions": {self.video.pk: self.captions_text} if self.video and self.captions_text else {},
            "link_id": self.link_card.pk if self.link_card else None,
            "publish_at": cleaned["publish_at"],
        }

    def _card(self) -> LinkPreview | None:
        """The one that was received with the form; for the preview, one of the same address."""
        address = str(self.data.get("link", "")).strip()
        if card := str(self.data.get("link_card", "")):
            return media_queries.usable_link(self.viewer, as_id(card))
        return media_queries.link_of(self.viewer, address) if address else None
