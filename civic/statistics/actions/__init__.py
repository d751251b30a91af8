from civic.statistics.actions.reports import ask_report, prepare_report, purge_reports
from civic.statistics.actions.rollup import backfill, close_days, purge_old_days
from civic.statistics.actions.visits import Seen, fill_past, write_visits

__all__ = [
    "Seen",
    "ask_report",
    "backfill",
    "close_days",
    "fill_past",
    "prepare_report",
    "purge_old_days",
    "purge_reports",
    "write_visits",
]
