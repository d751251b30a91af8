"""Queries that are put together once. Django takes several times as long to write the SQL of a usual query as the
database needs to answer it; of what is asked at every request the words are always the same.

    @compiled
    def _office(commune_id: int) -> "QuerySet[Office]":
        return Office.objects.filter(commune_id=commune_id, ended_at=None).select_related("person")

    _office(commune.pk)  # a list of offices

The function is called once, with expressions in place of its values: it may filter and slice by constants, but not
look at what it is given. What depends on a choice (an order, a rank) is a query of its own.
"""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial, update_wrapper
from inspect import signature
from typing import Any, NamedTuple
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import (
    BigIntegerField,
    DateField,
    DateTimeField,
    Expression,
    Field,
    QuerySet,
    TextField,
    UUIDField,
)

_FIELDS: "dict[object, type[Field[Any, Any]]]" = {
    int: BigIntegerField,
    str: TextField,
    UUID: UUIDField,
    datetime: DateTimeField,
    date: DateField,
}
_LISTS: "dict[object, type[Field[Any, Any]]]" = {
    list[int]: BigIntegerField,
    list[str]: TextField,
    list[UUID]: UUIDField,
}


@dataclass(frozen=True, slots=True)
class _Place:
    """Of one value among the parameters of a statement."""

    index: int
    field: "Field[Any, Any]"
    is_list: bool

    def filled(self, values: Sequence[Any]) -> object:
        value = values[self.index]
        assert value is not None, "a compiled query compares with values; IS NULL is another query"
        if not self.is_list:
            return self.field.get_db_prep_value(value, connection)
        prepared = [self.field.get_db_prep_value(one, connection) for one in value]
        return prepared if connection.vendor == "postgresql" else json.dumps(prepared)


class _Given(Expression):
    """Stands for a value while the query is put together."""

    def __init__(self, place: _Place) -> None:
        super().__init__(output_field=place.field)
        self._place = place

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        if not self._place.is_list:
            return "%s", (self._place,)
        if connection.vendor == "postgresql":
            return f"(SELECT unnest(%s::{self._place.field.db_type(connection)}[]))", (self._place,)
        return "(SELECT value FROM json_each(%s))", (self._place,)


_MARK = re.compile("%[%s]")
_PLAIN = re.compile(r"[\w .:/-]*")
# A kept plan expects ten values of the one, a hundred rows of the other, for which nothing along an index pays.
_LISTED = re.compile(r"IN \(SELECT unnest\((%s::\w+\[\])\)\)")


def with_constants(sql: str, params: Iterable[object]) -> tuple[str, tuple[object, ...]]:
    """The same with the words that the code compares with (a status, a kind) written into it, and what is left of the
    parameters. A plan that is kept for all values only knows those: what an index is for, how few rows there are. For a
    statement that is put together from constants and keys: each word that is new makes another one."""
    left: list[object] = []
    given = iter(params)

    def written(mark: re.Match[str]) -> str:
        if mark[0] == "%%":
            return mark[0]
        value = next(given)
        if isinstance(value, str) and _PLAIN.fullmatch(value):
            return f"'{value}'"
        left.append(value)
        return mark[0]

    return _MARK.sub(written, sql), tuple(left)


class _Statement(NamedTuple):
    rows: Any  # the QuerySet
    compiler: Any
    sql: str
    params: tuple[object, ...]


class _CompiledQuery[**Values, Row]:
    def __init__(self, build: Callable[Values, "QuerySet[Any, Row]"]) -> None:
        self._build = build
        self._of_engine: dict[str, _Statement] = {}
        update_wrapper(self, build)

    def __call__(self, *values: Values.args, **named: Values.kwargs) -> list[Row]:
        assert not named, "values come by position"
        statement = self._of_engine.get(connection.vendor) or self._compile()
        params = tuple(p.filled(values) if isinstance(p, _Place) else p for p in statement.params)
        compiler = copy(statement.compiler)  # another thread has another connection
        compiler.connection = connection
        compiler.get_converters = partial(self._converters, compiler)
        compiler.as_sql = lambda *args, **kwargs: (statement.sql, params)
        rows = statement.rows._clone()
        rows.query.get_compiler = lambda *args, **kwargs: compiler
        return list(rows)

    def _converters(self, compiler: Any, columns: Sequence[Any]) -> dict[int, Any]:
        """What makes Python's values of the columns. For one connection always the same, and kept there: it goes with
        it."""
        own: Any = connections[DEFAULT_DB_ALIAS]
        kept = own.__dict__.setdefault("converters_of_compiled_queries", {})
        if self not in kept:
            kept[self] = type(compiler).get_converters(compiler, columns)
        return kept[self]

    def _compile(self) -> _Statement:
        parameters = signature(self._build).parameters.values()
        places = [_place(n, parameter.annotation) for n, parameter in enumerate(parameters)]
        build: Any = self._build
        rows = build(*map(_Given, places))
        compiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, params = with_constants(*compiler.as_sql())
        sql = _LISTED.sub(r"= ANY(\1)", sql)
        made = self._of_engine[connection.vendor] = _Statement(rows, compiler, sql, params)
        return made


def _place(index: int, kind: object) -> _Place:
    is_list = kind in _LISTS
    return _Place(index, (_LISTS if is_list else _FIELDS)[kind](), is_list)


def compiled[**Values, Row](build: Callable[Values, "QuerySet[Any, Row]"]) -> Callable[Values, list[Row]]:
    """See above. Values by position: int, str, UUID, date or datetime, never None, or a list of these for `__in`:
    however many, it is the same statement."""
    return _CompiledQuery(build)
