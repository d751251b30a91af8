"""One row for each event that people are notified of, and what each person has read, put away and chosen."""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from civic.core.audience import Audience
from civic.core.ids import new_id

NOTHING_YET = UUID(int=0)  # before all ids
MOST_COUNTED = 99
GATHERED_LENGTH = 66  # of each event in `Notification.gathered`: its id, a colon, what was added, a comma


class Notification(models.Model):
    """What is notified: to all whom the audience admits in the commune, a row for each event; or to one `person`, one
    row for each object and sort of news, which grows with what happens until it is read.

    Ids grow with time, so "all up to here" is one comparison.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    event_id = models.UUIDField()  # the journal's entry, of a person's own the latest: what deliveries go by
    kind = models.CharField(max_length=40)
    commune = models.ForeignKey(
        "communes.Commune", models.CASCADE, null=True, related_name="+", db_index=False
    )
    person = models.ForeignKey("accounts.Person", models.CASCADE, null=True, related_name="+", db_index=False)
    audience = models.CharField(max_length=9, choices=Audience, blank=True)
    actor = models.ForeignKey("accounts.Person", models.SET_NULL, null=True, related_name="+")
    for_town_hall = models.BooleanField(default=False)  # the one who acted did so for the town hall
    target_type = models.CharField(max_length=32)
    target_id = models.UUIDField()  # the object: several events on one stand in one line
    source_id = models.UUIDField()  # what was added to it, or the object itself
    subject = models.CharField(max_length=160)
    url = models.CharField(max_length=300)
    happened_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)  # its object is gone
    moved_to = models.UUIDField(null=True)  # an id of when it grew, which only a person's own does
    position = models.GeneratedField(  # in lists
        expression=Coalesce("moved_to", "id"), output_field=models.UUIDField(), db_persist=True
    )
    # This and the next ones: of a person’s own.
    read_at = models.DateTimeField(null=True)
    cleared_at = models.DateTimeField(null=True)
    # The events since it was read: `rules.gathered_entry`. Empty: the one of `event_id`.
    gathered = models.TextField(default="", db_default="", blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["event_id"], condition=Q(person=None), name="one_shared_row_per_event"
            ),
            models.UniqueConstraint(
                # The person first: it is also the way to all that is someone's own.
                fields=["person", "target_id", "kind"],
                condition=Q(person__isnull=False),
                name="one_own_row_per_object",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["commune", "-id"],
                name="notification_of_commune",
                condition=Q(person=None, withdrawn_at=None),
            ),
            models.Index(
                fields=["person", "-position"],
                name="notification_of_person",
                condition=Q(person__isnull=False, withdrawn_at=None, cleared_at=None),
            ),
            models.Index(
                fields=["person"],
                name="notification_unread",
                condition=Q(person__isnull=False, withdrawn_at=None, read_at=None),
            ),
            models.Index(fields=["target_id", "kind"], name="notification_of_target"),
            models.Index(
                # To find what was gathered: a comment that was taken away.
                fields=["commune", "kind"],
                name="notification_own_of_commune",
                condition=Q(person__isnull=False, withdrawn_at=None),
            ),
            models.Index(fields=["happened_at"], name="notification_by_age"),
            models.Index(fields=["event_id"], name="notification_of_event"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.happened_at:%Y-%m-%d %H:%M}"

    @property
    def own_id(self) -> UUID:
        """Whose it is, of a person's own."""
        assert self.person_id
        return self.person_id

    @property
    def count(self) -> int:
        """How many events it stands for, MOST_COUNTED at most."""
        return max(1, len(self.gathered) // GATHERED_LENGTH)


class Reach(models.Model):
    """How many people a commune's notification was for, and by which ways it goes to them: counted by the worker as it
    leaves, since a page that counts a town would be slow in a large one. Numbers, nobody's name."""

    notification = models.OneToOneField(Notification, models.CASCADE, primary_key=True, related_name="reach")
    people = models.PositiveIntegerField()  # who find it on the site
    mails = models.PositiveIntegerField(default=0)
    digests = models.PositiveIntegerField(default=0)  # of mails: in a summary of the day or the week
    pushes = models.PositiveIntegerField(default=0)
    waiting = models.PositiveIntegerField(default=0)  # of mails and pushes: still to leave

    def __str__(self) -> str:
        return f"{self.notification_id} {self.people}"


class Inbox(models.Model):
    """A person's view of what a commune publishes: how far it was read and put away, and what they chose."""

    person = models.ForeignKey("accounts.Person", models.CASCADE, related_name="+")
    commune = models.ForeignKey("communes.Commune", models.CASCADE, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)
    read_until = models.UUIDField(default=NOTHING_YET)  # the commune's notifications up to this one are read
    cleared_until = models.UUIDField(default=NOTHING_YET)  # … and these are no longer listed
    choices = models.JSONField(
        default=dict
    )  # by the choice names of a NotificationKind; what is absent is as the kind says
    muted = models.CharField(
        max_length=800, default=","
    )  # of `choices`, the kinds not listed on site: ",a,b,"

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "commune"], name="one_inbox_per_person_and_commune")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.commune_id}"


class Opening(models.Model):
    """A commune's notification that a person opened or put away on its own, ahead of the rest."""

    person = models.ForeignKey("accounts.Person", models.CASCADE, related_name="+")
    notification = models.ForeignKey(Notification, models.CASCADE, related_name="openings")
    read_at = models.DateTimeField(null=True)  # None: put away unread, for the one who takes it back
    cleared = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "notification"], name="one_opening_per_person")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.notification_id}"


class QuietHours(models.Model):
    """When a person's devices stay silent: hours of the day in their commune, over midnight too. None: never."""

    person = models.OneToOneField("accounts.Person", models.CASCADE, primary_key=True, related_name="+")
    starts = models.PositiveSmallIntegerField("de", null=True)
    ends = models.PositiveSmallIntegerField("à", null=True)

    def __str__(self) -> str:
        return f"{self.person_id} {self.starts}-{self.ends}"


class DigestRun(models.Model):
    """A period that ended, and whose summaries were begun: what makes two schedulers harmless."""

    frequency = models.CharField(max_length=6)
    period_end = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["frequency", "period_end"], name="one_run_per_period")
        ]

    def __str__(self) -> str:
        return f"{self.frequency} {self.period_end:%Y-%m-%d %H:%M}"


class Digest(models.Model):
    """A summary that left. The key makes it leave once."""

    person = models.ForeignKey("accounts.Person", models.CASCADE, related_name="+")
    frequency = models.CharField(max_length=6)
    period_end = models.DateTimeField()
    items = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "frequency", "period_end"], name="one_digest_per_person_and_period"
            )
        ]

    def __str__(self) -> str:
        return f"{self.frequency} {self.period_end:%Y-%m-%d %H:%M}"
