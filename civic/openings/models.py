"""Somebody opens the page of a commune: who, in what function, and how they prove that the town hall agrees."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from civic.core.encryption import EncryptedTextField
from civic.core.ids import new_id
from civic.openings.enums import OpeningFunction, OpeningStatus


class Opening(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id)
    commune = models.ForeignKey("communes.Commune", models.PROTECT, related_name="+")
    person = models.ForeignKey("accounts.Person", models.CASCADE, related_name="+")
    number = models.PositiveIntegerField(
        default=1, db_default=1
    )  # of this person's in this commune, whatever the clock
    function = models.CharField(max_length=5, choices=OpeningFunction)
    title = models.CharField("votre fonction", max_length=80, blank=True)  # of an agent
    since = models.DateField("maire depuis", null=True)  # of a mayor
    status = models.CharField(max_length=11, choices=OpeningStatus, default=OpeningStatus.CHOSEN)
    # Who held office when it began: another one since means that somebody was first.
    replaced = models.ForeignKey("town_halls.Office", models.SET_NULL, null=True, related_name="+")
    # Whom an agent named, who has an account: mayor once they accept it themselves.
    mayor = models.ForeignKey("accounts.Person", models.SET_NULL, null=True, related_name="+")
    # The mayor's address as the agent wrote it, who alone sees it: nothing about it tells of an account. Forgotten once
    # the mayor has come.
    mayor_email = EncryptedTextField(blank=True, default="", db_default="")
    mayor_invited_at = models.DateTimeField(null=True)  # the last time
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    # The last code that left; nobody reads it from its digest. A new one takes its place.
    code_digest = models.CharField(max_length=64, blank=True)
    code_sent_at = models.DateTimeField(null=True)
    # Once the code was right: when the agent has to have named the mayor; then until when the mayor may accept.
    code_expires_at = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)  # wrong ones in place of that code
    address_digest = models.CharField(max_length=64, blank=True)  # of the official address that it went to
    # What the last mail with a code says that it is about.
    mail_id = models.UUIDField(null=True, db_index=True)
    mailed_at = models.DateTimeField(null=True)
    mail_refused_at = models.DateTimeField(null=True)  # that mail did not arrive
    # For the sake of the mailbox, not ours.
    mailbox_refused = models.BooleanField(default=False, db_default=False)

    paper_asked_at = models.DateTimeField(null=True)  # where the code comes by post
    paper_sent_at = models.DateTimeField(null=True)
    takes_over_at = models.DateTimeField(null=True)  # from a sitting mayor, who may contest it until then

    stopped_by = models.ForeignKey("accounts.Person", models.SET_NULL, null=True, related_name="+")
    reason = models.TextField(blank=True)  # why it was stopped, as the person was told

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["commune", "person"],
                condition=Q(status__in=sorted(OpeningStatus.going_on())),
                name="one_opening_at_a_time",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["person", "status"], name="opening_of_person"),
            models.Index(fields=["status", "-started_at"], name="opening_by_status"),
        ]

    def __str__(self) -> str:
        return f"{self.commune_id} {self.status}"

    @property
    def is_going_on(self) -> bool:
        return self.status in OpeningStatus.going_on()

    @property
    def was_given_up(self) -> bool:
        """By the person."""
        return self.status == OpeningStatus.GIVEN_UP and not self.reason

    @property
    def was_allowed_again(self) -> bool:
        """Stopped, then let go again: nobody gave it up."""
        return self.status == OpeningStatus.GIVEN_UP and bool(self.reason)

    @property
    def has_void_paper(self) -> bool:
        """It ended with a letter that was not posted: printed perhaps, and of no use."""
        return bool(self.ended_at and self.paper_asked_at and self.paper_sent_at is None)

    @property
    def is_by_mayor(self) -> bool:
        return self.function == OpeningFunction.MAYOR

    @property
    def replaces(self) -> bool:
        """A new mayor takes over a page that is open."""
        return self.replaced_id is not None

    @property
    def agent_words(self) -> str:
        """« Marc Olivieri (secrétaire) »: who opened it in the mayor's name, as the mayor reads it."""
        return f"{self.person.full_name} ({self.title})" if self.title else self.person.full_name

    @property
    def is_by_post(self) -> bool:
        return self.paper_asked_at is not None


class Invitation(models.Model):
    """A mayor of another commune asked the official address to open the page: one mail for all who would ask."""

    commune = models.OneToOneField("communes.Commune", models.CASCADE, primary_key=True, related_name="+")
    sent_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.commune_id)


class Paper(models.Model):
    """What is to be posted, with its code: a PDF, erased once it has left."""

    opening = models.OneToOneField(Opening, models.CASCADE, primary_key=True, related_name="+")
    content = EncryptedTextField()  # in base 64

    def __str__(self) -> str:
        return f"{self.opening_id}"
