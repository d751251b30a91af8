from typing import ClassVar

from django.db import models
from django.db.models import Q

from civic.contents.models import Removable
from civic.links.enums import Problem


class UsefulLink(Removable):
    """« Lien utile »: an address that the town hall puts beside its feed. Checked every week."""

    title = models.CharField("titre", max_length=80)
    description = models.CharField("description", max_length=200, blank=True)
    url = models.URLField("adresse", max_length=500)
    position = models.PositiveSmallIntegerField()
    added_at = models.DateTimeField(auto_now_add=True)

    checked_at = models.DateTimeField(null=True)
    check_asked_at = models.DateTimeField(null=True)  # « Vérifier maintenant », until the answer is there
    problem = models.CharField(max_length=12, choices=Problem, blank=True)  # of the last check
    failing_since = models.DateTimeField(null=True)  # the first of the failures in a row
    is_dead = models.BooleanField(default=False)  # failed in two weeks in a row; shown to the town hall alone

    class Meta:
        constraints: ClassVar = [
            *Removable.CONSTRAINTS,
            models.CheckConstraint(condition=Q(is_dead=False) | ~Q(problem=""), name="dead_link_has_problem"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["commune", "position", "id"], name="link_in_order", condition=Q(removed_at=None)
            ),
            *Removable.INDEXES,
        ]

    def __str__(self) -> str:
        return self.url
