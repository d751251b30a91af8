"""Groups of discussion: what a town hall decides of them. What people say there is a thread of `civic.threads`."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from civic.core.ids import new_id


class Discussion(models.Model):
    """A group of discussion (« groupe de discussion »), for the commune’s own people."""

    id = models.UUIDField(primary_key=True, default=new_id)
    commune = models.ForeignKey("communes.Commune", models.PROTECT, related_name="+")
    author = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    author_title = models.CharField(max_length=80)  # « Maire », or the delegate's function, as of the writing
    key = models.CharField(max_length=36)  # of the form that made it: a double click makes one group
    title = models.CharField("titre", max_length=120)
    description = models.TextField("description", blank=True)
    is_open = models.BooleanField("discussion ouverte", default=True)  # off: to be read only
    opens_at = models.DateTimeField()  # residents see it from then on
    opened_at = models.DateTimeField(null=True)  # when they were told
    ends_at = models.DateTimeField(null=True)
    pinned_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    last_message_at = models.DateTimeField(null=True)
    active_at = models.DateTimeField()  # the last message, or the opening: lists go by it
    version = models.PositiveIntegerField(
        default=1
    )  # grows with each change to what the form holds: a second editor is told
    # Its key is the group's own: the addresses of both are made from one.
    thread = models.OneToOneField("threads.Thread", models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)  # can be brought back for a few minutes
    removal_reason = models.CharField("motif", max_length=300, blank=True)  # said to who comes by an old link
    erased_at = models.DateTimeField(null=True)  # only the reason is left of it

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["commune", "author", "key"], name="one_discussion_per_form"),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=models.F("opens_at")), name="discussion_ends_later"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["commune", "-active_at", "-id"], name="discussion_list"),
            models.Index(
                fields=["commune", "-pinned_at"],
                name="discussion_pinned",
                condition=Q(pinned_at__isnull=False),
            ),
            models.Index(fields=["opens_at"], name="discussion_due", condition=Q(opened_at=None)),
            models.Index(
                fields=["removed_at"],
                name="discussion_removed",
                condition=Q(removed_at__isnull=False, erased_at=None),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
