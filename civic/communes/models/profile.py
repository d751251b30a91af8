"""What a mayor tells of themselves, and the pictures of the commune."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from civic.core.ids import new_id
from civic.ui.french import MONTHS, NO_BREAK


class CvEntry(models.Model):
    """« 2016 : … », a line of a mayor’s CV. The newest year comes first, its lines in an order set by hand."""

    id = models.UUIDField(primary_key=True, default=new_id)
    office = models.ForeignKey("communes.Office", models.CASCADE, related_name="cv")
    key = models.CharField(max_length=36)  # of the form that made it: a double click makes one line
    year = models.PositiveSmallIntegerField("année")
    month = models.PositiveSmallIntegerField("mois", null=True)
    text = models.CharField(max_length=300)
    position = models.PositiveSmallIntegerField(default=0)  # among those of the same year
    removed_at = models.DateTimeField(null=True)  # can be brought back for a few minutes

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["office", "key"], name="one_cv_entry_per_form"),
            models.CheckConstraint(
                condition=Q(month=None) | Q(month__gte=1, month__lte=12), name="cv_entry_month"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["removed_at"], name="cv_entry_removed", condition=~Q(removed_at=None))
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.office_id}"

    @property
    def when(self) -> str:
        """« 2016 », « juin 2016 »"""
        return f"{MONTHS[self.month - 1]}{NO_BREAK}{self.year}" if self.month else str(self.year)


class CommunePhoto(models.Model):
    """A photo of the commune’s presentation, in order."""

    commune = models.ForeignKey("communes.Commune", models.CASCADE, related_name="photos")
    media = models.ForeignKey("media.Media", models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["commune", "media"], name="media_once_per_commune")
        ]

    def __str__(self) -> str:
        return f"{self.commune_id} {self.position}"
