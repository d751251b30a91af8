from collections import defaultdict
from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from django.db.models import Sum
from django.http import Http404

from civic.core.clock import now
from civic.core.descriptors import AlarmLine
from civic.private_files import scanner
from civic.private_files.models import PrivateFile


def are_scanned() -> bool:
    """Does a virus scanner look at files before they are taken?"""
    return scanner.is_set()


def files_of(holders: Collection[UUID]) -> dict[UUID, list[PrivateFile]]:
    """In their order. The caller has checked that the viewer reads those who hold them."""
    found = defaultdict(list)
    if holders:
        for file in PrivateFile.objects.filter(held_by__in=holders).order_by("held_by", "position"):
            found[file.held_by].append(file)
    return found


def file_to_read(file_id: UUID) -> PrivateFile:
    """Whose holder the caller then asks for: its rule says whether the viewer may. Else 404."""
    found = PrivateFile.objects.filter(pk=file_id).first()
    if found is None:
        raise Http404
    return found


def residents_bytes_of_day(commune_id: int) -> int:
    rows = PrivateFile.objects.filter(commune=commune_id, added_at__gt=now() - timedelta(days=1))
    return int(rows.filter(by_town_hall=False).aggregate(all=Sum("size", default=0))["all"])


def scanner_alarm() -> list[AlarmLine]:
    return [AlarmLine("clamd", "ne répond pas", "antivirus_silent")] if scanner.is_silent() else []
