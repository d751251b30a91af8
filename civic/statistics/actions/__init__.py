from civic.statistics.actions.reports import ask_report, forget_reports, prepare_report
from civic.statistics.actions.rollup import backfill, close_days, forget_old_days
from civic.statistics.actions.visits import Seen, fill_past, write_visits

__all__ = [
    "Seen",
    "ask_report",
    "backfill",
    "close_days",
    "fill_past",
    "forget_old_days",
    "forget_reports",
    "prepare_report",
    "write_visits",
]
