"""A poll, who took part, and the ballots that nobody can distinguish: docs/decisions/0015-secret-polls.md.

Between `Voter` and what was chosen nothing stands that the database could give away: no key, no time, no
order, no count that grows by one.
"""

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from civic.contents.enums import Status
from civic.contents.models import Authored, Closable, Removable, Schedulable
from civic.core.ids import new_id
from civic.polls.enums import Electorate, Failure

MAX_OPTIONS = 20
BATCH = 5  # fewer ballots than that are never counted by themselves
_OPEN = Q(status=Status.PUBLISHED, closed_at=None)


class Poll(Authored, Schedulable, Closable, Removable):
    """« Sondage »: a question of the town hall to its residents. Votes are refused from `closes_at` on; it has a
    `closed_at` once its ballots are counted to the end."""

    title = models.CharField("titre", max_length=150, blank=True)
    question = models.TextField("question", blank=True)
    electorate = models.CharField(max_length=4, choices=Electorate, default=Electorate.ALL)
    max_choices = models.PositiveSmallIntegerField(default=1)
    # Keys of the options in their order: what a vote is held against is in the row that it locks.
    paper = models.JSONField(default=list)
    suspended_at = models.DateTimeField(null=True)  # « désactivé », at any time
    # That the question is not about what no town hall may ask; by whom, and when.
    declared_at = models.DateTimeField(null=True)
    declared_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    ballots = models.PositiveIntegerField(null=True)  # once it is closed; None where they were too few
    # Its ballots cannot be counted, as far as is known; stays where the town hall closed it without a result.
    failure = models.CharField(max_length=7, choices=Failure, blank=True, default="", db_default="")
    outcome = models.TextField("suite donnée", blank=True)
    outcome_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            *Authored.CONSTRAINTS,
            *Schedulable.CONSTRAINTS,
            models.CheckConstraint(
                condition=Q(status=Status.DRAFT)
                | Q(closes_at__gte=Coalesce("published_at", "publish_at"), declared_at__isnull=False),
                name="poll_has_dates_and_declaration",
            ),
            models.CheckConstraint(
                condition=Q(max_choices__gte=1, max_choices__lte=MAX_OPTIONS), name="poll_max_choices"
            ),
            models.CheckConstraint(
                condition=Q(ballots=None) | Q(closed_at__isnull=False, ballots__gte=BATCH),
                name="poll_counted_when_closed",
            ),
            models.CheckConstraint(
                condition=Q(ballots=None) | Q(failure=""), name="poll_counted_without_failure"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(status=Status.PUBLISHED), name="closed_poll_is_published"
            ),
        ]
        indexes: ClassVar = [
            *Schedulable.INDEXES,
            *Removable.INDEXES,
            models.Index(
                fields=["commune", "closes_at", "id"],
                name="poll_under_way",
                condition=_OPEN & Q(removed_at=None),
            ),
            models.Index(
                fields=["commune", "-closed_at", "-id"], name="poll_closed", condition=~Q(closed_at=None)
            ),
            models.Index(
                fields=["commune", "-outcome_at"], name="poll_answered", condition=~Q(outcome_at=None)
            ),
            models.Index(fields=["closes_at"], name="poll_due_to_close", condition=_OPEN),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_open(self) -> bool:
        return self.is_published and not self.is_closed

    @property
    def is_single(self) -> bool:
        return self.max_choices == 1

    @property
    def is_for_main_residents(self) -> bool:
        return self.electorate == Electorate.MAIN


class PollOption(models.Model):
    """One of the answers. Written again with each change of the poll, so that a form from before it is recognised."""

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


class Voter(models.Model):
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
    """« Urne » of an open poll: the count so far, sealed like its ballots. What opens them is not in the database, see
    `vault`. Erased when the poll is closed."""

    poll = models.OneToOneField(Poll, models.CASCADE, primary_key=True, related_name="box")
    tally = models.BinaryField()
    # Who erased their account leaves the ballot: as many voters as ballots, with these.
    erased_voters = models.PositiveIntegerField(default=0, db_default=0)

    def __str__(self) -> str:
        return str(self.pk)
