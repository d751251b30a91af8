"""What the map of vigilance says of a département, and the message that is ready for a commune there."""

from typing import ClassVar

from django.db import models

from civic.core.ids import new_id
from civic.vigilance.enums import Colour, Phenomenon


class VigilanceWarning(models.Model):
    """Orange or red, of one phenomenon on one day: read again every few minutes, it stays one row."""

    department = models.CharField(max_length=3)
    phenomenon = models.PositiveSmallIntegerField(choices=Phenomenon)
    day = models.DateField()  # on the clocks of Paris
    colour = models.PositiveSmallIntegerField(choices=Colour)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()  # earlier, once the map names it no more

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["department", "phenomenon", "day"], name="one_warning_per_phenomenon_and_day"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["ends_at"], name="warning_ends")]

    def __str__(self) -> str:
        return f"{self.department} {self.phenomenon} {self.day}"


class VigilanceDraft(models.Model):
    """A message that is ready at a town hall. Nothing of it is shown until somebody activates it as an alert."""

    id = models.UUIDField(primary_key=True, default=new_id)
    commune = models.ForeignKey("communes.Commune", models.CASCADE, related_name="+")
    warning = models.ForeignKey(VigilanceWarning, models.CASCADE, related_name="drafts")
    colour = models.PositiveSmallIntegerField(choices=Colour)  # of which the town hall was notified
    made_at = models.DateTimeField()
    put_away_at = models.DateTimeField(null=True)  # « Sans suite »

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["commune", "warning"], name="one_draft_per_warning")
        ]

    def __str__(self) -> str:
        return str(self.pk)
