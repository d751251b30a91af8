from django.db import models

from civic.contents.models import (
    AbstractContent,
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


class Marble(Schedulable):
    """With this trait alone, as the next one with its own."""

    title = models.CharField(max_length=50)

    class Meta:
        constraints = [*Schedulable.CONSTRAINTS, *AbstractContent.CONSTRAINTS]
        indexes = [*Schedulable.INDEXES]

    def __str__(self) -> str:
        return self.title


class Kite(Pinnable):
    title = models.CharField(max_length=50)

    class Meta:
        constraints = [*AbstractContent.CONSTRAINTS]
        indexes = [*Pinnable.INDEXES]

    def __str__(self) -> str:
        return self.title
