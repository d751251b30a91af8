"""A poll, who took part, and the ballots that nobody can tell apart: docs/decisions/0015-secret-polls.md.

Between `Participation` and what was chosen nothing stands that the database could give away: no key, no time, no
order, no count that grows by one.
"""

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from civic.core.ids import new_id
from civic.polls.enums import Electorate, PollStatus

MAX_OPTIONS = 20
BATCH = 5  # fewer ballots than that are never counted by themselves


class Poll(models.Model):
    """« Sondage »: a question of the town hall to its residents."""

    id = models.UUIDField(primary_key=True, default=new_id)
    commune = models.ForeignKey("communes.Commune", models.PROTECT, related_name="+")
    author = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    author_title = models.CharField(max_length=80)  # as of the writing
    key = models.CharField(max_length=36)  # of the form that made it: a double click makes one poll
    title = models.CharField("titre", max_length=150, blank=True)
    question = models.TextField("question", blank=True)
    electorate = models.CharField(max_length=4, choices=Electorate, default=Electorate.ALL)
    max_choices = models.PositiveSmallIntegerField(default=1)
    # Keys of the options in their order: what a vote is held against is in the row that it locks.
    paper = models.JSONField(default=list)
    status = models.CharField(max_length=7, choices=PollStatus, default=PollStatus.DRAFT)
    opens_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(null=True)
    suspended_at = models.DateTimeField(null=True)  # « désactivé », at any time
    # That the question is not about what no town hall may ask; by whom, and when.
    declared_at = models.DateTimeField(null=True)
    declared_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)  # counted to the end
    ballots = models.PositiveIntegerField(null=True)  # then; None where they were too few
    outcome = models.TextField("suite donnée", blank=True)
    outcome_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)  # can be brought back for a few minutes
    version = models.PositiveIntegerField(
        default=1
    )  # +1 with each change: an editor, and what is kept, go by it
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["commune", "author", "key"], name="one_poll_per_form"),
            models.CheckConstraint(
                condition=Q(status=PollStatus.DRAFT)
                | Q(opens_at__isnull=False, closes_at__gte=F("opens_at"), declared_at__isnull=False),
                name="poll_has_dates_and_declaration",
            ),
            models.CheckConstraint(
                condition=Q(max_choices__gte=1, max_choices__lte=MAX_OPTIONS), name="poll_max_choices"
            ),
            models.CheckConstraint(
                condition=Q(ballots=None) | Q(status=PollStatus.CLOSED, ballots__gte=BATCH),
                name="poll_counted_when_closed",
            ),
            models.CheckConstraint(
                condition=~Q(status=PollStatus.CLOSED) | Q(closed_at__isnull=False),
                name="closed_poll_has_date",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["commune", "status", "closes_at", "id"],
                name="poll_by_status",
                condition=Q(removed_at=None),
            ),
            models.Index(
                fields=["commune", "-closed_at", "-id"], name="poll_closed", condition=~Q(closed_at=None)
            ),
            models.Index(
                fields=["commune", "-outcome_at"], name="poll_answered", condition=~Q(outcome_at=None)
            ),
            models.Index(
                fields=["opens_at"], name="poll_due_to_open", condition=Q(status=PollStatus.PLANNED)
            ),
            models.Index(fields=["closes_at"], name="poll_due_to_close", condition=Q(status=PollStatus.OPEN)),
            models.Index(fields=["removed_at"], name="poll_removed", condition=~Q(removed_at=None)),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_draft(self) -> bool:
        return self.status == PollStatus.DRAFT

    @property
    def is_planned(self) -> bool:
        return self.status == PollStatus.PLANNED

    @property
    def is_open(self) -> bool:
        return self.status == PollStatus.OPEN

    @property
    def is_closed(self) -> bool:
        return self.status == PollStatus.CLOSED

    @property
    def is_single(self) -> bool:
        return self.max_choices == 1

    @property
    def is_for_main_residents(self) -> bool:
        return self.electorate == Electorate.MAIN


class PollOption(models.Model):
    """One of the answers. Written anew with each change of the poll, so that a form from before it is recognised."""

    id = models.UUIDField(primary_key=True, default=new_id)
    poll = models.ForeignKey(Poll, models.CASCADE, related_name="options")
    position = models.PositiveSmallIntegerField()
    text = models.CharField("réponse", max_length=200)
    media = models.ForeignKey("media.Media", models.SET_NULL, null=True, related_name="+")
    votes = models.PositiveIntegerField(null=True)  # written once, when the poll is counted to the end

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["poll", "position"], name="one_poll_option_per_place"),
            models.CheckConstraint(condition=Q(position__lt=MAX_OPTIONS), name="poll_option_place"),
        ]

    def __str__(self) -> str:
        return f"{self.poll_id} {self.position}"


class Participation(models.Model):
    """That this person took part in this poll, and nothing else. Gone when the poll is closed."""

    pk = models.CompositePrimaryKey("poll", "person")
    poll = models.ForeignKey(Poll, models.CASCADE, related_name="+", db_index=False)
    person = models.ForeignKey("accounts.Person", models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"{self.poll_id}"


class SealedBallot(models.Model):
    """A vote in its envelope: the same size whatever is inside, see `sealing`. Its key is random, never of `new_id`,
    which tells the time."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    poll = models.ForeignKey(Poll, models.CASCADE, related_name="+", db_index=False)
    sealed = models.BinaryField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["poll", "id"], name="sealed_ballot_of_poll")]

    def __str__(self) -> str:
        return str(self.pk)


class BallotBox(models.Model):
    """« Urne »: what opens the ballots of an open poll, together with a key that is not in the database; and the count
    so far, sealed like them. Erased when the poll is closed: no ballot in an old copy can be opened with what is here
    from then on."""

    poll = models.OneToOneField(Poll, models.CASCADE, primary_key=True, related_name="box")
    secret = models.BinaryField()
    tally = models.BinaryField()

    def __str__(self) -> str:
        return str(self.pk)
