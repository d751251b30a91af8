"""Background jobs: how many are stored and carried out in a second. No goal is set: the figure is there to compare.

`python -m benchmarks.bench_jobs`, on a private PostgreSQL and on the embedded database.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.postgresql import private_cluster

JOBS = 2000


def measure(engine: str) -> int:
    import django

    django.setup()
    from django.core.management import call_command

    from benchmarks.empty_job import nothing
    from civic.core.jobs import Lane
    from civic.worker.runner import Worker

    call_command("migrate", verbosity=0)
    start = time.perf_counter()
    for _ in range(JOBS):
        nothing.enqueue()
    stored = JOBS / (time.perf_counter() - start)
    worker = Worker(Lane.PEOPLE)
    start = time.perf_counter()
    while worker.run_batch():
        pass
    carried_out = JOBS / (time.perf_counter() - start)
    print(f"Jobs, {engine}: stored {stored:.0f}/s, carried out {carried_out:.0f}/s by one worker")
    return 0


def main() -> int:
    if len(sys.argv) > 1:
        return measure(sys.argv[1])
    failed = 0
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.feed.settings"
    with tempfile.TemporaryDirectory() as folder, private_cluster() as url:
        for engine, address in (
            ("SQLite", f"sqlite:///{Path(folder) / 'bench.sqlite3'}"),
            ("PostgreSQL", url),
        ):
            command = [sys.executable, "-m", "benchmarks.bench_jobs", engine]
            failed |= subprocess.run(command, env=os.environ | {"DATABASE_URL": address}).returncode
    return failed


if __name__ == "__main__":
    raise SystemExit(main())
