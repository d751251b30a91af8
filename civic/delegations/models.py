"""Named rights that a mayor gives to a named person (« procuration »), with a start and an end."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from civic.core.clock import now
from civic.core.ids import new_id
from civic.delegations.enums import DelegationState

# Long enough for someone on leave to answer; after it nobody finds old rights waiting in their mailbox.
ANSWERED_WITHIN = timedelta(days=30)


class DelegationQuerySet(models.QuerySet["Delegation"]):
    def running(self, at: datetime) -> "DelegationQuerySet":
        """Those whose rights count at this moment. The Viewer's statement says the same; a test holds the two
        against each other."""
        return self.filter(
            Q(ends_at=None) | Q(ends_at__gt=at),
            accepted_at__isnull=False,
            withdrawn_at=None,
            starts_at__lte=at,
        )

    def standing(self, at: datetime) -> "DelegationQuerySet":
        """Those that run, that begin later, and the invitations that still wait for their answer."""
        return self.given_or_awaiting(at, at - ANSWERED_WITHIN)

    def given_or_awaiting(self, at: datetime, offered_after: datetime) -> "DelegationQuerySet":
        """As `standing`, for a compiled query, whose values are not to be reckoned with."""
        return self.filter(
            Q(ends_at=None) | Q(ends_at__gt=at),
            Q(accepted_at__isnull=False) | Q(offered_at__gt=offered_after),
            declined_at=None,
            withdrawn_at=None,
        )

    def offers(self, at: datetime) -> "DelegationQuerySet":
        """Invitations that wait for their answer. The Viewer's statement says the same; a test holds the two against
        each other."""
        return self.awaiting_answer(at, at - ANSWERED_WITHIN)

    def awaiting_answer(self, at: datetime, offered_after: datetime) -> "DelegationQuerySet":
        """As `offers`, likewise."""
        return self.filter(
            Q(ends_at=None) | Q(ends_at__gt=at),
            offered_at__gt=offered_after,
            accepted_at=None,
            declined_at=None,
            withdrawn_at=None,
        )


class Delegation(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id)
    commune = models.ForeignKey("communes.Commune", models.PROTECT, related_name="delegations")
    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="delegations")
    given_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    title = models.CharField("fonction", max_length=80)  # « Directrice générale des services »
    rights = models.JSONField(default=list)  # keys, see core.registry.rights
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    # As the mayor wrote them. Until the person accepts, their own account stays unknown: an invitation never tells
    # whether an address has one.
    invited_name = models.CharField(max_length=121, blank=True)
    invited_email = models.EmailField(blank=True)
    key = models.CharField(
        max_length=36, blank=True
    )  # digest of the form that made it: a double click invites once
    offered_at = models.DateTimeField(default=now)
    mail_refused_at = models.DateTimeField(null=True)  # the invitation did not arrive
    accepted_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["commune", "person"], name="delegation_of_person")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(person=F("given_by")), name="no_delegation_to_oneself"),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(declined_at=None), name="delegation_answered_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.commune_id}"

    @property
    def display_name(self) -> str:
        return self.person.full_name if self.accepted_at or not self.invited_name else self.invited_name

    def state_at(self, moment: datetime) -> DelegationState:
        if self.withdrawn_at:
            return DelegationState.WITHDRAWN
        if self.declined_at:
            return DelegationState.DECLINED
        if self.ends_at and self.ends_at <= moment:
            return DelegationState.ENDED
        if self.accepted_at is None:
            expired = self.offered_at <= moment - ANSWERED_WITHIN
            return DelegationState.EXPIRED if expired else DelegationState.OFFERED
        return DelegationState.RUNNING if self.starts_at <= moment else DelegationState.PLANNED
