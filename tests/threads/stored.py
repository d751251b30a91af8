"""The whole database as text, as files, and as a backup, where nothing private may be read."""

import os
import subprocess
from pathlib import Path

from django.db import connection

from tests.postgresql import find_programs


def everything_stored() -> str:
    """All that the database holds, as it holds it."""
    with connection.cursor() as cursor:
        found = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found.append(repr(cursor.fetchall()))
    return "\n".join(found)


def files_of_database() -> bytes:
    """Tables and indexes as they lie on the disk, rows that are gone included."""
    if connection.vendor == "sqlite":
        name = Path(connection.settings_dict["NAME"])
        return b"".join(path.read_bytes() for path in name.parent.glob(f"{name.name}*") if path.is_file())
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute(
            "SELECT pg_read_binary_file(pg_relation_filepath(oid)) FROM pg_class"
            " WHERE relkind IN ('r', 'i', 't') AND pg_relation_filepath(oid) IS NOT NULL"
        )
        return b"".join(bytes(content) for (content,) in cursor.fetchall())


def backup() -> bytes:
    """What `deploy/backup.sh` seals, before it is sealed."""
    if connection.vendor == "sqlite":
        return "\n".join(connection.connection.iterdump()).encode()
    given = connection.settings_dict
    address = ["-h", given["HOST"], "-p", str(given["PORT"]), "-U", given["USER"], given["NAME"]]
    env = os.environ | {"PGPASSWORD": given["PASSWORD"]}
    done = subprocess.run([find_programs() / "pg_dump", *address], env=env, capture_output=True, check=True)
    return done.stdout
