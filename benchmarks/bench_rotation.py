"""`manage.py rotate_keys` over 100,000 bodies, its reading again included, against decrypting and encrypting them and
nothing else; on a private PostgreSQL and on the embedded database.

`python -m benchmarks.bench_rotation`
"""

import io
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.table import Goal, report
from tests.postgresql import private_cluster

BODIES = 100_000
BARE = 20_000  # of them, before and after


def measure(engine: str) -> int:
    import django

    django.setup()
    from cryptography.fernet import Fernet
    from django.conf import settings
    from django.core.management import call_command
    from django.test import override_settings

    call_command("migrate", verbosity=0)
    (old,) = settings.ENCRYPTION_KEYS
    new = Fernet.generate_key().decode()
    tokens = _seed()
    bare = _bare(tokens)
    with override_settings(ENCRYPTION_KEYS=[new, old], INDEX_KEY=old):
        start, said = time.perf_counter(), io.StringIO()
        call_command("rotate_keys", stdout=said)
        rotation = BODIES / (time.perf_counter() - start)
    bare = (bare + _bare(tokens)) / 2
    assert f"rechiffrées : {BODIES:,}".replace(",", "\N{NARROW NO-BREAK SPACE}") in said.getvalue()
    print(f"{engine}: {rotation:.0f} bodies/s, bare {bare:.0f}/s")
    return report(f"Rotation of keys, {engine}", [Goal("rate of bare crypto", rotation / bare, at_least=0.3)])


def _bare(tokens: list[str]) -> float:
    from civic.core.encryption import decrypt, encrypt

    start = time.perf_counter()
    for token in tokens:
        encrypt(decrypt(token))
    return len(tokens) / (time.perf_counter() - start)


def _seed() -> list[str]:
    """Private messages of one to five sentences, and how the first ones lie there."""
    from civic.core.clock import now
    from civic.threads.models import Message
    from tests.accounts.factories import PersonFactory
    from tests.communes.factories import CommuneFactory
    from tests.threads.factories import ThreadFactory

    thread: Any = ThreadFactory(commune=CommuneFactory(), encrypted=True)
    author: Any = PersonFactory(birth_date_text="", postal_address="")
    moment = now()
    Message.objects.bulk_create(
        (
            Message(
                thread_id=thread.pk,
                author_id=author.pk,
                number=number,
                encrypted_body="Quelques mots sur la place du marché. " * (1 + number % 5),
                key=str(number),
                written_at=moment,
            )
            for number in range(1, BODIES + 1)
        ),
        batch_size=2_000,
    )
    rows: Any = Message.objects.order_by("pk").values_list("encrypted_body", flat=True)[:BARE]
    return [value.token for value in rows]


def main() -> int:
    if len(sys.argv) > 1:
        return measure(sys.argv[1])
    failed = 0
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.feed.settings"
    with tempfile.TemporaryDirectory() as folder, private_cluster() as url:
        os.environ["STATE_DIR"] = folder
        for engine, address in (
            ("PostgreSQL", url),
            ("SQLite", f"sqlite:///{Path(folder) / 'bench.sqlite3'}"),
        ):
            command = [sys.executable, "-m", "benchmarks.bench_rotation", engine]
            failed |= subprocess.run(command, env=os.environ | {"DATABASE_URL": address}).returncode
    return failed


if __name__ == "__main__":
    raise SystemExit(main())
