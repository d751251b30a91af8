"""`make check` and `make test`: every check in turn, even after one failed, then which ones failed.

    python -m scripts.run_tests check     the fast half: linters, types, contracts, tests on SQLite
    python -m scripts.run_tests test      everything: also PostgreSQL and the journeys in a real browser
        --at 2027-03-28T02:30             at another moment than the usual one, on the clocks of Paris

A run that passes ends with the closing line of pytest.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.plugins.frozen_time import moment_at
from tests.postgresql import NoPostgreSQL, private_cluster

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"

type Environment = dict[str, str]


def environment(**extra: str) -> Environment:
    """What a check runs in: the test settings, and none of this terminal's database."""
    left_out = {"DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "SECRET_KEY", "STATE_DIR"}
    kept = {name: value for name, value in os.environ.items() if name not in left_out}
    return kept | {"DJANGO_SETTINGS_MODULE": "config.settings.test"} | extra


def call(*command: str | Path, env: Environment | None = None) -> bool:
    words = [str(part) for part in command]
    status = subprocess.run(words, cwd=ROOT, env=env or environment(), stdin=subprocess.DEVNULL).returncode
    return status == 0


def templates() -> list[Path]:
    return sorted([*ROOT.glob("civic/*/templates/**/*.html"), *ROOT.glob("demo/templates/**/*.html")])


def style() -> bool:
    return call(BIN / "ruff", "check", "--quiet", ".")


def formatting() -> bool:
    return call(BIN / "ruff", "format", "--quiet", "--check", ".")


def types() -> bool:
    return call(BIN / "mypy", "--no-error-summary")


def imports() -> bool:
    return call(BIN / "lint-imports", "--no-logo")


def template_style() -> bool:
    return call(BIN / "djade", "--check", "--target-version", "6.1", *templates())


def template_lint() -> bool:
    return call(BIN / "djlint", "--quiet", "--lint", *templates())


def script_types() -> bool:
    return call("npm", "run", "--silent", "types")


def script_style() -> bool:
    return call("npm", "run", "--silent", "lint")


def script_tests() -> bool:
    return call("npm", "test", "--silent")


def migrations() -> bool:
    return call(BIN / "python", "manage.py", "makemigrations", "--check", "--dry-run")


def production_settings() -> bool:
    """Django's own list of what a production must not forget, on the production settings."""
    env = environment(
        DJANGO_SETTINGS_MODULE="config.settings.base",
        SECRET_KEY="checked-only-" + "0123456789abcdefghijklmnopqrstuvwxyz" * 2,
        ENCRYPTION_KEYS="Y2hlY2tlZC1vbmx5LWNoZWNrZWQtb25seS1jaGVja2U=",
        SITE_URL="https://exemple.fr",
        ALLOWED_HOSTS="exemple.fr",
        DATABASE_URL="sqlite:///:memory:",  # a check asks the engine what it can do
    )
    # W005, W021: subdomains and the preload list are a decision of whoever owns the domain.
    return call(
        BIN / "python", "-W", "ignore", "manage.py", "check", "--deploy", "--fail-level", "WARNING", env=env
    )


def pytest(*words: str, env: Environment | None = None) -> bool:
    return call(BIN / "pytest", "-q", *words, env=env)


def on_sqlite() -> bool:
    return pytest("-n", "2", "-m", "not journey and not postgresql")


def on_postgresql() -> bool:
    try:
        with private_cluster() as url:
            return pytest("-n", "2", "-m", "not journey", env=environment(DATABASE_URL=url))
    except NoPostgreSQL as reason:
        print(f"NOT RUN on PostgreSQL: {reason}.", flush=True)
        return True


def journeys() -> bool:
    """A browser on a busy machine misses a beat now and then: what failed is tried once more, alone, and it is said."""
    env = environment(JOURNEY_PICTURES="faults")
    # A journey waits for the browser as much as it works: one more than the two cores of a small machine.
    if pytest("-n", "3", "--dist", "worksteal", "-m", "journey", "-p", "no:randomly", env=env):
        return True
    print("Journeys that failed, once more and one at a time:", flush=True)
    again = ["--last-failed", "--last-failed-no-failures", "none"]
    return pytest("-m", "journey", "-p", "no:randomly", *again, env=env)


FAST: dict[str, Callable[[], bool]] = {
    "ruff": style,
    "ruff format": formatting,
    "mypy": types,
    "import contracts": imports,
    "djade": template_style,
    "djlint": template_lint,
    "TypeScript": script_types,
    "ESLint and Prettier": script_style,
    "tests of scripts": script_tests,
    "migrations": migrations,
    "production settings": production_settings,
}
PARTS = {
    "check": FAST | {"tests on SQLite": on_sqlite},
    # SQLite last: it is there on every machine, so the run always closes on the whole suite.
    "test": FAST | {"tests on PostgreSQL": on_postgresql, "journeys": journeys, "tests on SQLite": on_sqlite},
}


def main(part: str) -> int:
    started = time.monotonic()
    failed = []
    for name, step in PARTS[part].items():
        print(f"▶ {name}", flush=True)
        if not step():
            failed.append(name)
    if failed:
        minutes = (time.monotonic() - started) / 60
        print(f"\nFAILED after {minutes:.1f} min: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def _leave(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt  # so that the private server is stopped


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _leave)
    parser = argparse.ArgumentParser(prog="python -m scripts.run_tests")
    parser.add_argument("part", choices=PARTS)
    parser.add_argument("--at", type=moment_at, help="the moment at which time stands still in the tests")
    chosen = parser.parse_args()
    if chosen.at:
        os.environ["TESTS_AT"] = chosen.at.isoformat()
    try:
        sys.exit(main(chosen.part))
    except KeyboardInterrupt:
        sys.exit(130)
