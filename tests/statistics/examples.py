"""What the parts of this app's addresses stand for in the access matrix."""

from civic.core.clock import now
from civic.media import storage
from civic.statistics.models import Report
from civic.statistics.queries.reports import REPORT_FILE
from tests.architecture.world import Examples, Wanted


def report(wanted: Wanted) -> Report:
    made = Report.objects.create(
        commune=wanted.commune, first_day=now(), last_day=now(), status="ready", asked_at=now()
    )
    storage.put(made.pk, REPORT_FILE, b"-")
    return made


EXAMPLES: Examples = {"report_id": lambda wanted: report(wanted).pk}

# What a delegate with this right alone may send: nothing else (tests/architecture/test_rights.py).
RIGHT_OPENS = {
    "statistics": [
        "statistics_report",
    ],
}
