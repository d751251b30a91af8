"""The demo's processes end when they are asked to, and with whatever they started."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scripts import demo

STUBBORN = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
grandchild = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print("started", grandchild.pid, flush=True)
time.sleep(60)
"""
POLITE = """
import signal, sys, time
signal.signal(signal.SIGTERM, lambda *_: sys.exit("bye"))
print("started", flush=True)
time.sleep(60)
"""


SITE = """
from scripts import demo
import sys
web = [sys.executable, "-m", "http.server", str(demo.PORT), "--bind", "127.0.0.1", "--directory", sys.argv[1]]
worker = [sys.executable, "-c", f"import time; time.sleep({sys.argv[2]})"]
sys.exit(demo.serve({"web": web, "worker": worker}))
"""


def run_site(folder: Path, worker_lasts: float) -> subprocess.Popen[str]:
    """The supervisor itself, over a small web server whose health page is the folder `sante`."""
    (folder / "sante").mkdir()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = [sys.executable, "-c", SITE, str(folder), str(worker_lasts)]
    env = os.environ | {"PORT": str(port)}
    return subprocess.Popen(
        words, cwd=demo.ROOT, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def wait_for(text: str, capsys: pytest.CaptureFixture[str]) -> str:
    seen = ""
    deadline = time.monotonic() + 20
    while text not in seen and time.monotonic() < deadline:
        time.sleep(0.02)
        seen += capsys.readouterr().out
    assert text in seen
    return seen


def is_running(pid: int) -> bool:
    """Whether a process lives: one that ended and is not yet collected does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


def test_polite_process_ends_by_itself_and_its_words_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    child = demo.Child("web", sys.executable, "-c", POLITE)
    assert "   web │ started" in wait_for("started", capsys)
    demo.end([child])
    assert child.process.returncode == 1  # its own exit, not a signal
    wait_for("   web │ bye", capsys)


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="reads /proc")
def test_stubborn_process_is_killed_with_its_own(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "END_WITHIN", 0.3)
    child = demo.Child("worker", sys.executable, "-c", STUBBORN)
    grandchild = int(wait_for("started", capsys).split("started ")[1].split()[0])
    demo.end([child])
    assert child.process.returncode == -9
    deadline = time.monotonic() + 5
    while is_running(grandchild) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not is_running(grandchild)


@pytest.mark.parametrize("signal_number", [signal.SIGINT, signal.SIGTERM])
def test_site_says_where_it_is_and_ends_on_a_signal(tmp_path: Path, signal_number: signal.Signals) -> None:
    with run_site(tmp_path, worker_lasts=60) as site:
        assert site.stdout
        lines: list[str] = []
        while not any("Ctrl+C" in line for line in lines):
            lines.append(site.stdout.readline())
            assert lines[-1], "the supervisor ended before it was ready"
        site.send_signal(signal_number)
        out, err = site.communicate(timeout=20)
        assert (site.returncode, "Ending" in out) == (0, True), err
    for address, _ in demo.ACCOUNTS:
        assert sum(address in line for line in lines) == 1


def test_site_ends_with_a_failure_when_one_process_does(tmp_path: Path) -> None:
    with run_site(tmp_path, worker_lasts=0.1) as site:
        _, err = site.communicate(timeout=20)
        assert site.returncode == 1
    assert "worker ended by itself (status 0)" in err


def test_children_get_the_demo_settings_and_none_of_their_secrets() -> None:
    assert demo.ENVIRONMENT["DJANGO_SETTINGS_MODULE"] == "config.settings.dev"
    assert demo.ENVIRONMENT["PORT"] == str(demo.PORT)
    assert os.environ["DJANGO_SETTINGS_MODULE"] == "config.settings.test"
