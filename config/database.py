"""DATABASE_URL → Django's DATABASES entry, for the two engines that the product runs on."""

from typing import Any
from urllib.parse import unquote, urlsplit


def database_from_url(url: str, *, prepares: bool = True) -> dict[str, Any]:
    """`sqlite:///relative/or/absolute.sqlite3` or `postgresql://user:password@host:port/name`. `prepares`: statements
    asked often are planned once by each connection of PostgreSQL."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "civic.core.sqlite3",
            "NAME": unquote(url.removeprefix("sqlite:///")),
            "CONN_MAX_AGE": None,  # opening it costs more than most requests
            "OPTIONS": {
                # Writers queue at BEGIN instead of failing halfway; WAL lets readers go on meanwhile.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                # FULL: what was acknowledged is on the disk, also after a power cut. What is deleted is overwritten:
                # docs/decisions/0025-secrets-of-polls.md.
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-32000; "
                "PRAGMA secure_delete=ON;",
            },
        }
    if parts.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "civic.core.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 0,
            # A worker has eight lanes, their leases and the clock.
            "OPTIONS": {
                "pool": {"min_size": 1, "max_size": 20, "timeout": 10},
                # Only what is bound by the server can be prepared: docs/decisions/0040-prepared-statements.md.
                "server_side_binding": prepares,
                "prepare_threshold": 5 if prepares else None,
            },
        }
    raise ValueError(f"DATABASE_URL names no engine that we run on: {parts.scheme!r}")
