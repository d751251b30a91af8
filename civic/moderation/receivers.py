from typing import Any

from django.db.models.signals import post_delete
from django.dispatch import receiver

from civic.communes.events import CommuneMerged
from civic.communes.queries.directory import commune_of_code
from civic.journal.events import on_entry
from civic.journal.models import Entry
from civic.moderation import actions
from civic.moderation.models import Flag
from civic.private_files.actions.keeping import erase_files


@receiver(post_delete, sender=Flag)
def erase_its_files(sender: Any, instance: Flag, **kwargs: Any) -> None:
    """Copied with it, whatever deleted it: the months that went by, a decision, an account that is erased."""
    erase_files(held_by=[instance.pk])


@on_entry(CommuneMerged)
def move_to_successor(event: CommuneMerged, entry: Entry) -> None:
    if (former := commune_of_code(event.code)) and entry.commune_id:
        actions.move_appeals(from_id=former.pk, to_id=entry.commune_id)
