"""`make check` and `make test`: every check in turn, even after one failed, then which ones failed.

    python -m scripts.run_tests check     the fast half: linters, types, contracts, tests on SQLite
    python -m scripts.run_tests test      everything: tests on PostgreSQL with their coverage, journeys in a real
                                          browser, and on SQLite what depends on the engine
        --app polls                       of the tests, what can be touched by this app
        --at 2027-03-28T02:30             at another moment than the usual one, on the clocks of Paris

What this machine cannot run (no PostgreSQL, no Chromium) is named at the end; where `CI` is set, it is a failure.
A run that passes ends with the closing line of pytest. What runs where: docs/decisions/0017-checks.md.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import grimp

from scripts.templates import lay_out, templates
from tests.browsers import find_chromium
from tests.plugins.frozen_time import moment_at
from tests.postgresql import NoPostgreSQL, private_cluster

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
MEASURED = ROOT / ".cache" / "coverage.json"
FLOOR = 90

type Environment = dict[str, str]


def environment(**extra: str) -> Environment:
    """What a check runs in: the test settings, and none of this terminal's database."""
    left_out = {"DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "SECRET_KEY", "STATE_DIR"}
    kept = {name: value for name, value in os.environ.items() if name not in left_out}
    return kept | {"DJANGO_SETTINGS_MODULE": "config.settings.test"} | extra


class CannotRun(Exception):
    """This machine lacks what the part needs; the text says what."""


def call(*command: str | Path, env: Environment | None = None) -> bool:
    words = [str(part) for part in command]
    status = subprocess.run(words, cwd=ROOT, env=env or environment(), stdin=subprocess.DEVNULL).returncode
    return status == 0


def style() -> bool:
    return call(BIN / "ruff", "check", "--quiet", ".")


def formatting() -> bool:
    return call(BIN / "ruff", "format", "--quiet", "--check", ".")


def types() -> bool:
    return call(BIN / "mypy", "--no-error-summary")


def imports() -> bool:
    return call(BIN / "lint-imports", "--no-logo")


def template_layout() -> bool:
    return lay_out(check=True)


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


def pytest(*words: str, env: Environment | None = None, measured: bool = False) -> bool:
    python = [BIN / "python", *(("-m", "slipcover") if measured else ())]
    return call(*python, "-m", "pytest", "-q", "--durations", "20", *words, env=env)


def enough_is_covered() -> bool:
    """Lines and branches of `civic/` that the tests went through, from what slipcover wrote."""
    found = json.loads(MEASURED.read_text())
    for name, file in sorted(found["files"].items()):
        if file["summary"]["percent_covered"] < FLOOR:
            print(f"{file['summary']['percent_covered']:5.1f} %  {name}")
    total = found["summary"]
    print(
        f"{total['percent_covered']:5.1f} %  of {total['covered_lines'] + total['missing_lines']} lines and "
        f"{total['covered_branches'] + total['missing_branches']} branches (floor: {FLOOR} %)",
        flush=True,
    )
    return bool(total["percent_covered"] >= FLOOR)


class Suite:
    """The tests, or of them what can be touched by one app."""

    def __init__(self, app: str | None = None) -> None:
        self.paths = paths_reached_by(app) if app else []
        self.is_whole = app is None
        self.postgresql = True

    def on_sqlite(self) -> bool:
        return pytest("-n", "2", "-m", "not journey and not once and not postgresql", *self.paths)

    def on_postgresql(self) -> bool:
        try:
            with private_cluster() as url:
                env = environment(DATABASE_URL=url)
                MEASURED.unlink(missing_ok=True)  # what an earlier run measured proves nothing
                passed = pytest("-n", "2", "-m", "not journey", *self.paths, env=env, measured=self.is_whole)
        except NoPostgreSQL as reason:
            self.postgresql = False
            raise CannotRun(str(reason)) from reason
        return passed and (not self.is_whole or enough_is_covered())

    def journeys(self) -> bool:
        """A browser on a busy machine misses a beat now and then: what failed is tried once more, alone, and that is
        said."""
        if not find_chromium():
            raise CannotRun("no Chromium on this machine")
        # A journey waits for the browser as much as it works: one more than the two cores of a small machine.
        words = ["-m", "journey", "-p", "no:randomly", *self.paths]
        env = environment(JOURNEY_PICTURES="faults")
        if pytest("-n", "3", "--dist", "worksteal", *words, env=env):
            return True
        print("Journeys that failed, once more and one at a time:", flush=True)
        return pytest("--last-failed", "--last-failed-no-failures", "none", *words, env=env)

    def of_the_engine_on_sqlite(self) -> bool:
        """What SQLite could answer otherwise; all of it where PostgreSQL ran nothing."""
        if not self.postgresql:
            return pytest("-n", "2", "-m", "not journey and not postgresql", *self.paths)
        return pytest("-n", "2", "-m", "engine and not journey and not once and not postgresql", *self.paths)


def paths_reached_by(app: str) -> list[str]:
    """The tests of the app, of all that imports it, of the faces that show what it declares, and of whatever else names
    one of these; and the architecture."""
    if not (ROOT / "civic" / app).is_dir():
        sys.exit(f"no such app: {app}")
    graph = grimp.build_graph("civic")
    importers = graph.find_downstream_modules(f"civic.{app}", as_package=True)
    readers = {name.split(".")[1] for name in graph.find_modules_that_directly_import("civic.core.registry")}
    faces = {one for one in readers if not graph.find_downstream_modules(f"civic.{one}", as_package=True)}
    apps = {app, *(name.split(".")[1] for name in importers), *faces}
    named = re.compile(rf"\b(civic|tests)\.({'|'.join(sorted(apps))})\b")
    always = {ROOT / "tests" / one for one in ("architecture", "journeys/test_every_page.py", "upgrade")}
    if (ROOT / "civic" / app / "lifecycle.py").exists():
        always.add(ROOT / "tests/contents")
    folders = always | {ROOT / "tests" / one for one in apps if (ROOT / "tests" / one).is_dir()}
    files = {
        path
        for path in (ROOT / "tests").rglob("test_*.py")
        if named.search(path.read_text()) and not folders & set(path.parents)
    }
    return sorted(str(path.relative_to(ROOT)) for path in folders | files)


FAST: dict[str, Callable[[], bool]] = {
    "ruff": style,
    "ruff format": formatting,
    "mypy": types,
    "import contracts": imports,
    "djade, djhtml": template_layout,
    "djlint": template_lint,
    "TypeScript": script_types,
    "ESLint and Prettier": script_style,
    "tests of scripts": script_tests,
    "migrations": migrations,
    "production settings": production_settings,
}


def parts(name: str, suite: Suite) -> dict[str, Callable[[], bool]]:
    if name == "check":
        return {"tests on SQLite": suite.on_sqlite}
    # SQLite last: it is there on every machine, so a run that passes always closes on it.
    return {
        "tests on PostgreSQL": suite.on_postgresql,
        "journeys": suite.journeys,
        "tests on SQLite": suite.of_the_engine_on_sqlite,
    }


def run(steps: dict[str, Callable[[], bool]]) -> tuple[list[str], list[str]]:
    """The names of those that failed, and of those that cannot run here."""
    failed, missing = [], []
    for name, step in steps.items():
        print(f"▶ {name}", flush=True)
        try:
            if not step():
                failed.append(name)
        except CannotRun as reason:
            print(f"NOT RUN: {reason}.", flush=True)
            missing.append(f"{name} ({reason})")
    return failed, missing


def run_fast() -> list[str]:
    """The linters, each of which keeps one core busy, two at a time."""
    print(f"▶ {', '.join(FAST)}", flush=True)
    with ThreadPoolExecutor(2) as pool:
        passed = dict(zip(FAST, pool.map(lambda step: step(), FAST.values()), strict=True))
    return [name for name, fine in passed.items() if not fine]


def main(name: str, suite: Suite) -> int:
    started = time.monotonic()
    failed = run_fast()
    more, missing = run(parts(name, suite))
    failed += more
    if missing and os.environ.get("CI"):
        failed += missing
    elif missing:
        print(f"\nNOT RUN on this machine: {', '.join(missing)}", file=sys.stderr)
    if failed:
        minutes = (time.monotonic() - started) / 60
        print(f"\nFAILED after {minutes:.1f} min: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def _leave(_signal: int, _stack: object) -> None:
    raise KeyboardInterrupt  # so that the private server is stopped


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _leave)
    parser = argparse.ArgumentParser(prog="python -m scripts.run_tests")
    parser.add_argument("part", choices=["check", "test"])
    parser.add_argument("--app", help="run what can be touched by this app")
    parser.add_argument("--at", type=moment_at, help="the moment at which time stands still in the tests")
    chosen = parser.parse_args()
    if chosen.at:
        os.environ["TESTS_AT"] = chosen.at.isoformat()
    try:
        sys.exit(main(chosen.part, Suite(chosen.app)))
    except KeyboardInterrupt:
        sys.exit(130)
