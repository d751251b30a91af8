"""What contents have in common, as abstract models: a content takes those that it has.

Constraints and indexes come with them: `constraints = [*AbstractContent.CONSTRAINTS, *Schedulable.CONSTRAINTS, …]` in
the Meta of the content, since Django does not merge those of several parents.
"""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q

from civic.contents.enums import Status
from civic.core.audience import Audience
from civic.core.clock import now
from civic.core.form_keys import LENGTH, new_form_key
from civic.core.ids import new_id


class AbstractContent(models.Model):
    """Belongs to a commune; made by a form; may be edited by several people."""

    id = models.UUIDField(primary_key=True, default=new_id)
    commune = models.ForeignKey("communes.Commune", models.PROTECT, related_name="+")
    form_key = models.CharField(max_length=LENGTH, default=new_form_key)  # one form makes one content
    form_digest = models.CharField(max_length=64, blank=True)  # of what that form said when it was sent last
    version = models.PositiveIntegerField(default=1)  # +1 with each change: for editors and for caches
    saved_at = models.DateTimeField(default=now)

    CONSTRAINTS: ClassVar[list[models.BaseConstraint]] = [
        models.UniqueConstraint(fields=["commune", "form_key"], name="one_%(class)s_per_form")
    ]
    INDEXES: ClassVar[list[models.Index]] = []

    class Meta:
        abstract = True


class Authored(AbstractContent):
    """Signed by who wrote it, in the function they had then. A form is its author's."""

    author = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    author_title = models.CharField(max_length=80)  # « Maire », or the delegate's function, as of the writing

    CONSTRAINTS: ClassVar[list[models.BaseConstraint]] = [
        models.UniqueConstraint(fields=["commune", "author", "form_key"], name="one_%(class)s_per_form")
    ]

    class Meta:
        abstract = True


class WithAudience(AbstractContent):
    audience = models.CharField("visibilité", max_length=9, choices=Audience, default=Audience.MEMBERS)

    class Meta:
        abstract = True

    @property
    def is_public(self) -> bool:
        return self.audience == Audience.PUBLIC


class WithThread(AbstractContent):
    """People talk under it: its thread answers those who see it, once it is published and while it is there."""

    thread = models.OneToOneField("threads.Thread", models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class WithComments(WithThread):
    """Its thread is of comments: who published it and who commented it are notified."""

    class Meta:
        abstract = True


class Schedulable(AbstractContent):
    """Published at once or at a chosen hour; a draft before, where the content has drafts."""

    status = models.CharField(max_length=9, choices=Status, default=Status.DRAFT)
    publish_at = models.DateTimeField(null=True)  # the hour chosen for it, until it is published
    published_at = models.DateTimeField(null=True)

    CONSTRAINTS: ClassVar[list[models.BaseConstraint]] = [
        models.CheckConstraint(
            condition=~Q(status=Status.PUBLISHED) | Q(published_at__isnull=False),
            name="published_%(class)s_has_date",
        ),
        models.CheckConstraint(
            condition=~Q(status=Status.SCHEDULED) | Q(publish_at__isnull=False),
            name="scheduled_%(class)s_has_date",
        ),
    ]
    INDEXES: ClassVar[list[models.Index]] = [
        models.Index(fields=["publish_at"], name="%(class)s_due", condition=Q(status=Status.SCHEDULED)),
        models.Index(fields=["commune", "status", "-saved_at"], name="%(class)s_unpublished"),
    ]

    class Meta:
        abstract = True

    @property
    def is_draft(self) -> bool:
        return self.status == Status.DRAFT

    @property
    def is_scheduled(self) -> bool:
        return self.status == Status.SCHEDULED

    @property
    def is_published(self) -> bool:
        return self.status == Status.PUBLISHED

    @property
    def begins_at(self) -> datetime | None:
        """When it was published, or will be."""
        return self.published_at or self.publish_at


class Closable(AbstractContent):
    """Open until its last moment, or until somebody closes it."""

    closes_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None


class Pinnable(AbstractContent):
    """At the top of its list, until somebody takes it down or its last day is over."""

    pinned_at = models.DateTimeField(null=True)
    pinned_until = models.DateTimeField(null=True)

    INDEXES: ClassVar[list[models.Index]] = [
        models.Index(
            fields=["commune", "-pinned_at"], name="%(class)s_pinned", condition=Q(pinned_at__isnull=False)
        ),
        models.Index(
            fields=["pinned_until"], name="%(class)s_pin_ends", condition=Q(pinned_until__isnull=False)
        ),
    ]

    class Meta:
        abstract = True


class Removable(AbstractContent):
    """Gone from every page at once; can be restored for UNDO_FOR, then erased."""

    removed_at = models.DateTimeField(null=True)

    INDEXES: ClassVar[list[models.Index]] = [
        models.Index(fields=["removed_at"], name="%(class)s_removed", condition=Q(removed_at__isnull=False))
    ]

    class Meta:
        abstract = True
