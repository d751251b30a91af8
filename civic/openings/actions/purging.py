"""What is over is erased."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q

from civic.core.clock import now
from civic.core.jobs import Lane, job
from civic.openings import rules
from civic.openings.enums import OpeningStatus
from civic.openings.models import Opening
from civic.town_halls.queries.town_halls import mayors_to_come

RETENTION = timedelta(days=365)  # as the journal
GIVEN_UP_AFTER = timedelta(days=90)  # without a word from the person


@job(lane=Lane.UPKEEP)
def purge_openings() -> None:
    """Each night: those that ended a year ago, and those that nobody went on with."""
    moment = now()
    # By a process of a release that waited for the mayor before the page opened.
    Opening.objects.filter(status="named").update(status=OpeningStatus.PROVEN, mayor=None)
    Opening.objects.filter(ended_at__lt=moment - RETENTION).delete()
    _erase_addresses()
    going_on = Opening.objects.filter(status__in=OpeningStatus.going_on())
    going_on.filter(started_at__lt=moment - GIVEN_UP_AFTER).delete()


def _erase_addresses() -> None:
    """Of mayors who came, or whom nobody can invite again."""
    awaited = Exists(mayors_to_come().filter(commune=OuterRef("commune"), invited_by=OuterRef("person")))
    over = Q(ended_at__lt=now() - rules.OFFERED_WITHIN) | ~awaited
    Opening.objects.exclude(mayor_email="").filter(over).update(mayor_email="")
