"""Which tests depend on the engine of the database: `-m engine` picks them.

PostgreSQL runs the whole suite. SQLite then runs, of `make test`, what it could answer otherwise:
- what says so, `@pytest.mark.engine`;
- what commits, locks or runs side by side: `django_db(transaction=True)`;
- the modules whose tests speak of the engine, or expect it to refuse a row;
- the modules that import a part of the product which speaks its SQL: statements of our own, dates, search, numbering.
"""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SPEAKS_SQL = re.compile(
    r"\.cursor\(|\.vendor\b|RawSQL|\.raw\(|\.extra\(|connection\.ops|\b(Trunc|Extract)[A-Z]|update_conflicts|GeneratedField"
    r"|__(date|year|month|day|hour|week_day|unaccent|search|regex|iregex|trigram_\w+)\b"
)
SPEAKS_OF_IT = re.compile(r"\bvendor\b|IntegrityError|\.cursor\(|EXPLAIN|MigrationExecutor|tests\.migrating")


@cache
def speaking_modules() -> frozenset[str]:
    """`civic.posts.queries`, … with the packages that hold them, since those are what is imported."""
    names = set()
    for path in (ROOT / "civic").rglob("*.py"):
        if "migrations" not in path.parts and SPEAKS_SQL.search(path.read_text()):
            parts = path.relative_to(ROOT).with_suffix("").parts
            names |= {".".join(parts[:length]) for length in range(3, len(parts) + 1)}
    return frozenset(names)


@cache
def depends_on_engine(path: Path) -> bool:
    source = path.read_text()
    if SPEAKS_OF_IT.search(source):
        return True
    imported = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module:
            imported |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return bool(imported & speaking_modules())


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        database = item.get_closest_marker("django_db")
        commits = bool(database and database.kwargs.get("transaction"))
        if commits or depends_on_engine(item.path):
            item.add_marker("engine")
