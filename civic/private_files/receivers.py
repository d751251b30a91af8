from typing import Any

from django.db.models.signals import post_delete
from django.dispatch import receiver

from civic.private_files.actions import keeping
from civic.private_files.models import PrivateFile


@receiver(post_delete, sender=PrivateFile)
def erase_its_bytes(sender: Any, instance: PrivateFile, **kwargs: Any) -> None:
    """Whoever deleted the row: an action, or the account of its sender that is being erased."""
    keeping.erase_bytes_later(file_id=instance.pk)
