from civic.core.jobs import job


@job()
def nothing() -> None:
    """What the queue itself costs."""
