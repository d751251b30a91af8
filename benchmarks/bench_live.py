"""Live updates: one change sent to 5,000 open pages of one process, beside a bare server of the same protocol.

`python -m benchmarks.bench_live` starts a private PostgreSQL, the hub as in production and the bare server, opens 5,000
connections to each, notifies them in turns, and prints the processor time of each server and the memory of a
connection."""

import asyncio
import os
import resource
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median

from benchmarks.serving import cpu_seconds
from benchmarks.table import Goal, report
from tests.postgresql import private_cluster

CONNECTIONS = 5_000
PERSON_HAS = 20  # open pages: the most that are admitted
ROUNDS = 12
HUB, BARE = 8771, 8772
AT_ONCE = 100


class Crowd:
    """Open pages on one server, and how often all of them together have heard the change."""

    def __init__(self, port: int, path: str, cookies: list[str], *, name: str = "posts") -> None:
        self.port, self.path, self.cookies = port, path, cookies
        self._change = f'"name":"{name}"'.encode()
        self.heard = 0
        self._writers: list[asyncio.StreamWriter] = []
        self._tasks: list[asyncio.Task[None]] = []

    async def open(self, first: int, last: int) -> None:
        gate = asyncio.Semaphore(AT_ONCE)

        async def enter(number: int) -> None:
            async with gate:
                reader, writer = await asyncio.open_connection("127.0.0.1", self.port, limit=4096)
                cookie = self.cookies[number // PERSON_HAS]
                writer.write(
                    f"GET {self.path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: sessionid={cookie}\r\n\r\n".encode()
                )
                await reader.readuntil(b"here")
                self._writers.append(writer)
                self._tasks.append(asyncio.create_task(self._listen(reader)))

        await asyncio.gather(*(enter(number) for number in range(first, last)))

    async def _listen(self, reader: asyncio.StreamReader) -> None:
        while data := await reader.read(4096):
            self.heard += data.count(self._change)

    async def wait_for(self, times: int) -> None:
        limit = time.monotonic() + 60
        while self.heard < times:
            assert time.monotonic() < limit, f"{self.heard} of {times} heard"
            await asyncio.sleep(0.01)

    def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        for writer in self._writers:
            writer.close()


@contextmanager
def server(application: str, port: int) -> Iterator[int]:
    """uvicorn as deploy/systemd/civic-live.service starts it. Yields its process number."""
    words = [
        "-m",
        "uvicorn",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--http",
        "httptools",
        "--ws",
        "none",
    ]
    words += ["--no-access-log", "--log-level", "warning", "--timeout-graceful-shutdown", "5", application]
    process = subprocess.Popen([sys.executable, *words])
    try:
        yield process.pid
    finally:
        process.kill()
        process.wait()


def resident_kilobytes(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0])


def people_with_sessions(count: int) -> tuple[int, list[str]]:
    """A commune, and the cookies of so many of its residents."""
    import django

    django.setup()
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.signed_cookies import SessionStore
    from django.core.management import call_command

    from benchmarks.feed.seed import commune
    from civic.accounts.models import Person
    from civic.core.viewer import SESSION_ID
    from civic.memberships.models import Membership

    call_command("migrate", verbosity=0)
    place, _ = commune("99001", residents=20, posts=20)
    people = Person.objects.bulk_create(
        Person(email=f"l{n}@live.test", first_name=f"Prénom{n}", last_name="Nom") for n in range(count)
    )
    asked = {"status": "accepted", "requested_at": place.updated_at}
    Membership.objects.bulk_create(Membership(commune=place, person=one, **asked) for one in people)
    cookies = []
    for one in people:
        session = SessionStore()
        session[SESSION_KEY] = str(one.pk)
        session[HASH_SESSION_KEY] = one.get_session_auth_hash()
        session[SESSION_ID] = secrets.token_hex(16)
        session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
        session.save()
        cookies.append(str(session.session_key))
    return place.pk, cookies


async def ready(port: int, path: str) -> None:
    for _ in range(300):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
            return
        except OSError:
            await asyncio.sleep(0.1)
    raise TimeoutError(path)


async def publish_bare() -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", BARE)
    writer.write(b"GET /publish HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
    await reader.read()
    writer.close()


async def measure(commune_id: int, cookies: list[str], hub_pid: int, bare_pid: int) -> list[Goal]:
    from civic.live.actions import publish

    topic = f"commune:{commune_id}:members"

    async def publish_hub() -> None:
        await asyncio.to_thread(publish, topic=topic, name="posts")

    crowds = [
        (Crowd(HUB, "/direct/", cookies), hub_pid, publish_hub),
        (Crowd(BARE, "/", cookies), bare_pid, publish_bare),
    ]
    memory: dict[int, float] = {}
    spent: dict[int, list[float]] = {hub_pid: [], bare_pid: []}
    delays: dict[int, list[float]] = {hub_pid: [], bare_pid: []}
    for crowd, pid, _ in crowds:
        await ready(crowd.port, crowd.path)
        await crowd.open(0, 200)  # what a process takes once is not a connection's
        await asyncio.sleep(1)
        empty, begun = resident_kilobytes(pid), time.monotonic()
        await crowd.open(200, CONNECTIONS)
        took = time.monotonic() - begun
        await asyncio.sleep(2)
        memory[pid] = (resident_kilobytes(pid) - empty) / (CONNECTIONS - 200)
        print(
            f"port {crowd.port}: {memory[pid]:.1f} kB a connection, {CONNECTIONS / took:.0f} opened a second"
        )
    for _ in range(ROUNDS):
        for crowd, pid, notify in crowds:
            wanted, before, begun = crowd.heard + CONNECTIONS, cpu_seconds(pid), time.monotonic()
            await notify()
            await crowd.wait_for(wanted)
            delays[pid].append(time.monotonic() - begun)
            await asyncio.sleep(0.3)
            spent[pid].append((cpu_seconds(pid) - before) * 1000)
    for crowd, pid, _ in crowds:
        print(
            f"port {crowd.port}: {sum(spent[pid]) / ROUNDS:.0f} ms of CPU to notify {CONNECTIONS}, "
            f"the last one after {median(delays[pid]) * 1000:.0f} ms"
        )
        after = resident_kilobytes(pid)
        print(f"port {crowd.port}: {after / 1000:.0f} MB in all after {ROUNDS} rounds")
        crowd.close()
    return [
        Goal(
            "CPU to notify 5,000, against the bare server",
            sum(spent[hub_pid]) / sum(spent[bare_pid]),
            at_most=2,
        ),
        Goal("memory of an idle connection, kB", memory[hub_pid], at_most=25),
    ]


def raise_limit(opened: int = 2 * CONNECTIONS) -> None:
    """Each connection takes a file descriptor here, and one in the server, which inherits the limit."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = opened + 1000
    if most not in (resource.RLIM_INFINITY,) and most < wanted:
        raise SystemExit(f"this machine admits {most} open files, {wanted} are needed")
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


def main() -> int:
    raise_limit()
    with ExitStack() as stack:
        os.environ["DATABASE_URL"] = stack.enter_context(private_cluster())
        os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.feed.settings"
        commune_id, cookies = people_with_sessions(CONNECTIONS // PERSON_HAS)
        hub = stack.enter_context(server("config.asgi:live", HUB))
        bare = stack.enter_context(server("benchmarks.live.bare:application", BARE))
        goals = asyncio.run(measure(commune_id, cookies, hub, bare))
        from django.db import connections

        connections.close_all()
    return report("Live updates", goals)


if __name__ == "__main__":
    raise SystemExit(main())
