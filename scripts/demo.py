"""`make demo`: prepare the embedded database, then run web and worker together until Ctrl+C.

Whoever wants only the preparation: `python -m scripts.demo prepare`.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import FrameType

from scripts.bootstrap import BUILT_ASSETS, ROOT, fingerprint, is_current, leave, say

BIN = ROOT / ".venv" / "bin"
PORT = int(os.environ.get("PORT", "8000"))
SITE = f"http://127.0.0.1:{PORT}"
# Taken before the settings are read: they set variables of their own, which the children must not inherit.
ENVIRONMENT = os.environ | {
    "DJANGO_SETTINGS_MODULE": "config.settings.dev",
    "PORT": str(PORT),
    "PYTHONUNBUFFERED": "1",
}
READY_WITHIN = 60  # seconds
END_WITHIN = 10  # seconds between asking a process to end and killing it

PROCESSES: dict[str, list[str | Path]] = {
    "web": [
        BIN / "python", "-m", "uvicorn", "--host", "127.0.0.1", "--port", str(PORT), "--http", "httptools",
        "--ws", "none", "--no-access-log", "--no-server-header", "--log-level", "warning",
        "--timeout-graceful-shutdown", "3", "config.asgi:application",
    ],
    "worker": [BIN / "python", "manage.py", "run_worker"],
}  # fmt: skip

PASSWORD = "Demo-2026-mairie"
ACCOUNTS = (
    ("maire@eze.demo", "mayor of Èze"),
    ("dgs@eze.demo", "delegate of the mayor of Èze"),
    ("citoyen@eze.demo", "resident of Èze"),
    ("citoyenne@eze.demo", "resident of Èze, second home in L’Aigle"),
    ("attente@eze.demo", "waits for the town hall of Èze"),
    ("maire@laigle.demo", "mayor of L’Aigle"),
    ("citoyen@laigle.demo", "resident of L’Aigle"),
    ("admin@plateforme.demo", "platform administrator, who is asked for a code too"),
)


def prepare() -> None:
    """Static files, tables, directory and demo contents: each skipped or quick when it is there already."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.dev"
    os.environ["PORT"] = str(PORT)
    import django  # noqa: PLC0415 - the settings are chosen just above
    from django.conf import settings  # noqa: PLC0415 - the settings are chosen just above
    from django.core.management import call_command  # noqa: PLC0415 - the settings are chosen just above
    from django.db import connections  # noqa: PLC0415 - the settings are chosen just above

    django.setup()
    sources = [BUILT_ASSETS, *sorted(ROOT.glob("civic/*/static"))]
    stamp, value = Path(settings.STATIC_ROOT) / ".stamp", fingerprint(sources)
    if not is_current(stamp, value):
        say("Static files")
        call_command("collectstatic", interactive=False, verbosity=0)
        leave(stamp, value)
    call_command("migrate", interactive=False, verbosity=0)
    call_command("load_directory")
    call_command("load_demo")
    connections.close_all()


class Child:
    """A process in a group of its own, so that Ctrl+C reaches it through us and in order."""

    def __init__(self, name: str, *command: str | Path) -> None:
        self.name = name
        self.process = subprocess.Popen(
            [str(word) for word in command], cwd=ROOT, env=ENVIRONMENT, start_new_session=True, text=True,
            errors="replace", stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        self._relay = threading.Thread(target=self._copy_output, daemon=True)
        self._relay.start()

    def _copy_output(self) -> None:
        """Print what the process writes, each line under its name."""
        assert self.process.stdout
        with self.process.stdout as lines:
            for line in lines:
                print(f"{self.name:>6} │ {line}", end="", flush=True)

    def kill_group(self) -> None:
        """Kill the process if it still lives, and whatever it started; wait for its last words."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self._relay.join(timeout=2)


def end(children: list[Child]) -> None:
    """Ask all to end, wait, then kill what is left of any of them."""
    for child in children:
        if child.process.poll() is None:
            child.process.terminate()
    deadline = time.monotonic() + END_WITHIN
    for child in children:
        try:
            child.process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            print(f"{child.name} did not end in time and was killed.", flush=True)
    for child in children:
        child.kill_group()


def answers() -> bool:
    """Whether the web process serves its health page. No proxy of the environment is asked."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"{SITE}/sante/", timeout=5) as response:
            return bool(response.status == 200)
    except (OSError, urllib.error.URLError):
        return False


def welcome() -> None:
    width = max(len(address) for address, _ in ACCOUNTS)
    lines = [
        "",
        f"  Maires & Citoyens runs on {SITE}",
        "",
        f"    {SITE}/eze-06/      the page of Èze",
        f"    {SITE}/l-aigle-61/  the page of L’Aigle",
        f"    {SITE}/connexion/   sign in with one of these, password {PASSWORD}",
        "",
        *(f"    {address:<{width}}  {who}" for address, who in ACCOUNTS),
        "",
        f"  Code of the administrator: {SITE}/demo/code/",
        f"  Mail that would leave: {SITE}/demo/boite-aux-lettres/ (files in var/mailbox)",
        "  Ctrl+C ends everything.",
        "",
    ]
    print("\n".join(lines), flush=True)


def port_is_free() -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", PORT))
        except OSError:
            return False
    return True


def serve(commands: dict[str, list[str | Path]] = PROCESSES) -> int:
    """Run the processes until a signal or until one of them ends; the exit status says which."""
    wanted_end = threading.Event()

    def leave_now(_signal: int, _stack: FrameType | None) -> None:
        wanted_end.set()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, leave_now)

    children = [Child(name, *command) for name, command in commands.items()]
    try:
        deadline, ready = time.monotonic() + READY_WITHIN, False
        while not wanted_end.wait(0.1 if not ready else 0.5):
            for child in children:
                if (status := child.process.poll()) is not None:
                    print(f"{child.name} ended by itself (status {status}): the demo stops.", file=sys.stderr)
                    return 1
            if not ready and answers():
                ready = True
                welcome()
            if not ready and time.monotonic() > deadline:
                print(f"The web process did not answer within {READY_WITHIN} s.", file=sys.stderr)
                return 1
        print("\nEnding…", flush=True)
        return 0
    finally:
        end(children)


def main(words: list[str]) -> int:
    if not port_is_free():
        print(f"Port {PORT} is taken. Another one: make demo PORT={PORT + 1}", file=sys.stderr)
        return 1
    try:
        prepare()
    except KeyboardInterrupt:  # each part of the preparation is whole or absent: the next start goes on
        print("\nInterrupted while preparing.", file=sys.stderr)
        return 130
    return 0 if words == ["prepare"] else serve()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
