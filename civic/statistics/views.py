from collections.abc import Iterator
from datetime import timedelta
from typing import Any, cast
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from civic.core.access import Access, Request, page
from civic.core.clock import now
from civic.core.parts import STAYS, part
from civic.posts.models import Post
from civic.statistics import presenter
from civic.statistics.actions import reports as actions
from civic.statistics.enums import SEE_STATISTICS, ReportStatus, Span
from civic.statistics.forms import PeriodForm
from civic.statistics.queries import reach, reports
from civic.statistics.queries.figures import Opening, figures_of, opening_of
from civic.statistics.rules import FEW, Period, in_fives, is_few
from civic.ui.forms import status_of
from civic.ui.papers import GIVEN_UP_AFTER, pdf_answer
from civic.ui.spreadsheets import csv_answer
from civic.ui.tabs import TabLink

LEAVING_FOR = timedelta(
    minutes=15
)  # after it, the figures of a publication are not asked for again and again

seeing = page(access=Access.TOWN_HALL, right=SEE_STATISTICS)


@seeing
def statistics_overview(request: Request) -> HttpResponse:
    """« Vos statistiques ». htmx asks for the figures alone, when something moved."""
    viewer = request.viewer
    opening = opening_of(request.viewer)
    form = _form(request.GET, opening)
    period = form.period()
    figures = figures_of(viewer, period, opening)
    address = reverse("statistics_overview", args=[viewer.commune.slug])
    context = {
        "form": form,
        "tabs": tuple(
            TabLink(span.label, f"{address}?periode={span.value}", span == period.span) for span in Span
        ),
        "label": period.label(figures.today),
        "page": presenter.page_of(figures),
        "asked": _asked(period),
        "opened": opening.first,
        **_report_context(request, period),
    }
    template, status = "statistics/statistics_overview.html", status_of(form)
    if request.htmx:
        return part(request, f"{template}#figures", context, focus=STAYS, announcement="", status=status)
    return render(request, template, context, status=status)


@seeing
def statistics_csv(request: Request) -> HttpResponse:
    """A line a day."""
    opening = opening_of(request.viewer)
    form = _form(request.GET, opening)
    period = form.period()
    figures = figures_of(request.viewer, period, opening)
    header = ["Jour", "Visiteurs uniques", "Visites", "Publications", "Commentaires", "J’aime", "Inscrits"]

    def rows() -> Iterator[list[Any]]:
        for day in figures.days:
            few = is_few(day.visitors)
            visits = FEW if few else day.visits
            yield [
                day.day, FEW if few else day.visitors, visits, day.posts, day.comments, day.likes, day.residents,
            ]  # fmt: skip

    return cast(HttpResponse, csv_answer(_file_name(request, period), header, rows()))


@seeing
def statistics_posts_csv(request: Request) -> HttpResponse:
    """The publications that were read most."""
    opening = opening_of(request.viewer)
    form = _form(request.GET, opening)
    period = form.period()
    read = presenter.page_of(figures_of(request.viewer, period, opening)).read
    header = ["Publication", "Date", "Lectures", "J’aime", "Commentaires"]
    rows = ([one.title, one.published, one.opened, one.likes, one.comments] for one in read)
    return cast(HttpResponse, csv_answer(_file_name(request, period) + "-publications", header, rows))


@page(access=Access.TOWN_HALL, right=SEE_STATISTICS, writes=True)
def statistics_report(request: Request) -> HttpResponse:
    """Asks for the page for the council; read by htmx, it says how far that is."""
    viewer = request.viewer
    form = _form(request.POST if request.method == "POST" else request.GET, opening_of(viewer))
    period = form.period()
    if request.method == "POST" and form.is_valid():
        actions.request_report(viewer=viewer, period=period)
    if not request.htmx:
        address = reverse("statistics_overview", args=[viewer.commune.slug])
        return redirect(f"{address}?{_asked(period)}#rapport")
    context = {"asked": _asked(period), **_report_context(request, period)}
    template = "statistics/statistics_overview.html#report"
    return part(request, template, context, focus=STAYS, announcement="")


@seeing
def statistics_report_file(request: Request, report_id: UUID) -> HttpResponse:
    report = reports.report_of(request.viewer, report_id)
    if report.status != ReportStatus.READY:
        raise Http404
    try:
        file = reports.open_report(report)
    except FileNotFoundError as error:
        raise Http404 from error
    return pdf_answer(file, f"statistiques-{request.viewer.commune.slug}-{report.last_day}.pdf")


def _form(data: Any, opening: Opening) -> PeriodForm:
    return PeriodForm(data, today=timezone.localdate(), opened=opening.first)


def _asked(period: Period) -> str:
    """The period, for an address."""
    if period.span:
        return urlencode({"periode": period.span})
    return urlencode({"du": period.first.isoformat(), "au": period.last.isoformat()})


def _file_name(request: Request, period: Period) -> str:
    return f"statistiques-{request.viewer.commune.slug}-{period.first}-{period.last}"


def _report_context(request: Request, period: Period) -> dict[str, Any]:
    report = reports.report_about(request.viewer, period)
    waits = bool(report and report.status == ReportStatus.WAITING)
    is_late = bool(report and waits and report.asked_at < now() - GIVEN_UP_AFTER)
    return {
        "period": period,
        "report": report,
        "report_waits": waits and not is_late,
        "report_is_late": is_late,
    }


@page(access=Access.TOWN_HALL)
def post_reach(request: Request, post_id: UUID) -> HttpResponse:
    """How far a publication went. For htmx, the part that stands under it."""
    found = reach.post_reach(request.viewer, post_id)
    context = {
        "post": found.post,
        "announced": found.announced,
        "lines": presenter.reach_lines(found),
        "opened": in_fives(found.opened),
        "leaving": bool(found.announced is None or found.announced.waiting) and _is_fresh(found.post),
    }
    if request.htmx:
        return part(request, "statistics/post_reach.html#reach", context, focus=STAYS, announcement="")
    return render(request, "statistics/post_reach.html", context)


def _is_fresh(post: Post) -> bool:
    """Published a moment ago: the worker is at it."""
    return post.published_at is not None and now() - post.published_at < LEAVING_FOR
