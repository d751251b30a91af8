"""A private PostgreSQL for one test run, started from the programs installed on this machine.

    with private_cluster() as url: ...
    python -m tests.postgresql COMMAND …      runs a command with DATABASE_URL set to it

Its files, socket and port are its own and go away with the block. Nothing in it is worth keeping, so it is
not made durable.
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

OLDEST = 15
FAST = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=60",
    "shared_buffers=128MB",
)


class NoPostgreSQL(Exception):
    """No usable server on this machine; the text says what was looked for."""


def find_programs() -> Path:
    """Folder with initdb and pg_ctl of the newest installed version, at least OLDEST."""
    folders = [
        *Path("/usr/lib/postgresql").glob("*/bin"),
        *Path("/opt/homebrew/opt").glob("postgresql@*/bin"),
        *Path("/usr/local/opt").glob("postgresql@*/bin"),
    ]
    if on_path := shutil.which("initdb"):
        folders.append(Path(on_path).resolve().parent)
    versions = {folder: _version(folder) for folder in folders if (folder / "pg_ctl").exists()}
    fitting = [folder for folder, version in versions.items() if version >= OLDEST]
    if not fitting:
        found = ", ".join(map(str, sorted(versions.values()))) or "none"
        raise NoPostgreSQL(f"no PostgreSQL server ≥ {OLDEST} on this machine (found: {found})")
    return max(fitting, key=lambda folder: versions[folder])


def _version(folder: Path) -> int:
    answer = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True).stdout
    digits = "".join(c if c.isdigit() else " " for c in answer).split()
    return int(digits[0]) if digits else 0


def _server_account() -> str | None:
    """PostgreSQL refuses to run as root: the account to drop to, or None when this one will do."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in names)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def private_cluster() -> Iterator[str]:
    """Yield the DATABASE_URL of a new empty cluster; stop and remove it at the end."""
    programs = find_programs()
    account = _server_account()
    password = secrets.token_urlsafe(16)
    with tempfile.TemporaryDirectory(prefix="pg-", ignore_cleanup_errors=True) as name:
        home = Path(name)
        if account:
            shutil.chown(home, account)

        def call(program: str, *words: str) -> None:
            # To a file: the server inherits the output, and a pipe would stay open as long as it lives.
            with (home / "commands.log").open("a") as log:
                group = pwd.getpwnam(account).pw_gid if account else None
                done = subprocess.run(
                    [programs / program, *words], cwd=home, stdin=subprocess.DEVNULL, stdout=log,
                    stderr=subprocess.STDOUT, user=account, group=group, extra_groups=[] if account else None,
                )  # fmt: skip
            if done.returncode:
                text = "\n".join(
                    p.read_text() for p in (home / "commands.log", home / "server.log") if p.exists()
                )
                raise RuntimeError(f"{program} failed:\n{text[-2000:]}")

        (home / "password").write_text(password)
        (home / "password").chmod(0o600)
        if account:
            shutil.chown(home / "password", account)
        locale = "C.UTF-8" if sys.platform == "linux" else "en_US.UTF-8"
        account_words = ("-U", "tests", "-A", "scram-sha-256", "--pwfile", f"{home}/password")
        call("initdb", "-D", f"{home}/data", *account_words, "-E", "UTF8", "--locale", locale, "--no-sync")
        port = _free_port()
        options = " ".join(
            ["-h 127.0.0.1", f"-p {port}", f"-k {home}", *(f"-c {setting}" for setting in FAST)]
        )
        call("pg_ctl", "-D", f"{home}/data", "-l", f"{home}/server.log", "-o", options, "-w", "start")
        try:
            yield f"postgresql://tests:{password}@127.0.0.1:{port}/postgres"
        finally:
            call("pg_ctl", "-D", f"{home}/data", "-m", "immediate", "-w", "stop")


def _leave(_signal: int, _stack: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _leave)
    with private_cluster() as database_url:
        sys.exit(subprocess.run(sys.argv[1:], env=os.environ | {"DATABASE_URL": database_url}).returncode)
