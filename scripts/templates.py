"""The formatters of the templates: djade writes tags Django's way, djhtml indents.

python -m scripts.templates            rewrites what they would lay out otherwise
python -m scripts.templates --check    only says so
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
# Block tags of our own, which the indenter does not know.
BLOCKS = ["empty_state", "help_picture", "question"]


def templates() -> list[Path]:
    return sorted([*ROOT.glob("civic/*/templates/**/*.html"), *ROOT.glob("demo/templates/**/*.html")])


def lay_out(*, check: bool) -> bool:
    """True when nothing had to change, or nothing has to any more."""
    djade = [str(BIN / "djade"), "--target-version", "6.1"]
    djhtml = [str(BIN / "djhtml"), "--tabwidth", "2"]
    for name in BLOCKS:
        djhtml += ["--extra-block", f"{name},end{name}"]
    passed = True
    for command in (djade, djhtml):
        words = [*command, *(["--check"] if check else []), *map(str, templates())]
        status = subprocess.run(
            words, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=not check
        ).returncode
        passed = passed and status == 0
    return passed or not check


if __name__ == "__main__":
    sys.exit(0 if lay_out(check="--check" in sys.argv[1:]) else 1)
