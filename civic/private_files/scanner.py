"""The virus scanner beside us, by the protocol of clamd: `CLAMD_SOCKET` is the path of its socket, or `host:port`."""

import socket
import time
from collections.abc import Callable
from functools import lru_cache
from typing import IO

import structlog
from django.conf import settings

from civic.private_files.refusals import ScannerSilent, VirusFound

SECONDS = 30  # for all files of a form: a web process waits for no longer
_PING_SECONDS, _PING_EVERY = 1, 60
_CHUNK = 64 * 1024
_LONGEST_ANSWER = 4096

log = structlog.get_logger("civic.private_files")


def is_set() -> bool:
    return bool(settings.CLAMD_SOCKET)


def require_clean(file: IO[bytes], *, deadline: float) -> None:
    """`deadline`: of time.monotonic(). Leaves the file at its start. Raises VirusFound, or ScannerSilent: what nobody
    looked at goes to nobody."""
    if not is_set():
        return
    try:
        answer = _answer(file, deadline)
    except OSError as error:
        log.warning("scanner_silent", reason=type(error).__name__)
        raise ScannerSilent from error
    finally:
        file.seek(0)
    if answer.endswith(b" FOUND"):
        log.warning("virus_found")
        raise VirusFound
    if not answer.endswith(b": OK"):  # « INSTREAM size limit exceeded. ERROR »
        log.warning("scanner_silent", reason="refused")
        raise ScannerSilent


def is_silent() -> bool:
    """Set, and it does not answer. Asked once a minute by a process: anybody may ask `/sante/`."""
    return is_set() and _silent_within(int(time.monotonic() // _PING_EVERY), settings.CLAMD_SOCKET)


@lru_cache(maxsize=1)
def _silent_within(minute: int, address: str) -> bool:
    try:
        left = _until(time.monotonic() + _PING_SECONDS)
        with _connected(left) as clamd:
            clamd.sendall(b"zPING\0")
            return _line(clamd, left) != b"PONG"
    except OSError:
        return True


def _answer(file: IO[bytes], deadline: float) -> bytes:
    left = _until(deadline)
    file.seek(0)
    with _connected(left) as clamd:
        clamd.sendall(b"zINSTREAM\0")
        while chunk := file.read(_CHUNK):
            clamd.settimeout(left())
            clamd.sendall(len(chunk).to_bytes(4, "big") + chunk)
        clamd.sendall(bytes(4))
        return _line(clamd, left)


def _line(clamd: socket.socket, left: Callable[[], float]) -> bytes:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < _LONGEST_ANSWER:
        clamd.settimeout(left())
        received = clamd.recv(_LONGEST_ANSWER)
        if not received:
            break
        answer += received
    return answer.rstrip(b"\0")


def _until(deadline: float) -> Callable[[], float]:
    return lambda: max(0.001, deadline - time.monotonic())


def _connected(left: Callable[[], float]) -> socket.socket:
    address = settings.CLAMD_SOCKET
    host, _, port = address.rpartition(":")
    if host and not address.startswith("/"):
        return socket.create_connection((host, int(port)), timeout=left())
    clamd = socket.socket(socket.AF_UNIX)
    clamd.settimeout(left())
    try:
        clamd.connect(address)
    except OSError:
        clamd.close()
        raise
    return clamd
