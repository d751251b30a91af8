"""Conversations: a thread belongs to one content, which owns it by foreign key, or to a list of people. Its messages
are numbered one after the other: their order, pages and what a person has not read yet all go by that number."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from civic.core.encryption import EncryptedTextField, readable
from civic.core.ids import new_id
from civic.threads.enums import RemovedBy, ThreadAudience

UNREADABLE = "Ce message ne peut pas être lu pour le moment."


class Thread(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id)
    commune = models.ForeignKey("communes.Commune", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)  # key of a kinds.ThreadKind: words, limits, rights
    feature = models.CharField(
        max_length=40, blank=True
    )  # of the content: while it is off nobody is answered
    audience = models.CharField(max_length=12, choices=ThreadAudience, default=ThreadAudience.NOBODY)
    is_open = models.BooleanField(default=True)
    encrypted = models.BooleanField(default=False)  # bodies are encrypted at rest
    page = models.CharField(max_length=300, blank=True)  # address of the content
    last_number = models.PositiveIntegerField(default=0)  # given out, those of removed messages included
    messages = models.PositiveIntegerField(default=0)  # that stand; kept by the actions, like the next two
    speakers = models.PositiveIntegerField(default=0)  # people of whom a message stands
    likes = models.PositiveIntegerField(default=0)  # of the content
    version = models.PositiveIntegerField(default=1)  # +1 with each change: keys of cached fragments
    # Of comments: the first one that the town hall has neither answered nor put away.
    unanswered_number = models.PositiveIntegerField(null=True)
    unanswered_since = models.DateTimeField(null=True)
    # « Sans suite »: the numbers of the first and the last message that were put away together.
    put_away_from = models.PositiveIntegerField(default=0, db_default=0)
    put_away_number = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["commune", "unanswered_since"],
                name="thread_unanswered",
                condition=Q(unanswered_since__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Message(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id)
    # By its number, or with the person: what else begins with the thread is slower in a long one.
    thread = models.ForeignKey(Thread, models.CASCADE, related_name="+", db_index=False)
    number = models.PositiveIntegerField()  # in its thread, from 1 on
    author = models.ForeignKey("accounts.Person", models.CASCADE, related_name="+")
    for_town_hall = models.BooleanField(default=False)  # written as mayor or delegate
    # By one of those whose it is to answer residents. None: from before this was asked, by whoever spoke for it.
    settles = models.BooleanField(null=True)
    # Prepared by the town hall, and said by nobody: the author is in whose name it left, and is named nowhere.
    is_automatic = models.BooleanField(default=False, db_default=False)
    author_title = models.CharField(
        max_length=80, blank=True
    )  # « Maire », or the delegate's, as of the writing
    body = models.TextField(blank=True)
    encrypted_body = EncryptedTextField(blank=True, default="")  # instead of `body` in an encrypted thread
    file_count = models.PositiveSmallIntegerField(default=0, db_default=0)  # private files that it holds
    # Quoted as it stands when the answer is read: what was removed is not kept alive by its answers.
    answers = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    likes = models.PositiveIntegerField(default=0)
    key = models.CharField(max_length=36)  # digest of the form's key and the text: a double click writes once
    written_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)  # its place is kept, its text is gone
    removed_by = models.CharField(max_length=9, choices=RemovedBy, blank=True)
    removal_reason = models.CharField("motif", max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["thread", "number"], name="one_message_per_number"),
            models.UniqueConstraint(
                fields=["thread", "author", "key"], name="one_message_per_form_and_thread"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.thread_id} {self.number}"

    @property
    def text(self) -> str:
        """Raises UnreadableValue."""
        return self.encrypted_body or self.body

    @property
    def has_text(self) -> bool:
        """Asked without opening it."""
        return bool(self.body or self.__dict__.get("encrypted_body"))

    @property
    def author_name(self) -> str:
        return "La mairie" if self.is_automatic else self.author.full_name

    @property
    def author_in_sentence(self) -> str:
        return "la mairie" if self.is_automatic else self.author.full_name

    @property
    def is_encrypted(self) -> bool:
        """Asked without opening it: what stands has words in the one or the other."""
        return not self.body and not self.removed_at

    @property
    def words(self) -> str:
        """For those who read; files without a word are named. Nobody edits this."""
        if self.file_count and not self.has_text:
            return "Fichier joint" if self.file_count == 1 else f"{self.file_count}\u00a0fichiers joints"
        return readable(lambda: self.text, UNREADABLE)


class Participant(models.Model):
    """A person in a thread: how far they have read, and how many of their messages stand. Where the audience is
    `participants`, also the right to read it, until they left."""

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="+", db_index=False)
    person = models.ForeignKey("accounts.Person", models.CASCADE, related_name="+")
    read_upto = models.PositiveIntegerField(default=0)  # a number of a message; it only grows
    messages = models.PositiveIntegerField(default=0)
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["thread", "person"], name="one_participant_per_person")
        ]
        indexes: ClassVar = [
            models.Index(fields=["thread", "person"], name="thread_speakers", condition=Q(messages__gt=0))
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.thread_id}"


class MessageLike(models.Model):
    message = models.ForeignKey(Message, models.CASCADE, related_name="+")
    person = models.ForeignKey("accounts.Person", models.CASCADE, related_name="+")
    liked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["message", "person"], name="one_like_per_message")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.message_id}"


class ContentLike(models.Model):
    """Of the content that the thread belongs to."""

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="+")
    person = models.ForeignKey("accounts.Person", models.CASCADE, related_name="+")
    liked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["thread", "person"], name="one_like_per_content")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.thread_id}"
