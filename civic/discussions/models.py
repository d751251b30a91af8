"""Groups of discussion. Messages are numbered within their group, one after the other: their order, the pages of a long
discussion and what a person has not read yet all go by that number."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from civic.comments.enums import RemovedBy
from civic.core.ids import new_id


class Discussion(models.Model):
    """A group of discussion (« groupe de discussion »), for the commune’s own people."""

    id = models.UUIDField(primary_key=True, default=new_id)
    commune = models.ForeignKey("communes.Commune", models.PROTECT, related_name="+")
    author = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    author_title = models.CharField(max_length=80)  # « Maire », or the delegate's function, as of the writing
    key = models.CharField(max_length=36)  # of the form that made it: a double click makes one group
    title = models.CharField("titre", max_length=120)
    description = models.TextField("description", blank=True)
    is_open = models.BooleanField("discussion ouverte", default=True)  # off: to be read only
    opens_at = models.DateTimeField()  # residents see it from then on
    opened_at = models.DateTimeField(null=True)  # when they were told
    ends_at = models.DateTimeField(null=True)
    pinned_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    last_message_at = models.DateTimeField(null=True)
    active_at = models.DateTimeField()  # the last message, or the opening: lists go by it
    version = models.PositiveIntegerField(
        default=1
    )  # grows with each change to what the form holds: a second editor is told
    last_number = models.PositiveIntegerField(default=0)  # given out, those of removed messages included
    messages = models.PositiveIntegerField(default=0)  # that stand; kept by the actions, as the next
    participants = models.PositiveIntegerField(default=0)  # people of whom a message stands
    removed_at = models.DateTimeField(null=True)  # can be brought back for a few minutes
    removal_reason = models.CharField("motif", max_length=300, blank=True)  # said to who comes by an old link
    erased_at = models.DateTimeField(null=True)  # only the reason is left of it

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["commune", "author", "key"], name="one_discussion_per_form"),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=models.F("opens_at")), name="discussion_ends_later"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["commune", "-active_at", "-id"], name="discussion_list"),
            models.Index(
                fields=["commune", "-pinned_at"],
                name="discussion_pinned",
                condition=Q(pinned_at__isnull=False),
            ),
            models.Index(fields=["opens_at"], name="discussion_due", condition=Q(opened_at=None)),
            models.Index(
                fields=["removed_at"],
                name="discussion_removed",
                condition=Q(removed_at__isnull=False, erased_at=None),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Message(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id)
    discussion = models.ForeignKey(Discussion, models.CASCADE, related_name="all_messages")
    number = models.PositiveIntegerField()  # in its discussion, from 1 on
    author = models.ForeignKey("accounts.Person", models.CASCADE, related_name="+")
    for_town_hall = models.BooleanField(default=False)  # written as mayor or delegate: shown beside the name
    author_title = models.CharField(max_length=80, blank=True)  # as of the writing
    body = models.TextField()
    # Quoted as it stands when the answer is read: what was removed is not kept alive by its answers.
    answers = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    likes = models.PositiveIntegerField(default=0)
    key = models.CharField(max_length=36)  # of the form and its words: a double click writes once
    written_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)  # its place is kept, its text is gone
    removed_by = models.CharField(max_length=9, choices=RemovedBy, blank=True)
    removal_reason = models.CharField("motif", max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["discussion", "number"], name="message_numbered_once"),
            models.UniqueConstraint(fields=["discussion", "author", "key"], name="one_message_per_form"),
        ]

    def __str__(self) -> str:
        return f"{self.discussion_id} {self.number}"


class MessageLike(models.Model):
    message = models.ForeignKey(Message, models.CASCADE, related_name="+")
    person = models.ForeignKey("accounts.Person", models.CASCADE, related_name="+")
    liked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["message", "person"], name="one_like_per_message_and_person")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.message_id}"


class Presence(models.Model):
    """How far a person has read a discussion, and how many of their messages stand there."""

    discussion = models.ForeignKey(Discussion, models.CASCADE, related_name="+")
    person = models.ForeignKey("accounts.Person", models.CASCADE, related_name="+")
    read_upto = models.PositiveIntegerField(default=0)  # a number of a message; it only grows
    messages = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["discussion", "person"], name="one_presence_per_person")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["discussion", "person"], name="discussion_speakers", condition=Q(messages__gt=0)
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.read_upto}"
