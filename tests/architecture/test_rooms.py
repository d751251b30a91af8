"""The rooms of an app: each module is in one, others import what is open, a package offers no names of its modules."""

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
# What each app opens to the others.
OPEN = {"actions", "enums", "events", "models", "pages", "queries", "rules"}
# What some open besides, since it is what they are there for.
OFFERED = {
    "accounts": {"adapter", "fields", "invitations"},
    "alerts": {"ready"},
    "communes": {"directory", "fields"},
    "contents": {"forms", "refusals", "registry", "saving"},
    "delivery": {"providers"},
    "media": {"documents", "fetching", "form_files", "photo_rows", "pictures", "storage", "uploads"},
    "memberships": {"resident_parts"},
    "notifications": {"kinds"},
    "private_files": {"refusals"},
    "threads": {"kinds", "thread_kinds"},
    "ui": {
        "display", "fields", "forms", "fragments", "french", "last_commune", "layout", "links", "mails", "menu",
        "papers", "rich_text", "spreadsheets", "tabs",
    },
    "worker": {"leases", "schedule"},
}  # fmt: skip


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
    assert nowhere == [], "add the module to the layers of its app's contract in pyproject.toml"


def _foreign_rooms(module: str, source: str) -> Iterator[tuple[str, str, str]]:
    """What a module imports of other apps, but for what all of them open: (place, app, room)."""
    app = module.split(".")[1]
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        for name in names:
            top, other, room = [*name.split("."), "", ""][:3]
            if top == "civic" and other not in {app, "core"} and room not in OPEN:
                yield f"{module}:{node.lineno} {name}", other, room


def test_an_app_imports_what_others_open():
    foreign = [
        found for module, path in MODULES.items() for found in _foreign_rooms(module, path.read_text())
    ]
    private = [place for place, other, room in foreign if room not in OFFERED.get(other, ())]
    assert private == [], (
        "import what the app opens, or add the room to OFFERED if that is what it is there for"
    )
    used = {(other, room) for _, other, room in foreign}
    unused = {(app, room) for app, rooms in OFFERED.items() for room in rooms} - used
    assert unused == set(), "what nobody imports any more leaves the list"


@pytest.mark.parametrize(
    "source",
    [
        "from civic.polls import views",
        "import civic.polls.forms",
        "from civic.polls.descriptor import APP",
        "def late():\n    from civic.polls.urls import urlpatterns",
    ],
)
def test_what_another_app_keeps_to_itself_is_found(source):
    assert [
        room
        for _, _, room in _foreign_rooms("civic.posts.actions", source)
        if room not in OFFERED.get("polls", ())
    ]
    assert not list(_foreign_rooms("civic.polls.actions", source))


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
