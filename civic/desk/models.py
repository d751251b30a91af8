"""What the town hall's people tell one another of their work. What waits is with the apps that it comes from."""

from typing import ClassVar

from django.db import models

from civic.core.ids import new_id


class Claim(models.Model):
    """« Je m’en occupe »: who has taken a task of the desk."""

    commune = models.ForeignKey("communes.Commune", models.CASCADE, related_name="+", db_index=False)
    source = models.CharField(max_length=40)  # key of a core.desk_sources.DeskSource
    task_id = models.UUIDField()  # of its row
    person = models.ForeignKey("accounts.Person", models.CASCADE, related_name="+")
    claimed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["commune", "source", "task_id"], name="one_claim_per_task")
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.task_id}"


class HiddenSteps(models.Model):
    """« Masquer ces étapes »: the town hall wants to see its first steps no more."""

    commune = models.OneToOneField("communes.Commune", models.CASCADE, primary_key=True, related_name="+")
    hidden_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.commune_id}"


class Invitation(models.Model):
    """The poster and the flyer that bring residents. Their files are in the storage under `file_id`."""

    commune = models.OneToOneField("communes.Commune", models.CASCADE, primary_key=True, related_name="+")
    file_id = models.UUIDField(default=new_id)
    digest = models.CharField(
        max_length=64
    )  # of what stands on them: with another emblem they are made again
    asked_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.commune_id}"
