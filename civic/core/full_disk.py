"""The disk of the database is full: pages stay up, and what would write is refused in a sentence.

Our two engines (`core.sqlite3`, `core.postgresql`) are Django's, except that this failure comes as a refusal, wherever
it shows, at the end of the transaction too: a form comes back with what was typed, as after any refusal.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import OperationalError
from django.db.utils import DatabaseErrorWrapper

from civic.core.clock import now
from civic.core.refusals import Refusal

LATELY = timedelta(minutes=2)
_SQLITE_FULL = 13
_POSTGRESQL_FULL = "53100"
_seen: dict[str, datetime] = {}


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
    """As this process met it."""
    return "last" in _seen and now() - _seen["last"] < LATELY


class FullDiskWrapper(DatabaseErrorWrapper):
    def __exit__(self, exc_type: Any, exc_value: Any, traceback: Any) -> None:
        if exc_value is not None and is_full(exc_value):
            self.wrapper.errors_occurred = True  # type: ignore[attr-defined]
            _seen["last"] = now()
            raise DatabaseFull from exc_value
        super().__exit__(exc_type, exc_value, traceback)
