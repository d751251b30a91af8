from django.db import models

from civic.contents.models import (
    Authored,
    Closable,
    Pinnable,
    Removable,
    Schedulable,
    WithAudience,
    WithComments,
)


class Toy(Authored, Schedulable, Closable, Pinnable, Removable, WithAudience, WithComments):
    title = models.CharField(max_length=50)

    class Meta:
        constraints = [*Authored.CONSTRAINTS, *Schedulable.CONSTRAINTS]
        indexes = [*Schedulable.INDEXES, *Pinnable.INDEXES, *Removable.INDEXES]

    def __str__(self) -> str:
        return self.title
