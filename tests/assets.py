"""The styles, scripts and icons that `npm run build` makes, and what it finds in the apps for that."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
BUILT = ROOT / "civic/ui/static/ui"


def sprite() -> frozenset[str]:
    """Names of the icons that were built."""
    return frozenset(re.findall(r'<symbol id="([^"]+)"', (BUILT / "icons.svg").read_text()))


def classes_of(css: str) -> set[str]:
    """Those that a style sheet names."""
    rules = re.sub(r"/\*.*?\*/|url\([^)]*\)|\"[^\"]*\"", "", css, flags=re.DOTALL)
    return set(re.findall(r"\.(-?[a-zA-Z_][\w-]*)", rules))


def token(name: str) -> tuple[str, str]:
    """A colour by its name, by day and by night."""
    sheet = (ROOT / "frontend/styles/tokens.css").read_text()
    found = re.search(rf"--{name}: var\(--light, (#\w+)\) var\(--dark, (#\w+)\);", sheet)
    assert found
    return found[1], found[2]


def lazy_classes() -> dict[str, str]:
    """Each class that only a sheet of some pages draws, with that sheet."""
    everywhere = classes_of((BUILT / "app.css").read_text())
    return {
        name: sheet.stem
        for sheet in ROOT.glob("civic/*/styles/lazy/*.css")
        for name in classes_of(sheet.read_text()) - everywhere
    }


def found_in(*folders: Path) -> dict[str, Any]:
    """`icons` with the places that ask for them, `unknown` ones and `styles` of these apps."""
    command = ["node", str(ROOT / "frontend/sources.mjs"), *map(str, folders)]
    found: dict[str, Any] = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    return found
