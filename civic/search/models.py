"""The index. Its rows hold nothing that is not in the texts, and give no right: what is found is shown as the app that
it belongs to shows it to the viewer.

PostgreSQL keeps vectors of `title` and `words` beside them, SQLite an FTS5 table that triggers keep in step
(`migrations/0001_initial.py`). A migration that makes Django copy the table on SQLite makes these triggers again.
"""

from typing import ClassVar

from django.db import models

from civic.core.audience import Audience
from civic.core.words import LONGEST


class Document(models.Model):
    """What can be found of one row."""

    commune = models.ForeignKey("communes.Commune", models.CASCADE, related_name="+", db_index=False)
    source = models.CharField(max_length=40)  # the label of a model, « posts.post »
    object_id = models.UUIDField()
    audience = models.CharField(max_length=9, choices=Audience)
    at = models.DateTimeField()
    title = models.TextField()  # words and their stems, each once, a space between
    words = models.TextField()  # those of the title and of the rest

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "object_id"], name="one_document_per_row")
        ]
        indexes: ClassVar = [
            models.Index(fields=["commune", "-at", "-object_id"], name="document_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.object_id}"


class Word(models.Model):
    """A word of the texts of a commune that are for one audience, folded: with those that a viewer may read is compared
    what was mistyped. Of those from before audiences were told apart, the town hall alone."""

    commune = models.ForeignKey("communes.Commune", models.CASCADE, related_name="+", db_index=False)
    audience = models.CharField(max_length=9, choices=Audience, db_default=Audience.TOWN_HALL)
    word = models.CharField(max_length=LONGEST)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["commune", "audience", "word"], name="one_word_per_audience")
        ]

    def __str__(self) -> str:
        return self.word
