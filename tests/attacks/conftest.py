"""What attackers tried, again: each test counts its cases, and the run ends with the figures (`make attack`)."""

from collections import Counter
from typing import Any

from tests.architecture.conftest import world

__all__ = ["world"]


def pytest_terminal_summary(terminalreporter: Any) -> None:
    counted: Counter[str] = Counter()
    for reports in terminalreporter.stats.values():
        for report in reports:
            if getattr(report, "when", "") == "call":
                for name, cases in report.user_properties:
                    if name.startswith("attack "):
                        counted[name.removeprefix("attack ")] += cases
    for name, cases in sorted(counted.items()):
        terminalreporter.write_line(f"{cases:>7,} {name}")
