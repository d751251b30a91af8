"""Carries out one command in a sandbox. Started by `children.start` as a program of its own, with nothing but the
standard library: `confine.py LIMITS COMMAND…`, LIMITS being the JSON of `children.Limits`; `confine.py` alone prints
what of a sandbox this system offers.

The sandbox is built here, between two programs, since a process with threads may not do it between fork and exec.
"""

import contextlib
import ctypes
import json
import os
import resource
import signal
import struct
import sys
from typing import Any

NETWORK, FILES = "without network", "kept to its own files"

_SET_PARENT_DEATH_SIGNAL, _SET_NO_NEW_PRIVILEGES = 1, 38  # prctl
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # Landlock, the same numbers on every machine
_EXECUTE, _WRITE, _READ, _LIST, _TRUNCATE = 1 << 0, 1 << 1, 1 << 2, 1 << 3, 1 << 14
_SYSTEM = ("/usr", "/lib", "/lib64", "/bin", "/etc/ld.so.cache", "/etc/fonts", "/dev/null", "/dev/urandom")

_libc = ctypes.CDLL(None, use_errno=True)


def _call(number: int, *arguments: Any) -> int:
    done = int(_libc.syscall(number, *arguments))
    if done < 0:
        raise OSError(ctypes.get_errno(), "Landlock")
    return done


def _limit(limits: dict[str, int]) -> None:
    for kind, most in (
        (resource.RLIMIT_AS, limits["memory"]),
        (resource.RLIMIT_CPU, limits["cpu_seconds"]),
        (resource.RLIMIT_FSIZE, limits["file_size"]),
        (resource.RLIMIT_NOFILE, 256),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))


def _leave_network() -> None:
    """A network of one's own, in which there is nothing."""
    os.unshare(os.CLONE_NEWUSER | os.CLONE_NEWNET)


def _keep_to_files(reads: list[str], writes: list[str]) -> None:
    """Landlock: what is not named cannot be opened, /proc with the other processes' environment included."""
    version = _call(_CREATE_RULESET, None, 0, 1)
    rights = (1 << 13) - 1  # of files and folders, as the first version knew them
    rights |= sum(1 << bit for known, bit in ((2, 13), (3, 14), (5, 15)) if version >= known)
    network = 0b11 if version >= 4 else 0  # listen, connect
    scopes = 0b11 if version >= 6 else 0  # sockets without a file, signals to others
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    rules = _call(_CREATE_RULESET, struct.pack("=QQQ", rights, network, scopes)[:size], size, 0)
    allowed = [(path, _READ | _LIST | _EXECUTE) for path in (*_SYSTEM, *reads)]
    allowed += [(path, rights & ~_EXECUTE) for path in writes]
    for path, access in allowed:
        with contextlib.suppress(FileNotFoundError):
            place = os.open(path, os.O_PATH | os.O_CLOEXEC)
            if not os.path.isdir(path):
                access &= _EXECUTE | _WRITE | _READ | (_TRUNCATE & rights)
            _call(_ADD_RULE, rules, 1, struct.pack("=Qi", access & rights, place), 0)
            os.close(place)
    _libc.prctl(_SET_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    _call(_RESTRICT_SELF, rules, 0)
    os.close(rules)


def confine(limits: dict[str, Any]) -> list[str]:
    """Returns what of it holds; the limits always do."""
    standing = []
    with contextlib.suppress(OSError, AttributeError):
        _leave_network()
        standing.append(NETWORK)
    _libc.prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)  # it never works for nobody
    with contextlib.suppress(OSError):
        os.nice(10)
    with contextlib.suppress(OSError):
        _keep_to_files(limits["reads"], limits["writes"])
        standing.append(FILES)
    _limit(limits)
    return standing


def main() -> None:
    if len(sys.argv) == 1:
        nothing = {"reads": [], "writes": [], "memory": 1 << 32, "cpu_seconds": 10, "file_size": 1 << 20}
        sys.stdout.write(json.dumps(confine(nothing)))
        return
    confine(json.loads(sys.argv[1]))
    os.execv(sys.argv[2], sys.argv[2:])  # noqa: S606 (no shell is what we want)


if __name__ == "__main__":
    main()
