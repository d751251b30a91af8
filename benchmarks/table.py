"""Goals as ratios of figures taken in one run, printed as a table."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Goal:
    name: str
    value: float
    at_least: float | None = None
    at_most: float | None = None

    @property
    def met(self) -> bool:
        return (self.at_least is None or self.value >= self.at_least) and (
            self.at_most is None or self.value <= self.at_most
        )


def report(title: str, goals: list[Goal]) -> int:
    """Print the table; 0 when every goal is met, else 1."""
    print(f"\n{title}\n{'goal':<44}{'measured':>10}{'limit':>12}")
    for goal in goals:
        limit = f"≥ {goal.at_least:g}" if goal.at_least is not None else f"≤ {goal.at_most:g}"
        print(f"{goal.name:<44}{goal.value:>10.2f}{limit:>12}  {'ok' if goal.met else 'MISSED'}")
    return 0 if all(goal.met for goal in goals) else 1
