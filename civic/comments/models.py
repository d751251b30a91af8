"""A thread belongs to one content, which owns it by foreign key: what people say under it, and who likes it."""

from typing import ClassVar

from django.db import models

from civic.comments.enums import RemovedBy
from civic.core.audience import Audience
from civic.core.ids import new_id


class Thread(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id)
    commune = models.ForeignKey("communes.Commune", models.PROTECT, related_name="+")
    audience = models.CharField(
        max_length=9, choices=Audience, default=Audience.TOWN_HALL
    )  # follows the content's
    is_open = models.BooleanField("commentaires autorisés", default=True)
    page = models.CharField(
        max_length=300, blank=True
    )  # address of the content, to come back to without script
    comments = models.PositiveIntegerField(default=0)  # kept by the actions, removed ones left out
    likes = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(
        default=1
    )  # +1 with each change: what is kept of it is rendered anew

    def __str__(self) -> str:
        return str(self.pk)


class Comment(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id)
    thread = models.ForeignKey(Thread, models.CASCADE, related_name="all_comments")
    author = models.ForeignKey("accounts.Person", models.CASCADE, related_name="+")
    for_town_hall = models.BooleanField(default=False)  # written as mayor or delegate: shown beside the name
    author_title = models.CharField(
        max_length=80, blank=True
    )  # « Maire », or the delegate's, as of the writing
    body = models.TextField()
    key = models.CharField(
        max_length=36
    )  # of the form that sent it and its words: a double click writes once
    written_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)  # its place is kept, its text is gone
    removed_by = models.CharField(max_length=9, choices=RemovedBy, blank=True)
    removal_reason = models.CharField("motif", max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["thread", "author", "key"], name="one_comment_per_form")
        ]
        indexes: ClassVar = [models.Index(fields=["thread", "-written_at", "-id"], name="comment_in_order")]

    def __str__(self) -> str:
        return str(self.pk)


class Like(models.Model):
    thread = models.ForeignKey(Thread, models.CASCADE, related_name="+")
    person = models.ForeignKey("accounts.Person", models.CASCADE, related_name="+")
    liked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["thread", "person"], name="one_like_per_person")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.thread_id}"
