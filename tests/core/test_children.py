"""A child works on what strangers sent: it has no key, no network, no file but its own, and an end."""

import os
import socket
import time
from pathlib import Path

import pytest

from civic.core import children, confine
from civic.core.checks import check_sandbox

pytestmark = pytest.mark.real_time
offered = children.available_sandbox()
needs_files = pytest.mark.skipif(confine.FILES not in offered, reason="no Landlock here")
needs_network = pytest.mark.skipif(confine.NETWORK not in offered, reason="no user namespaces here")


def outcome(script: str, **limits: object) -> tuple[int, str]:
    """Of a shell's script: how it ended, and what it printed."""
    options: dict[str, object] = {"seconds": 20} | limits
    with children.start(["bash", "-c", script], **options) as process:  # type: ignore[arg-type]
        printed, _ = process.communicate(timeout=20)
    return process.returncode, printed.decode()


def test_its_environment_holds_nothing_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENCRYPTION_KEYS", "clef-secrete")
    code, printed = outcome("env")
    assert code == 0
    names = {line.partition("=")[0] for line in printed.splitlines()}
    assert names - {"PWD", "SHLVL", "_"} == {"PATH", "LANG"}  # the first three are the shell's own


@needs_files
def test_it_cannot_read_its_parents_environment() -> None:
    assert Path(f"/proc/{os.getpid()}/environ").read_bytes(), "whoever is in no sandbox reads it"
    code, printed = outcome(f"cat /proc/{os.getpid()}/environ")
    assert (code, printed) == (1, "")


@needs_files
def test_it_opens_no_file_but_its_own(tmp_path: Path) -> None:
    (given := tmp_path / "given").write_text("à lui")
    (other := tmp_path / "other").write_text("à nous")
    (folder := tmp_path / "folder").mkdir()
    assert outcome(f"cat {given}", reads=[given]) == (0, "à lui")
    assert outcome(f"cat {other}", reads=[given]) == (1, "")
    assert outcome(f"echo x > {other}", reads=[given, other])[0] == 1
    assert outcome(f"echo x > {folder}/new && cat {folder}/new", writes=[folder]) == (0, "x\n")
    assert outcome(f"echo x > {tmp_path}/new", writes=[folder])[0] == 1


@needs_network
def test_it_has_no_network() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        script = f"echo x > /dev/tcp/127.0.0.1/{server.getsockname()[1]}"
        assert outcome(script)[0] == 1
        server.settimeout(0.2)
        with pytest.raises(TimeoutError):
            server.accept()


def test_it_is_stopped_beyond_its_memory() -> None:
    script = 'text=$(yes | head -c 30000000); echo "${#text}"'
    assert outcome(script)[1] == "29999999\n"
    code, printed = outcome(script, memory=20 << 20)
    assert code != 0
    assert printed == ""


def test_it_is_stopped_beyond_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    start = time.monotonic()
    code, _ = outcome("while :; do :; done", seconds=1)
    assert code < 0, "killed"
    assert time.monotonic() - start < 15


def test_its_files_do_not_grow_beyond_their_limit(tmp_path: Path) -> None:
    code, _ = outcome(f"yes | head -c 3000000 > {tmp_path}/big", writes=[tmp_path], file_size=1 << 20)
    assert code != 0
    assert (tmp_path / "big").stat().st_size == 1 << 20


def test_a_program_that_is_not_there_is_said() -> None:
    with pytest.raises(FileNotFoundError):
        children.start(["no-such-program"], seconds=1)


def test_production_warns_where_a_wall_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children, "available_sandbox", lambda: list(children.SANDBOX))
    assert check_sandbox(None) == []
    monkeypatch.setattr(children, "available_sandbox", lambda: [confine.NETWORK])
    assert [warning.id for warning in check_sandbox(None)] == ["core.W001"]
