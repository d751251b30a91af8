"""What changed, for the open pages that may know it; and the hubs that send it to them."""

from typing import ClassVar

from django.db import models

from civic.core.clock import now


class Change(models.Model):
    """A line of news for one topic: « this changed, ask again ». The page then asks as anyone would, so nothing that a
    person wrote is ever in here. Written in the transaction of the change itself, kept for an hour."""

    id = models.BigAutoField(primary_key=True)
    topic = models.CharField(max_length=80)
    name = models.CharField(max_length=40)
    data = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["created_at"], name="change_by_age")]

    def __str__(self) -> str:
        return f"{self.id} {self.name}"


class HubHeartbeat(models.Model):
    """When a hub was last alive: what the health page reads."""

    name = models.CharField(max_length=64, primary_key=True)
    last_seen_at = models.DateTimeField()
    connections = models.PositiveIntegerField()

    def __str__(self) -> str:
        return self.name
