"""What attackers tried, again: each test counts its cases, and the run ends with the figures (`make attack`). Any
other run tries one address in six, so that the whole suite stays quick."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.conftest import world

__all__ = ["world"]

ONE_IN = 6


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if "attack" in config.getoption("-m"):
        return
    tried: Counter[str] = Counter()
    left_out = []
    for item in items:
        if item.path.parent == Path(__file__).parent and hasattr(item, "callspec"):
            name = item.nodeid.partition("[")[0]
            if tried[name] % ONE_IN:
                left_out.append(item)
            tried[name] += 1
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in set(left_out)]


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
