"""How many statements something takes, and how long, of two sizes of the same thing."""

import time
from collections.abc import Callable
from statistics import median


def statements_of(ask: Callable[[], object]) -> int:
    """Once what is kept is there."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    ask()
    with CaptureQueriesContext(connection) as statements:
        ask()
    return len(statements)


def seconds_of(
    first: Callable[[], object], second: Callable[[], object], *, rounds: int
) -> tuple[float, float]:
    """The median of each, in turns: a machine that slows down slows both."""
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for ask, times in zip((first, second), taken, strict=True):
            start = time.perf_counter()
            ask()
            times.append(time.perf_counter() - start)
    return median(taken[0]), median(taken[1])
