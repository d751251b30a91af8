"""Groups of discussion: what a town hall decides of them. What people say there is a thread of `civic.threads`."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from civic.contents.models import Authored, Closable, Pinnable, Removable, Schedulable, WithThread


class Discussion(Authored, Schedulable, Closable, Pinnable, Removable, WithThread):
    """A group of discussion (« groupe de discussion »), for the commune’s own people. Residents see it from the hour of
    its publication on; closed, it is still to be read."""

    title = models.CharField("titre", max_length=120)
    description = models.TextField("description", blank=True)
    created_at = models.DateTimeField()
    last_message_at = models.DateTimeField(null=True)
    active_at = models.DateTimeField()  # the last message, or the opening: lists go by it
    # Its key is the group's own: the addresses of both are made from one.
    removal_reason = models.CharField("motif", max_length=300, blank=True)  # said to who comes by an old link
    erased_at = models.DateTimeField(null=True)  # only the reason is left of it

    class Meta:
        constraints: ClassVar = [
            *Authored.CONSTRAINTS,
            *Schedulable.CONSTRAINTS,
            models.CheckConstraint(
                condition=Q(closes_at=None) | Q(closes_at__gt=Coalesce("published_at", "publish_at")),
                name="discussion_ends_later",
            ),
        ]
        indexes: ClassVar = [
            *Schedulable.INDEXES,
            *Pinnable.INDEXES,
            *Removable.INDEXES,
            models.Index(fields=["commune", "-active_at", "-id"], name="discussion_list"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
