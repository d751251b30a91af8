"""The page for the council: made by the worker, kept for a day."""

from uuid import UUID

from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from civic.accounts.actions.failures import notify_failure
from civic.core.audience import Audience
from civic.core.clock import now
from civic.core.jobs import Lane, job
from civic.core.refusals import require
from civic.core.viewer import Viewer
from civic.journal.actions import record
from civic.live import actions as live
from civic.live.rules import commune_topic
from civic.media import storage
from civic.statistics import presenter, rules
from civic.statistics.enums import ReportStatus
from civic.statistics.events import ReportAsked
from civic.statistics.models import Report
from civic.statistics.queries.figures import figures_of, opening_of
from civic.statistics.queries.reports import REPORT_FILE, REPORT_RETENTION
from civic.statistics.rules import Period
from civic.ui.papers import GIVEN_UP_AFTER, tagged_pdf
from civic.viewers.queries.viewer import viewer_for


@transaction.atomic
def request_report(*, viewer: Viewer, period: Period) -> Report:
    """Asking again while it is prepared gives the same one."""
    require(rules.may_see(viewer))
    report, created = Report.objects.select_for_update().get_or_create(
        commune_id=viewer.commune.id,
        first_day=period.first,
        last_day=period.last,
        status=ReportStatus.WAITING,
        defaults={"asked_at": now()},
    )
    if not created:
        if now() - report.asked_at < GIVEN_UP_AFTER:
            return report
        report.asked_at = now()
        report.save(update_fields=["asked_at"])
    record(ReportAsked(report_id=report.pk), viewer=viewer, target=report)
    prepare_report.enqueue(report_id=report.pk, person_id=viewer.own_id)
    return report


@transaction.atomic
def _record_unprepared(*, report_id: UUID, person_id: UUID) -> None:
    report = Report.objects.select_for_update().filter(pk=report_id, status=ReportStatus.WAITING).first()
    if report is None:
        return
    commune = report.commune
    notify_failure(
        person_id=person_id,
        thing_id=report_id,
        sentence=f"La page de chiffres {commune.of_name} n’a pas pu être préparée. Demandez-la de nouveau.",
        url=reverse("statistics_overview", args=[commune.slug]),
    )
    report.delete()


@job(lane=Lane.FILES, otherwise=_record_unprepared)
def prepare_report(*, report_id: UUID, person_id: UUID) -> None:
    """For whoever asked, with the rights that they have by now: without them the page is not made."""
    report = Report.objects.filter(pk=report_id, status=ReportStatus.WAITING).first()
    if report is None:
        return
    viewer = viewer_for(person_id=person_id, commune_id=report.commune_id)
    if not rules.may_see(viewer):
        report.delete()
        return
    with timezone.override(viewer.commune.time_zone):
        period = Period(report.first_day, report.last_day)
        figures = figures_of(viewer, period, opening_of(viewer))
        context = {
            "commune": viewer.commune,
            "label": period.label(),
            "page": presenter.page_of(figures),
            "asked_at": report.asked_at,
            "is_report": True,
            "chart_style": format_html(
                "<style>{}</style>", mark_safe(render_to_string("statistics/chart.css"))
            ),
        }
        html = render_to_string("statistics/statistics_report.html", context)
    style = render_to_string("statistics/report.css")
    storage.put(report.pk, REPORT_FILE, tagged_pdf(html, style))
    with transaction.atomic():
        Report.objects.filter(pk=report.pk).update(status=ReportStatus.READY)
        live.publish(topic=commune_topic(report.commune_id, Audience.TOWN_HALL), name="statistics")


def purge_reports() -> None:
    """Rows and files of those that have served."""
    for report in Report.objects.filter(asked_at__lt=now() - REPORT_RETENTION):
        storage.erase(report.pk)
        report.delete()
