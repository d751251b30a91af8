"""Several calls at the very same moment."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection, connections


def together(
    *calls: Callable[[], Any], expected: type[Exception] | tuple[type[Exception], ...] = ()
) -> list[Any]:
    """What each call returned, in the order given. Each runs in a thread and on a database connection of its own, and
    none begins before all are ready. An `expected` exception stands in place of a result; any other is raised."""
    gate = threading.Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        try:
            connections["default"].ensure_connection()
            gate.wait(timeout=10)
            return call()
        except expected as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        running = [pool.submit(run, call) for call in calls]
        return [one.result(timeout=60) for one in running]


def wait_for_a_lock() -> None:
    """Until another connection to this database waits for one (PostgreSQL)."""
    end = time.monotonic() + 10
    with connection.cursor() as cursor:
        while time.monotonic() < end:
            cursor.execute(
                "SELECT count(*) FROM pg_locks waiting JOIN pg_locks own USING (pid) JOIN pg_database d"
                " ON d.oid = own.database WHERE NOT waiting.granted AND d.datname = current_database()"
            )
            if cursor.fetchone()[0]:
                return
            time.sleep(0.01)
    raise AssertionError("Nobody waits for a lock.")
