from typing import ClassVar

from django.db import models


class Counter(models.Model):
    """How often one thing was done by one person, or from one address, in one stretch of time. `key` is a keyed digest
    of the three: nobody can read from it who did what."""

    key = models.CharField(primary_key=True, max_length=64)
    hits = models.PositiveIntegerField()
    ends_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["ends_at"], name="counter_by_end")]

    def __str__(self) -> str:
        return f"{self.hits} until {self.ends_at:%Y-%m-%d %H:%M}"
