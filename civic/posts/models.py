from typing import ClassVar

from django.db import models
from django.db.models import Q

from civic.core.audience import Audience
from civic.core.ids import new_id
from civic.posts.enums import PostStatus


class Post(models.Model):
    """A publication of the town hall (« publication »)."""

    id = models.UUIDField(primary_key=True, default=new_id)
    commune = models.ForeignKey("communes.Commune", models.PROTECT, related_name="+")
    author = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    author_title = models.CharField(max_length=80)  # « Maire », or the delegate's function, as of the writing
    key = models.CharField(max_length=36)  # of the form that made it: a double click makes one publication
    title = models.CharField("titre", max_length=150, blank=True)
    body = models.TextField("contenu", blank=True)  # rich text, see ui.rich_text
    audience = models.CharField("visibilité", max_length=9, choices=Audience, default=Audience.MEMBERS)
    status = models.CharField(max_length=9, choices=PostStatus, default=PostStatus.DRAFT)
    publish_at = models.DateTimeField(null=True)  # of a scheduled one
    published_at = models.DateTimeField(null=True)
    pinned_at = models.DateTimeField(null=True)
    edited_at = models.DateTimeField(null=True)
    edited_by = models.ForeignKey("accounts.Person", models.SET_NULL, null=True, related_name="+")
    removed_at = models.DateTimeField(null=True)
    status_before_removal = models.CharField(max_length=9, choices=PostStatus, blank=True)
    version = models.PositiveIntegerField(
        default=1
    )  # +1 with each change; an editor says which one it started from
    thread = models.OneToOneField("comments.Thread", models.PROTECT, related_name="+")
    link = models.ForeignKey("media.LinkPreview", models.SET_NULL, null=True, related_name="+")
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["commune", "author", "key"], name="one_post_per_form"),
            models.CheckConstraint(
                condition=~Q(status=PostStatus.PUBLISHED) | Q(published_at__isnull=False),
                name="published_has_date",
            ),
            models.CheckConstraint(
                condition=~Q(status=PostStatus.SCHEDULED) | Q(publish_at__isnull=False),
                name="scheduled_has_date",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["commune", "-published_at", "-id"],
                name="post_feed",
                condition=Q(status=PostStatus.PUBLISHED),
            ),
            # What a visitor reads, among the many that are for members.
            models.Index(
                fields=["commune", "-published_at", "-id"],
                name="post_public_feed",
                condition=Q(status=PostStatus.PUBLISHED, audience=Audience.PUBLIC),
            ),
            models.Index(
                fields=["commune", "-pinned_at"], name="post_pinned", condition=Q(pinned_at__isnull=False)
            ),
            models.Index(fields=["publish_at"], name="post_due", condition=Q(status=PostStatus.SCHEDULED)),
            models.Index(fields=["commune", "status", "-saved_at"], name="post_unpublished"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_published(self) -> bool:
        return self.status == PostStatus.PUBLISHED

    @property
    def is_public(self) -> bool:
        return self.audience == Audience.PUBLIC


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
