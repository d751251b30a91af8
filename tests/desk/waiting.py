"""One thing of each source of the desk, as the app that it comes from gives it beside its tests."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from civic.accounts.models import Person
from civic.communes.models import Commune
from civic.core import registry
from civic.core.descriptors import Right


@dataclass(frozen=True)
class Waiting:
    """`make(commune, person)`: one, by this person of the town hall. `rights`: any of them shows it to a delegate;
    without one it is the mayor's alone."""

    make: Callable[[Commune, Person], Any]
    rights: Sequence[Right] = ()


type DeskExamples = dict[str, Waiting]


@cache
def desk_examples() -> DeskExamples:
    """Those of all apps, from `DESK` in `tests/<app>/examples.py`, by the key of the source."""
    found: DeskExamples = {}
    for label in registry.descriptors():
        if find_spec(f"tests.{label}") and find_spec(f"tests.{label}.examples"):
            found |= getattr(import_module(f"tests.{label}.examples"), "DESK", {})
    return found
