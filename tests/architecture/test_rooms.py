"""The rooms of an app: each module is in one, edges are private, and a package offers no names of its modules."""

import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CIVIC = ROOT / "civic"
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(CIVIC.glob("*/**/*.py"))
    if "migrations" not in path.parts
}
PRIVATE = {
    "admin", "apps", "descriptor", "forms", "lifecycle", "management", "migrations", "notifications", "receivers",
    "urls", "views",
}  # fmt: skip
# What stands low to be built upon: the base classes of forms.
SHARED_EDGES = {("ui", "forms"), ("contents", "forms")}


def test_the_import_contracts_hold():
    lint = Path(sys.executable).with_name("lint-imports")
    run = subprocess.run([lint, "--no-logo"], cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout[-3000:]


def test_every_module_is_in_a_room():
    """Of all apps, or of its own."""
    rooms: dict[str, set[str]] = {}
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]:
        for container in contract.get("containers", ()):
            names = {name.strip(" ()") for layer in contract["layers"] for name in layer.split("|")}
            rooms.setdefault(container, set()).update(names)
    nowhere = []
    for module in MODULES:
        parts = module.split(".")
        if len(parts) > 2 and parts[2] not in rooms["civic.*"] | rooms.get(f"civic.{parts[1]}", set()):
            nowhere.append(module)
    assert nowhere == []


def _foreign_edges(module: str, source: str) -> Iterator[str]:
    """Imports of what is private to another app."""
    app = module.split(".")[1]
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module:
            targets = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        elif isinstance(node, ast.Import):
            targets = [alias.name for alias in node.names]
        else:
            continue
        for target in targets:
            top, other, room = [*target.split("."), "", ""][:3]
            if top == "civic" and other != app and room in PRIVATE and (other, room) not in SHARED_EDGES:
                yield f"{module}:{node.lineno} {target}"


def test_edges_are_private_to_their_app():
    assert [
        edge for module, path in MODULES.items() for edge in _foreign_edges(module, path.read_text())
    ] == []


@pytest.mark.parametrize(
    "source",
    [
        "from civic.polls import views",
        "import civic.polls.forms",
        "from civic.polls.descriptor import APP",
        "def late():\n    from civic.polls.urls import urlpatterns",
    ],
)
def test_an_edge_of_another_app_is_found(source):
    assert list(_foreign_edges("civic.posts.actions", source))
    assert not list(_foreign_edges("civic.polls.actions", source))


def test_a_package_offers_no_names_of_its_modules():
    """One way to each name: the module that defines it."""
    offering = [
        f"{module}:{node.lineno}"
        for module, path in MODULES.items()
        if path.name == "__init__.py"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert offering == []


def test_no_room_is_a_catch_all():
    names = {part for module in MODULES for part in module.split(".")}
    assert names & {"utils", "util", "common", "helpers", "misc", "services", "managers"} == set()
