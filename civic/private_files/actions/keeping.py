"""The end of private files: their bytes go as soon as their rows are gone for good."""

from collections.abc import Collection
from datetime import timedelta
from itertools import batched
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from civic.core.clock import now
from civic.core.jobs import Lane, job
from civic.private_files import vault
from civic.private_files.models import PrivateFile

STRAY_AFTER = timedelta(days=1)
_BATCH = 500


def erase_files(*, held_by: "Collection[UUID] | QuerySet[Any]") -> None:
    """Of what is being removed, in its transaction. Their bytes follow their rows (`receivers`)."""
    PrivateFile.objects.filter(held_by__in=held_by).delete()


def erase_bytes_later(*, file_id: UUID) -> None:
    """Once the transaction holds. Where the machine stops in between, the sweep of the night finds them."""
    transaction.on_commit(lambda: vault.erase(file_id), robust=True)


def erase_without_row(*, file_ids: Collection[UUID]) -> None:
    """Those of them that nothing holds."""
    if file_ids:
        stored = set(PrivateFile.objects.filter(pk__in=file_ids).values_list("pk", flat=True))
        for file_id in set(file_ids) - stored:
            vault.erase(file_id)


@job(lane=Lane.UPKEEP)
def sweep_strays() -> None:
    """Each night: bytes whose row is gone or was never written, of a machine that stopped in between."""
    for file_ids in batched(vault.written_before(now() - STRAY_AFTER), _BATCH):
        erase_without_row(file_ids=file_ids)
