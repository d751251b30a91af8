"""One row for each thing that happened: audit trail, history, outbox and source of figures at once."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from civic.core.ids import new_id


class Entry(models.Model):
    """Commune and actor are plain keys: the journal outlives both and imports neither."""

    id = models.UUIDField(primary_key=True, default=new_id)
    commune_id = models.BigIntegerField(null=True)
    actor_id = models.UUIDField(null=True)  # None: the platform itself
    acted_for_town_hall = models.BooleanField(default=False)
    kind = models.CharField(max_length=64)
    data = models.JSONField(default=dict)
    target_type = models.CharField(max_length=32, blank=True)
    target_id = models.CharField(max_length=36, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)
    # None while someone still has to be told; set at once where nobody listens.
    dispatched_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["commune_id", "-recorded_at"], name="entry_by_commune"),
            models.Index(fields=["target_type", "target_id"], name="entry_by_target"),
            models.Index(fields=["recorded_at"], name="entry_undispatched", condition=Q(dispatched_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.recorded_at:%Y-%m-%d %H:%M}"
