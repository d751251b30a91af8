"""All that is encrypted at rest, by the first of ENCRYPTION_KEYS, while everybody goes on working (decision 0043).

Encrypted fields are found from the models. What lies elsewhere (inside JSON, in files, under a cipher of its own) its
app registers, in `receivers`. No progress is written down: a value itself tells which key opens it. Who was stopped
reads from the start, which costs little, and writes only what is left.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.apps import apps
from django.db import connection, models, transaction

from civic.core.encryption import EncryptedTextField, UnreadableValue, renewed

BATCH = 500


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
        return self._rows().count()

    def renew(self) -> Iterator[Found]:
        rows = self._rows().order_by("pk").values_list("pk", self.field.name)
        batch = list(rows[:BATCH])
        while batch:
            yield self._renew_batch(batch)
            batch = list(rows.filter(pk__gt=batch[-1][0])[:BATCH])

    def _rows(self) -> "models.QuerySet[models.Model]":
        rows = self.field.model._base_manager.filter(**{f"{self.field.name}__isnull": False})
        return rows.exclude(**{self.field.name: ""})

    def _renew_batch(self, batch: list[tuple[Any, Any]]) -> Found:
        found, changes = Found(seen=len(batch)), {}
        for key, value in batch:
            try:
                if token := renewed(value.token.encode()):
                    changes[key] = (token.decode(), value.token)
            except UnreadableValue:
                found.unreadable.append(key)
        if changes:
            found.renewed = self._write(changes)
            found.left = len(changes) - found.renewed
        return found

    @transaction.atomic
    def _write(self, changes: dict[Any, tuple[str, str]]) -> int:
        """Only over the very value that was read. Rows that somebody holds are left to the next pass: we wait for
        nobody, so that no action of theirs ends in a deadlock with ours."""
        model, key_field = self.field.model, self.field.model._meta.pk
        rows = model._base_manager.filter(pk__in=changes)
        free = rows.select_for_update(skip_locked=True, no_key=True).values_list("pk", flat=True)
        table, column, key_column = (
            connection.ops.quote_name(name)
            for name in (model._meta.db_table, str(self.field.column), str(key_field.column))
        )
        statement = f"UPDATE {table} SET {column} = %s WHERE {key_column} = %s AND {column} = %s"  # noqa: S608
        values = [
            (new, key_field.get_db_prep_value(key, connection), old)
            for key, (new, old) in ((key, changes[key]) for key in free)
        ]
        if not values:
            return 0
        with connection.cursor() as cursor:
            cursor.executemany(statement, values)
            return cursor.rowcount


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
