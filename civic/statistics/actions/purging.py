from civic.core.jobs import job
from civic.statistics.actions.reports import forget_reports
from civic.statistics.actions.rollup import forget_old_days


@job()
def purge_old_statistics() -> None:
    forget_old_days()
    forget_reports()
