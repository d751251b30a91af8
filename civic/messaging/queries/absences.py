"""« Fermeture de la mairie », by the days of the commune's own calendar: no clock ends it, its last day does."""

from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from civic.core.clock import today_in
from civic.core.compiled_queries import compiled
from civic.core.viewer import CommuneInView
from civic.messaging import rules
from civic.messaging.models import Absence


def absence_in(commune: CommuneInView) -> Absence | None:
    """That runs, or is to come."""
    return next(iter(_not_over(commune.id, today_in(commune.time_zone))), None)


def running_absence_in(commune: CommuneInView) -> Absence | None:
    found = absence_in(commune)
    return found if found and rules.is_running(found, today_in(commune.time_zone)) else None


@compiled
def _not_over(commune_id: int, day: date) -> "QuerySet[Absence]":
    return Absence.objects.filter(commune_id=commune_id, last_day__gte=day)


def absence_for_update(commune_id: int) -> Absence | None:
    """The last one, also where it is over."""
    return Absence.objects.select_for_update().filter(commune_id=commune_id).first()


def standing_for_update(absence_id: UUID) -> Absence | None:
    return Absence.objects.select_for_update().filter(pk=absence_id).first()
