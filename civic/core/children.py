"""The only place that starts another program. A child works on what strangers sent: it gets no key of ours.

Its environment is PATH and LANG; memory, CPU time and the size of its files are limited; where the system offers it,
it has no network and opens no file but its own (`confine.py`, decision 0027). It dies with its parent.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from civic.core import confine

type Child = subprocess.Popen[bytes]
TimeoutExpired = subprocess.TimeoutExpired
_CONFINE = [sys.executable, "-I", "-S", confine.__file__]
SANDBOX = (confine.NETWORK, confine.FILES)


@dataclass(frozen=True, slots=True)
class Limits:
    """`reads`: files and folders; `writes`: folders. Bytes, and seconds of all processors together."""

    reads: Sequence[str]
    writes: Sequence[str]
    memory: int
    cpu_seconds: int
    file_size: int


def start(
    command: Sequence[str],
    *,
    reads: Sequence[Path] = (),
    writes: Sequence[Path] = (),
    seconds: float,
    memory: int = 4 << 30,  # of addresses, threads' stacks included
    file_size: int = 1 << 30,
) -> Child:
    """Both outputs are pipes. `seconds`: of work; that it also ends when it only waits is the caller's to see to.
    Raises FileNotFoundError when there is no such program."""
    program = shutil.which(command[0])
    if program is None:
        raise FileNotFoundError(command[0])
    limits = Limits(
        reads=[str(path.resolve()) for path in (*reads, Path(program).resolve().parent)],
        writes=[str(path.resolve()) for path in writes],
        memory=memory,
        cpu_seconds=max(1, int(seconds * (os.cpu_count() or 1))),
        file_size=file_size,
    )
    return subprocess.Popen(
        [*_CONFINE, json.dumps(asdict(limits)), program, *command[1:]],
        env=_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


@cache
def available_sandbox() -> list[str]:
    """Which of SANDBOX this system offers."""
    done = subprocess.run(_CONFINE, env=_environment(), capture_output=True, timeout=30, check=False)
    return list(json.loads(done.stdout or b"[]"))


def _environment() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8"}
