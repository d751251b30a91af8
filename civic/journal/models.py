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
    actor_title = models.CharField(
        max_length=80, blank=True
    )  # in what function then: « Maire », or the delegate's
    kind = models.CharField(max_length=64)  # an Event.kind
    data = models.JSONField(default=dict)
    target_type = models.CharField(max_length=32, blank=True)
    target_id = models.CharField(max_length=36, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)
    # None while a receiver has not had it; set at once where nobody listens.
    dispatched_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["commune_id", "-recorded_at"], name="entry_by_commune"),
            # The town hall's journal: of all who act for it, or of one of them.
            models.Index(
                fields=["commune_id", "-recorded_at", "-id"],
                name="entry_for_town_hall",
                condition=Q(acted_for_town_hall=True),
            ),
            models.Index(
                fields=["commune_id", "actor_id", "-recorded_at", "-id"],
                name="entry_for_town_hall_by_actor",
                condition=Q(acted_for_town_hall=True),
            ),
            models.Index(fields=["target_type", "target_id"], name="entry_by_target"),
            models.Index(fields=["recorded_at"], name="entry_undispatched", condition=Q(dispatched_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.recorded_at:%Y-%m-%d %H:%M}"
