"""What the town hall's people tell one another of their work. What waits is with the apps that it comes from."""

from typing import ClassVar

from django.db import models


class Claim(models.Model):
    """« Je m’en occupe »: who has taken a task of the desk."""

    commune = models.ForeignKey("communes.Commune", models.CASCADE, related_name="+", db_index=False)
    source = models.CharField(max_length=40)  # key of a core.descriptors.DeskSource
    task_id = models.UUIDField()  # of its row
    person = models.ForeignKey("accounts.Person", models.CASCADE, related_name="+")
    claimed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["commune", "source", "task_id"], name="one_claim_per_task")
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.task_id}"
