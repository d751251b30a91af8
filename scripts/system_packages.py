"""Say which programs of the system are missing, and install them where it is allowed (Debian, root or sudo).

Nothing here is needed to start: whatever is missing is named with what goes without it, and the run goes on.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


def has_program(*names: str) -> Callable[[], bool]:
    return lambda: any(shutil.which(name) for name in names)


def has_postgresql() -> bool:
    """A server of PostgreSQL: Debian keeps its programs out of PATH."""
    folders = [
        *Path("/usr/lib/postgresql").glob("*/bin"),
        *Path("/opt/homebrew/opt").glob("postgresql@*/bin"),
    ]
    return bool(shutil.which("initdb")) or any((folder / "initdb").exists() for folder in folders)


def has_chromium() -> bool:
    """Whole, and its headless shell where there is a package of it: see `tests/browsers.py`."""
    if not has_program("chromium", "chromium-browser", "google-chrome")():
        return False
    return bool(shutil.which("chromium-headless-shell")) or not is_available("chromium-headless-shell")


def has_pango() -> bool:
    for name in ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib", "/opt/homebrew/lib/libpangoft2-1.0.dylib"):
        try:
            ctypes.CDLL(name)
        except OSError:
            continue
        return True
    return False


@dataclass(frozen=True)
class Need:
    name: str
    is_here: Callable[[], bool]
    debian: tuple[str, ...]
    """Packages, or alternatives joined by "|" of which the first that exists is taken."""
    brew: str
    without: str


NEEDS = (
    Need(
        "Python's venv", lambda: importlib.util.find_spec("ensurepip") is not None,
        ("python3-venv",), "python@3.13", "nothing can be installed",
    ),
    Need(
        "Node.js", has_program("npm"), ("nodejs", "npm"), "node",
        "the style sheet and scripts cannot be built: pages appear bare",
    ),
    Need(
        "Chromium", has_chromium, ("chromium", "chromium-headless-shell|chromium", "fonts-liberation"),
        "--cask chromium",
        "the journeys in a real browser are skipped (or, with all but its headless shell, take half as long again)",
    ),
    Need(
        "PostgreSQL", has_postgresql, ("postgresql",), "postgresql@17",
        "the tests run on the embedded SQLite alone",
    ),
    Need(
        "Redis or Valkey", has_program("valkey-server", "redis-server"),
        ("valkey-server|redis-server",), "valkey", "the cache stays in each process: fine for one machine",
    ),
    Need(
        "ffmpeg", has_program("ffmpeg"), ("ffmpeg",), "ffmpeg",
        "video files wait instead of being converted; photos and links to videos work",
    ),
    Need(
        "Pango", has_pango, ("libpango-1.0-0", "libpangoft2-1.0-0"), "pango",
        "no document is printed to PDF",
    ),
)  # fmt: skip


def installer() -> list[str] | None:
    """How to call apt-get here, or None where this script may not."""
    if not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return ["apt-get"]
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True).returncode == 0:
        return [sudo, "-n", "apt-get"]
    return None


def is_available(package: str) -> bool:
    if not shutil.which("apt-cache"):
        return False
    answer = subprocess.run(["apt-cache", "show", package], capture_output=True)
    return answer.returncode == 0 and bool(answer.stdout)


def choose(package: str) -> str:
    names = package.split("|")
    return next((name for name in names if is_available(name)), names[-1])


def install(missing: list[Need], apt: list[str]) -> None:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}

    def call(*words: str) -> None:
        subprocess.run(
            [*apt, "-q", "-y", *words], env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        )

    call("update")
    for need in missing:  # one at a time: a package that is not to be had does not keep the others out
        print(f"· Installing {need.name}", flush=True)
        call("install", "--no-install-recommends", *map(choose, need.debian))


def advice(need: Need) -> str:
    if shutil.which("apt-get"):
        command = "sudo apt-get install " + " ".join(choose(package) for package in need.debian)
    elif shutil.which("brew"):
        command = f"brew install {need.brew}"
    else:
        command = f"install {need.name} with your system's packages"
    return f"· {need.name} is missing ({command}). Without it: {need.without}."


def main() -> int:
    missing = [need for need in NEEDS if not need.is_here()]
    apt = installer()
    if missing and apt:
        install(missing, apt)
        importlib.invalidate_caches()
    for need in missing:
        if not need.is_here():
            print(advice(need), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
