"""One at a time, where there is no row to lock: it is not there yet, or stands for several things."""

from hashlib import blake2b

from django.db import DatabaseError, connection

_DEADLOCK, _SERIALIZATION_FAILURE = "40P01", "40001"


def is_stopped(error: DatabaseError) -> bool:
    """Of two who wait for each other PostgreSQL stops one, who may begin again: nothing of its transaction is left."""
    return sqlstate(error) in {_DEADLOCK, _SERIALIZATION_FAILURE}


def sqlstate(error: DatabaseError) -> str:
    return getattr(error.__cause__, "sqlstate", None) or ""


def lock(key: str) -> None:
    """Whoever asks for the same key waits until this transaction ends. On SQLite all who write wait for each other."""
    if connection.vendor == "postgresql":
        number = int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), signed=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
