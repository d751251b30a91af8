"""The disk of the database is full: pages stay up, and what would write is refused in a sentence.

Our two engines (`core.sqlite3`, `core.postgresql`) are Django's, except that this failure comes as a refusal, wherever
it shows, at the end of the transaction too: a form comes back with what was typed, as after any refusal.
"""

import os
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import OperationalError
from django.db.utils import DatabaseErrorWrapper

from civic.core.clock import now
from civic.core.refusals import Refusal

LATELY = timedelta(minutes=2)
_SQLITE_FULL = 13
_POSTGRESQL_FULL = "53100"


class DatabaseFull(Refusal, OperationalError):
    message = (
        "Le serveur n’a plus de place et n’a pas pu enregistrer. Nous sommes prévenus\u00a0: rien de ce que vous avez "
        "écrit n’est perdu, gardez cette page ouverte et réessayez un peu plus tard."
    )
    status = 507


def is_full(error: BaseException) -> bool:
    """Of an error of either driver."""
    code = getattr(error, "sqlite_errorcode", None)
    return (code is not None and code & 0xFF == _SQLITE_FULL) or (
        getattr(error, "sqlstate", None) == _POSTGRESQL_FULL
    )


def was_full_lately() -> bool:
    """As any process met it that has the same media."""
    try:
        met_at = datetime.fromtimestamp(_mark().stat().st_mtime, UTC)
    except FileNotFoundError:
        return False
    return abs(now() - met_at) < LATELY


def _mark() -> Path:
    """A file without content, whose date is all that it says: it needs no room."""
    return Path(settings.MEDIA_ROOT) / ".database-full"


def _remember() -> None:
    moment = now().timestamp()
    with suppress(OSError):  # not even room for its name: the refusal is said in any case
        _mark().parent.mkdir(parents=True, exist_ok=True)
        _mark().touch()
        os.utime(_mark(), (moment, moment))


class FullDiskWrapper(DatabaseErrorWrapper):
    def __exit__(self, exc_type: Any, exc_value: Any, traceback: Any) -> None:
        if exc_value is not None and is_full(exc_value):
            self.wrapper.errors_occurred = True  # type: ignore[attr-defined]
            _remember()
            raise DatabaseFull from exc_value
        super().__exit__(exc_type, exc_value, traceback)
