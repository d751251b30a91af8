"""Pages for the council."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import Http404

from civic.core.clock import now
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
    report = _recent_reports(viewer).filter(pk=report_id).first()
    if report is None:
        raise Http404
    return report


def report_about(viewer: Viewer, period: Period) -> Report | None:
    """The latest one about this period, in preparation or ready."""
    require(rules.may_see(viewer))
    reports = _recent_reports(viewer).filter(first_day=period.first, last_day=period.last)
    return reports.order_by("-asked_at").first()


def _recent_reports(viewer: Viewer) -> Any:
    return Report.objects.filter(commune_id=viewer.commune.id, asked_at__gt=now() - REPORT_RETENTION)


def open_report(report: Report) -> Any:
    """An open Django file. Raises FileNotFoundError."""
    return storage.open_file(report.pk, REPORT_FILE)
