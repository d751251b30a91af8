from typing import ClassVar

from django.db import models

from civic.core.ids import new_id
from civic.moderation.enums import FlagReason


class Flag(models.Model):
    """Someone signals a content to the platform's moderators (« signalement d’abus »)."""

    id = models.UUIDField(primary_key=True, default=new_id)
    commune = models.ForeignKey("communes.Commune", models.CASCADE, related_name="+")
    reporter = models.ForeignKey("accounts.Person", models.CASCADE, related_name="+")
    # Contents live in apps above this one: named by label and key.
    target_type = models.CharField(max_length=32)
    target_id = models.UUIDField()
    reason = models.CharField("motif", max_length=10, choices=FlagReason)
    words = models.TextField("précisions", blank=True)
    flagged_at = models.DateTimeField(auto_now_add=True)
    handled_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["target_type", "target_id", "reporter"], name="one_flag_per_person"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["handled_at", "flagged_at"], name="flag_queue")]

    def __str__(self) -> str:
        return f"{self.target_type} {self.reason}"
