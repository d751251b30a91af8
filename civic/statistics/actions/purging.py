from civic.core.jobs import Lane, job
from civic.statistics.actions.reports import purge_reports
from civic.statistics.actions.rollup import purge_old_days


@job(lane=Lane.UPKEEP)
def purge_old_statistics() -> None:
    purge_old_days()
    purge_reports()
