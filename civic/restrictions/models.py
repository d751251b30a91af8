"""What a resident may not do for a time, and why: scoped, timed, reasoned. Reading is never part of it."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from civic.core.ids import new_id
from civic.restrictions.enums import RestrictionReason, RestrictionScope


class Restriction(models.Model):
    """It begins when it is made. It is over at `ends_at`, whatever runs or does not run then; `closed_at` says that it
    is over for good: lifted, replaced by another one, or its end recorded and announced. A clock that goes back opens
    none again."""

    id = models.UUIDField(primary_key=True, default=new_id)
    commune = models.ForeignKey("communes.Commune", models.PROTECT, related_name="+")
    person = models.ForeignKey("accounts.Person", models.CASCADE, related_name="+")
    key = models.CharField(max_length=36)  # of the form: a double click makes one
    form_digest = models.CharField(max_length=36, blank=True)  # of what that form said
    scopes = models.JSONField(default=list)  # values of enums.RestrictionScope
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField("motif", max_length=13, choices=RestrictionReason)
    words = models.TextField("message à la personne")
    made_by = models.ForeignKey("accounts.Person", models.SET_NULL, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey("accounts.Person", models.SET_NULL, null=True, related_name="+")
    lifted_words = models.TextField("mot d’explication", blank=True, default="")
    lifted_on_appeal = models.BooleanField(default=False)  # by the platform
    replaced = models.BooleanField(default=False)  # … because a new one took its place
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            # What the Viewer reads on every request.
            models.UniqueConstraint(
                fields=["commune", "person"], condition=Q(closed_at=None), name="one_open_restriction"
            ),
            models.UniqueConstraint(fields=["commune", "person", "key"], name="one_restriction_per_form"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="restriction_ends_after_it_starts"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["commune", "-starts_at", "-id"],
                name="restriction_running",
                condition=Q(closed_at=None),
            ),
            models.Index(fields=["ends_at"], name="restriction_due", condition=Q(closed_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.commune_id} {self.ends_at:%Y-%m-%d}"

    @property
    def over_at(self) -> datetime:
        """When it ended, or will."""
        return min(self.ends_at, self.closed_at) if self.closed_at else self.ends_at

    @property
    def forbidden_text(self) -> str:
        """After « ne peut plus »."""
        return RestrictionScope.in_words(self.scopes, "ni")

    @property
    def restored_text(self) -> str:
        """After « peut de nouveau »."""
        return RestrictionScope.in_words(self.scopes, "et")
