"""All that is encrypted at rest, by the first of ENCRYPTION_KEYS, while everybody goes on working (decision 0043).

Encrypted fields are found from the models. What lies elsewhere (inside JSON, in files, under a cipher of its own) its
app registers, in `receivers`. No progress is written down: a value itself tells which key opens it. Who was stopped
reads from the start, which costs little, and writes only what is left.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.apps import apps
from django.db import connection

from civic.core.encryption import EncryptedTextField, UnreadableValue, renewed

BATCH = 1000


@dataclass(slots=True)
class Found:
    """Of some values: how many were looked at, written by the first key, and left to the next pass because somebody
    else had them at that moment; and the keys of those that nothing opens."""

    seen: int = 0
    renewed: int = 0
    left: int = 0
    unreadable: list[Any] = field(default_factory=list)


class Store(Protocol):
    """A place where values lie encrypted. `renew` goes through all of it, one `Found` a batch."""

    @property
    def name(self) -> str: ...
    def count(self) -> int: ...
    def renew(self) -> Iterator[Found]: ...


@dataclass(frozen=True, slots=True)
class Column:
    """An encrypted field of one model."""

    field: EncryptedTextField

    @property
    def name(self) -> str:
        return f"{self.field.model._meta.label}.{self.field.name}"

    def count(self) -> int:
        with connection.cursor() as cursor:
            cursor.execute(self._statement("SELECT count(*) FROM {table} WHERE {column} <> ''"))
            found: int = cursor.fetchone()[0]
        return found

    def renew(self) -> Iterator[Found]:
        batch = self._read(None)
        while batch:
            yield self._renew_batch(batch)
            batch = self._read(batch[-1][0])

    def _read(self, after: Any) -> list[tuple[Any, str]]:
        """Keys as the engine gives them: a third of the work would be to make ours of them."""
        statement = self._statement(
            "SELECT {key}, {column} FROM {table} WHERE {column} <> '' {further} ORDER BY {key} LIMIT %s",
            further="" if after is None else self._statement("AND {key} > %s"),
        )
        with connection.cursor() as cursor:
            cursor.execute(statement, [BATCH] if after is None else [after, BATCH])
            return cursor.fetchall()

    def _renew_batch(self, batch: list[tuple[Any, str]]) -> Found:
        found, changes = Found(seen=len(batch)), []
        for key, token in batch:
            try:
                if again := renewed(token.encode()):
                    changes.append((key, token, again.decode()))
            except UnreadableValue:
                found.unreadable.append(self.field.model._meta.pk.to_python(key))
        if changes:
            found.renewed = self._write(changes)
            found.left = len(changes) - found.renewed
        return found

    def _write(self, changes: list[tuple[Any, str, str]]) -> int:
        """One statement, over the very values that were read. Rows that somebody holds are left to the next pass: we
        wait for nobody, so that no action of theirs ends in a deadlock with ours."""
        lines = "json_each(%s)"
        lock = ""
        if connection.vendor == "postgresql":
            lines, lock = (
                "jsonb_array_elements(%s::jsonb) AS lines(value)",
                "FOR NO KEY UPDATE OF free SKIP LOCKED",
            )
        statement = self._statement(
            "UPDATE {table} SET {column} = again FROM (SELECT free.{key} AS id_, value->>1 AS was, value->>2 AS again"
            " FROM {lines} JOIN {table} AS free ON free.{key} = CAST(value->>0 AS {type})"
            " AND free.{column} = value->>1 {lock}) AS found"
            " WHERE {table}.{key} = id_ AND {table}.{column} = was",
            lines=lines,
            lock=lock,
        )
        with connection.cursor() as cursor:
            cursor.execute(
                statement, [json.dumps(changes, default=str)]
            )  # one value is bound faster than thousands
            return cursor.rowcount

    def _statement(self, statement: str, **parts: str) -> str:
        model, quoted = self.field.model, connection.ops.quote_name
        return statement.format(
            table=quoted(model._meta.db_table),
            column=quoted(str(self.field.column)),
            key=quoted(str(model._meta.pk.column)),
            type=model._meta.pk.db_type(connection),
            **parts,
        )


@dataclass(frozen=True, slots=True)
class Things:
    """What no field holds, one thing after the other. `renew_one`: whether there was something to write; raises
    UnreadableValue. It sees to it itself that nothing newer is written over."""

    name: str
    keys: Callable[[], Sequence[Any]]
    renew_one: Callable[[Any], bool]

    def count(self) -> int:
        return len(self.keys())

    def renew(self) -> Iterator[Found]:
        for key in self.keys():
            found = Found(seen=1)
            try:
                found.renewed = int(self.renew_one(key))
            except UnreadableValue:
                found.unreadable.append(key)
            yield found


_things: dict[str, Things] = {}


def register(things: Things) -> None:
    _things[things.name] = things


def stores() -> list[Store]:
    columns = [
        Column(one)
        for model in apps.get_models()
        for one in model._meta.local_concrete_fields
        if isinstance(one, EncryptedTextField)
    ]
    return [*columns, *_things.values()]
