"""Pages for the council."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from civic.core.clock import now
from civic.core.compiled_queries import compiled
from civic.core.refusals import require
from civic.core.viewer import Viewer
from civic.media import storage
from civic.statistics import rules
from civic.statistics.models import Report
from civic.statistics.rules import Period

REPORT_RETENTION = timedelta(days=1)
REPORT_FILE = "statistiques.pdf"


def report_of(viewer: Viewer, report_id: UUID) -> Report:
    require(rules.may_see(viewer))
    reports = Report.objects.filter(commune_id=viewer.commune.id, asked_at__gt=now() - REPORT_RETENTION)
    report = reports.filter(pk=report_id).first()
    if report is None:
        raise Http404
    return report


def report_about(viewer: Viewer, period: Period) -> Report | None:
    """The latest one about this period, in preparation or ready."""
    require(rules.may_see(viewer))
    found = _about(viewer.commune.id, period.first, period.last, now() - REPORT_RETENTION)
    return found[0] if found else None


@compiled
def _about(commune_id: int, first: date, last: date, after: datetime) -> "QuerySet[Report]":
    reports = Report.objects.filter(commune_id=commune_id, first_day=first, last_day=last)
    return reports.filter(asked_at__gt=after).order_by("-asked_at")[:1]


def open_report(report: Report) -> Any:
    """An open Django file. Raises FileNotFoundError."""
    return storage.open_file(report.pk, REPORT_FILE)
