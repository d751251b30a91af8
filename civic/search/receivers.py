"""What happens to a row brings the index up to date: the journal names it; its deletion is the end."""

from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Model
from django.db.models.signals import post_delete
from django.dispatch import receiver

from civic.core import registry
from civic.journal.events import recorded
from civic.journal.models import Entry
from civic.search import actions


@receiver(recorded)
def index_changed(sender: Any, entry: Entry, **kwargs: Any) -> None:
    if entry.target_type in registry.search_sources():
        actions.index_rows.enqueue(source=entry.target_type, ids=[UUID(entry.target_id)])


def remove_deleted(sender: type[Model], instance: Model, **kwargs: Any) -> None:
    actions.remove_document(source=sender._meta.label_lower, object_id=instance.pk)


for label in registry.search_sources():
    post_delete.connect(remove_deleted, sender=apps.get_model(label))
