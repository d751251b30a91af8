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


def found_in(*folders: Path) -> dict[str, Any]:
    """`icons` with the places that ask for them, `unknown` ones and `styles` of these apps."""
    command = ["node", str(ROOT / "frontend/sources.mjs"), *map(str, folders)]
    found: dict[str, Any] = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    return found
