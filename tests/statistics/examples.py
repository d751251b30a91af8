"""What the parts of this app's addresses stand for in the access matrix."""

from civic.core.clock import now
from civic.statistics.models import Report
from tests.architecture.world import Examples, Wanted


def report(wanted: Wanted) -> Report:
    return Report.objects.create(
        commune=wanted.commune, first_day=now(), last_day=now(), status="ready", asked_at=now()
    )


EXAMPLES: Examples = {"report_id": lambda wanted: report(wanted).pk}
