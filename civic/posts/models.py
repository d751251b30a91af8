from typing import ClassVar

from django.db import models
from django.db.models import Q

from civic.contents.enums import Status
from civic.contents.models import Authored, Pinnable, Removable, Schedulable, WithAudience, WithComments
from civic.core.audience import Audience

_IN_FEED = Q(status=Status.PUBLISHED, removed_at=None)


class Post(Authored, Schedulable, Pinnable, Removable, WithAudience, WithComments):
    """A publication of the town hall (« publication »)."""

    title = models.CharField("titre", max_length=150, blank=True)
    body = models.TextField("contenu", blank=True)  # rich text, see ui.rich_text
    edited_at = models.DateTimeField(null=True)
    edited_by = models.ForeignKey("accounts.Person", models.SET_NULL, null=True, related_name="+")
    link = models.ForeignKey("media.LinkPreview", models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [*Authored.CONSTRAINTS, *Schedulable.CONSTRAINTS]
        indexes: ClassVar = [
            *Schedulable.INDEXES,
            *Pinnable.INDEXES,
            *Removable.INDEXES,
            models.Index(fields=["commune", "-published_at", "-id"], name="post_feed", condition=_IN_FEED),
            # What a visitor reads, among the many that are for members.
            models.Index(
                fields=["commune", "-published_at", "-id"],
                name="post_public_feed",
                condition=_IN_FEED & Q(audience=Audience.PUBLIC),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class PostMedia(models.Model):
    """The photos and the video of a publication, in order."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="media_rows")
    media = models.ForeignKey("media.Media", models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["post", "media"], name="media_once_per_post")
        ]

    def __str__(self) -> str:
        return f"{self.post_id} {self.position}"
