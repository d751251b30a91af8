"""The editor of a publication. Files are kept as soon as they arrive, so that an error elsewhere loses none."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from civic.core.audience import Audience
from civic.core.clock import local_time
from civic.core.refusals import Refusal
from civic.core.text import clean_text
from civic.core.viewer import Viewer
from civic.media import actions as media
from civic.media import photo_rows
from civic.media import queries as media_queries
from civic.media.models import LinkPreview, Media
from civic.posts.actions import MAX_MEDIA, Content, TooManyMedia
from civic.posts.models import Post
from civic.ui import rich_text
from civic.ui.fields import LineField, WallClockField, too_long, typed_to_utc
from civic.ui.forms import VersionedForm

MAX_BODY = 20_000


class PostForm(VersionedForm):
    title = LineField(
        label="Titre de votre publication",
        max_length=150,
        required=False,
        error_messages=too_long(150),
        widget=forms.TextInput(attrs={"data-limit": "150", "data-behaviour": "counter"}),
    )
    content = forms.CharField(
        label="Contenu de votre publication", required=False, widget=forms.Textarea(attrs={"rows": 8})
    )
    content_format = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"data-format": True}))
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
    audience = forms.ChoiceField(
        label="Qui peut la lire ?",
        choices=[(Audience.MEMBERS, "Réservé aux administrés"), (Audience.PUBLIC, "Public")],
        widget=forms.RadioSelect,
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
    key = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)
    use_required_attribute = False

    def __init__(
        self,
        data: QueryDict | None = None,
        files: MultiValueDict[str, Any] | None = None,
        *,
        viewer: Viewer,
        post: Post | None = None,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, files, initial=initial)
        self.viewer = viewer
        self.post = post
        self.zone = viewer.commune.time_zone
        rows = [row.media for row in post.media_rows.all()] if post else []
        self.photos: list[Media] = [item for item in rows if item.is_photo]
        self.video: Media | None = next((item for item in rows if not item.is_photo), None)
        self.link_card: LinkPreview | None = post.link if post else None

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
            "key": post.key,
        }
        return cls(viewer=viewer, post=post, initial=initial)

    @property
    def rich_content(self) -> str:
        """What the editor starts from when the script has arrived."""
        if self.is_bound:
            return self.body()
        return self.post.body if self.post else ""

    def body(self) -> str:
        text = str(self.data.get("content", ""))
        return (
            rich_text.from_editor(text)
            if self.data.get("content_format") == "html"
            else rich_text.from_plain(text)
        )

    def clean_content(self) -> str:
        if len(str(self.data.get("content", ""))) > 20 * MAX_BODY:
            raise ValidationError("Ce texte est trop long : 20 000 caractères au plus.")
        body = self.body()
        if len(rich_text.to_plain(body)) > MAX_BODY:
            raise ValidationError("Ce texte est trop long : 20 000 caractères au plus.")
        return body

    def clean_publish_at(self) -> datetime | None:
        typed: datetime | None = self.cleaned_data["publish_at"]
        if self.data.get("when") != "later":
            return None
        if typed is None:
            raise ValidationError("Choisissez la date et l’heure, ou « Tout de suite ».")
        return typed_to_utc(typed, self.zone)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        self._take("photos", self._read_photos)
        self._take("video_url", self._read_video)
        self._take("link", self._read_link)
        return cleaned

    def as_content(self) -> Content:
        cleaned = self.cleaned_data
        media_ids = [item.pk for item in [*self.photos, self.video] if item]
        return Content(
            title=cleaned["title"],
            body=cleaned["content"],
            audience=cleaned["audience"],
            comments_open=cleaned["comments_open"],
            media_ids=media_ids,
            link_id=self.link_card.pk if self.link_card else None,
        )

    def show_saved(self) -> None:
        """For the preview: what the form keeps already, as its rows say, without taking in anything new."""
        rows = photo_rows.saved_ids([*self._list("photo"), *self._list("video")])
        found = media_queries.usable_media(self.viewer, rows)
        self.photos = [item for item in found if item.is_photo]
        self.video = next((item for item in found if not item.is_photo), None)
        address = str(self.data.get("link", "")).strip()
        self.link_card = media_queries.link_of(self.viewer, address) if address else None

    def _take(self, field: str, read: Any) -> None:
        try:
            read()
        except Refusal as refusal:
            self.add_error(field if field in self.fields else None, refusal.message)

    def _read_photos(self) -> None:
        self.photos, problems = photo_rows.read(
            self.viewer, self.data, self.files, limit=MAX_MEDIA, too_many=TooManyMedia.message
        )
        if problems:
            raise Refusal(" ".join(problems))

    def _read_video(self) -> None:
        saved = media_queries.usable_media(self.viewer, photo_rows.saved_ids(self._list("video")))
        self.video = saved[0] if saved else None
        file = self.files.get("video_file") if self.files else None
        address = self.cleaned_data.get("video_url", "").strip()
        former, alt = self.video, (self._list("video_alt") or [""])[0]
        if file:
            self.video = media.receive_video(viewer=self.viewer, file=file, alt=alt)
        elif address and not (former and former.address and address in former.address):
            self.video = media.hosted_video(viewer=self.viewer, url=address)
        elif former and clean_text(alt) != former.alt:
            self.video = media.describe(viewer=self.viewer, media_id=former.pk, alt=alt[:300])
        captions = self.files.get("captions") if self.files else None
        if captions and self.video:
            media.add_captions(viewer=self.viewer, media_id=self.video.pk, file=captions)

    def _read_link(self) -> None:
        address = self.cleaned_data.get("link", "").strip()
        if not address:
            self.link_card = None
        elif not (self.link_card and self.link_card.url == address):
            self.link_card = media.preview_link(viewer=self.viewer, url=address)

    def _list(self, name: str) -> list[str]:
        return photo_rows.listed(self.data, name)
