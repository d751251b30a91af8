from civic.core.jobs import Lane, job


@job(lane=Lane.PEOPLE)
def nothing() -> None:
    """What the queue itself costs."""
