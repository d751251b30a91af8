"""Stand-ins for clamd: by a socket of this machine, that answers FOUND for the EICAR string."""

import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

# In two parts, so that no scanner takes this file for one.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}" + rb"$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@contextmanager
def scanner(address: str | Path, *, answer: bytes | None = None, takes: float = 0) -> Iterator[list[bytes]]:
    """What it was given. `answer`: said to everything; b"" for one that hangs up. `takes`: seconds for each file."""
    given: list[bytes] = []
    server = socket.socket(socket.AF_UNIX)
    server.bind(str(address))
    with listening(server, given, answer, takes):
        yield given


@contextmanager
def scanner_by_port(given: list[bytes]) -> Iterator[str]:
    server = socket.create_server(("127.0.0.1", 0))
    with listening(server, given, None, 0):
        yield f"127.0.0.1:{server.getsockname()[1]}"


@contextmanager
def listening(
    server: socket.socket, given: list[bytes], answer: bytes | None, takes: float
) -> Iterator[None]:
    server.listen()

    def serve() -> None:
        while True:
            try:
                client, _ = server.accept()
            except OSError:
                return
            with client, client.makefile("rb") as stream:
                command = b""
                while not command.endswith(b"\0"):
                    command += stream.read(1)
                if command == b"zPING\0":
                    client.sendall(b"PONG\0")
                    continue
                assert command == b"zINSTREAM\0"
                content = b""
                while length := struct.unpack(">I", stream.read(4))[0]:
                    content += stream.read(length)
                given.append(content)
                time.sleep(takes)
                found = b"stream: Eicar-Signature FOUND\0" if EICAR in content else b"stream: OK\0"
                with suppress(BrokenPipeError):
                    client.sendall(found if answer is None else answer)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join(timeout=5)
