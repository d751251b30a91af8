"""Conversations between a resident and their town hall, and between two mayors. What is said there is an encrypted
thread."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from civic.core.encryption import EncryptedTextField, readable
from civic.core.ids import new_id
from civic.core.text import mark_of
from civic.messaging.enums import Addressee


class Conversation(models.Model):
    """One for a resident and their town hall's team, and one for a resident and each mayor. Two mayors have one thread,
    and each their own side of it, a row among the others of their town hall. Addresses name a conversation by its
    thread, which within a commune is one; of a resident's, that is its own key too."""

    id = models.UUIDField(primary_key=True, default=new_id)
    commune = models.ForeignKey("communes.Commune", models.PROTECT, related_name="+")
    thread = models.ForeignKey("threads.Thread", models.CASCADE, related_name="+")
    resident = models.ForeignKey("accounts.Person", models.CASCADE, null=True, related_name="+")
    addressee = models.CharField(max_length=5, choices=Addressee)
    # Of a mayor who is written to alone: the next one does not read what this one was told.
    office = models.ForeignKey("town_halls.Office", models.CASCADE, null=True, related_name="+")
    # Instead of a resident: the mayor of another commune, by their mandate.
    peer = models.ForeignKey("town_halls.Office", models.CASCADE, null=True, related_name="+")
    # Whom alone of the team its mayor lets read what two mayors say, for as long as that delegation runs.
    opened_to = models.ForeignKey("delegations.Delegation", models.SET_NULL, null=True, related_name="+")
    active_at = models.DateTimeField()  # of the last message: lists go by it
    waiting_since = models.DateTimeField(null=True)  # the first message that nobody has answered
    # Of a commune that merged, where the resident has another one with the team that goes on: it is read, and no more.
    ended_at = models.DateTimeField(null=True)
    assigned_to = models.ForeignKey("accounts.Person", models.SET_NULL, null=True, related_name="+")
    # The last one of which its resident was warned: once is enough.
    absence = models.ForeignKey("messaging.Absence", models.SET_NULL, null=True, related_name="+")
    # Of the last message that left by itself; 0: none did. The town hall's people have nothing to read there.
    automatic_number = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(addressee=Addressee.TEAM, office=None)
                | Q(addressee=Addressee.MAYOR, office__isnull=False),
                name="conversation_has_readers",
            ),
            models.CheckConstraint(
                condition=Q(resident__isnull=False, peer=None, opened_to=None)
                | Q(resident=None, peer__isnull=False, addressee=Addressee.MAYOR),
                name="conversation_has_two_sides",
            ),
            models.CheckConstraint(
                condition=Q(resident=None) | Q(id=F("thread")), name="conversation_of_resident_is_its_thread"
            ),
            models.UniqueConstraint(fields=["thread", "commune"], name="one_side_in_commune"),
            models.UniqueConstraint(fields=["office", "peer"], name="one_conversation_between_mayors"),
            models.UniqueConstraint(
                fields=["commune", "resident"],
                condition=Q(addressee=Addressee.TEAM, ended_at=None),
                name="one_conversation_with_team",
            ),
            models.UniqueConstraint(
                fields=["office", "resident"],
                condition=Q(addressee=Addressee.MAYOR),
                name="one_conversation_with_mayor",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["commune", "-active_at", "-id"], name="conversation_list"),
            models.Index(fields=["resident", "-active_at"], name="conversation_of_resident"),
            models.Index(
                fields=["commune", "waiting_since"],
                name="conversation_waiting",
                condition=Q(waiting_since__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Memo(models.Model):
    """What the people of a town hall tell each other beside a conversation: the resident never sees it."""

    id = models.UUIDField(primary_key=True, default=new_id)
    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="memos")
    # None: of somebody whose account is closed. It is the team's, and stays.
    author = models.ForeignKey("accounts.Person", models.SET_NULL, null=True, related_name="+")
    words = EncryptedTextField("note")
    key = models.CharField(
        max_length=36
    )  # digest of the form's key and the words: sent twice, it is one note
    written_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["conversation", "author", "key"], name="one_memo_per_form")
        ]
        indexes: ClassVar = [models.Index(fields=["conversation", "written_at"], name="memo_list")]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def readable_words(self) -> str:
        return readable(lambda: self.words, "Cette note ne peut pas être lue pour le moment.")


class ReplyTemplate(models.Model):
    """« Réponse type »: what a town hall answers often, with fields that are filled in for each resident."""

    id = models.UUIDField(primary_key=True, default=new_id)
    commune = models.ForeignKey("communes.Commune", models.CASCADE, related_name="+")
    name = models.CharField("nom", max_length=80)
    text = models.TextField("texte")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["commune", "name"], name="one_reply_template_per_name")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def mark(self) -> str:
        return mark_of(f"{self.name}\n{self.text}")


class Absence(models.Model):
    """« Fermeture de la mairie »: the days, on the commune's own calendar, when nobody reads the shared box. One at a
    time; it ends by itself, and another one takes its place."""

    id = models.UUIDField(primary_key=True, default=new_id)
    commune = models.OneToOneField("communes.Commune", models.CASCADE, related_name="+")
    first_day = models.DateField("du")
    last_day = models.DateField("au")
    text = models.TextField("message")
    # In whose name the message leaves.
    author = models.ForeignKey("accounts.Person", models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="absence_ends_after_it_begins"
            )
        ]

    def __str__(self) -> str:
        return f"{self.first_day:%Y-%m-%d} – {self.last_day:%Y-%m-%d}"


class ProposedContent(models.Model):
    """What a mayor shows another one to make their own, under the message that came with it: by its key, as it is now.
    Once it is removed, there is nothing to see."""

    message = models.OneToOneField("threads.Message", models.CASCADE, primary_key=True, related_name="+")
    label = models.CharField(max_length=50)  # of its model
    content_id = models.UUIDField()

    def __str__(self) -> str:
        return str(self.pk)
