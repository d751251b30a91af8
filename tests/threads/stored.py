"""The whole database as text, where nothing private may be read."""

from django.db import connection


def everything_stored() -> str:
    """All that the database holds, as it holds it."""
    with connection.cursor() as cursor:
        found = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found.append(repr(cursor.fetchall()))
    return "\n".join(found)
