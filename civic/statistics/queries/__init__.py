from civic.statistics.queries.closing import (
    Contents,
    communes_of_zone,
    communes_to_close,
    contents_by_day,
    contents_of_day,
    opening_days,
)
from civic.statistics.queries.figures import DayFigures, Figures, ReadPost, figures_of, opening_of
from civic.statistics.queries.reports import REPORT_FILE, REPORT_KEPT, open_report, report_about, report_of

__all__ = [
    "REPORT_FILE",
    "REPORT_KEPT",
    "Contents",
    "DayFigures",
    "Figures",
    "ReadPost",
    "communes_of_zone",
    "communes_to_close",
    "contents_by_day",
    "contents_of_day",
    "figures_of",
    "open_report",
    "opening_days",
    "opening_of",
    "report_about",
    "report_of",
]
