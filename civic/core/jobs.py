"""Background jobs, declared on the action that a worker carries out.

    @job(lane=Lane.VIDEOS)
    @transaction.atomic
    def prepare_video(*, media_id: UUID) -> None: ...

    prepare_video(media_id=media.pk)  # here and now
    prepare_video.enqueue(media_id=media.pk)  # by a worker, once the caller's transaction is committed
    prepare_video.enqueue_at(moment, media_id=media.pk)  # the same, not before that moment

Where a person waits for what a job makes, `otherwise` names what is done once it was tried in vain for an hour,
whatever it raised: they are told.

    @job(lane=Lane.VIDEOS, otherwise=_record_failed_video)

A worker may carry out a job twice, never zero times: every job is idempotent.

Every job names its lane. Lanes have workers of their own, so that nothing in one waits for anything in another: a page
that takes its time to answer delays other pages, and no mail.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from datetime import date, datetime, timedelta
from enum import Enum
from types import NoneType, UnionType
from typing import Any, NamedTuple, get_args, get_origin, get_type_hints
from uuid import UUID

from django.db.models import TextChoices
from django.tasks.base import Task, TaskResult
from django.utils.module_loading import import_string


class Lane(TextChoices):
    """The first five are for people: that one of them is late is an alarm (`late_after`)."""

    ALERTS = "alerts", "alertes de danger"  # nothing else ever stands before them
    MAIL = "mail", "courriels un à un"  # codes, links to sign in, answers
    PEOPLE = "people", "programmation et suites"
    SENDING = "sending", "envois aux habitants"
    ROUNDS = "rounds", "résumés et rappels"
    FILES = "files", "photos et documents"
    FETCHING = "fetching", "aperçus et vérification des liens"
    VIDEOS = "videos", "vidéos"
    UPKEEP = "upkeep", "entretien"

    @property
    def late_after(self) -> timedelta | None:
        return _LATE_AFTER.get(self)

    @property
    def is_short_work(self) -> bool:
        """Taken in batches. Longer work is taken one by one, so that a second worker finds something to do."""
        return self in {Lane.MAIL, Lane.PEOPLE}


_LATE_AFTER = {
    Lane.ALERTS: timedelta(minutes=2),
    Lane.MAIL: timedelta(minutes=5),
    Lane.PEOPLE: timedelta(minutes=5),
    Lane.SENDING: timedelta(minutes=15),
    Lane.ROUNDS: timedelta(hours=1),
}


class JobFunction[**P, R]:
    """The function itself, which can be enqueued as well."""

    def __init__(
        self, function: Callable[P, R], *, lane: Lane, priority: int, otherwise: Callable[..., None] | None
    ) -> None:
        self._function = function
        self.otherwise = otherwise
        self._signature = inspect.signature(function)
        self._converters = _converters(function)
        self.task: Task[Any, Any] = Task(func=function, queue_name=lane.value, priority=priority)
        functools.update_wrapper(self, function)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        return self._function(*args, **kwargs)

    def __repr__(self) -> str:
        return f"<JobFunction {self.path}>"

    def __reduce__(self) -> str:
        return self.task.name  # pickled as functions are: by the place where it is found

    @property
    def path(self) -> str:
        """What is stored, and found again by `find`."""
        return self.task.module_path

    def enqueue(self, *args: P.args, **kwargs: P.kwargs) -> TaskResult[Any, Any]:
        return self.task.enqueue(**self.to_json(kwargs))

    def enqueue_at(self, moment: datetime, /, *args: P.args, **kwargs: P.kwargs) -> TaskResult[Any, Any]:
        return self.task.using(run_after=moment).enqueue(**self.to_json(kwargs))

    def run(self, arguments: dict[str, Any]) -> None:
        """Call it with the arguments as they were stored."""
        call: Callable[..., Any] = self._function
        call(**self.from_json(arguments))

    def run_otherwise(self, arguments: dict[str, Any]) -> None:
        if self.otherwise:
            self.otherwise(**self.from_json(arguments))

    def from_json(self, arguments: dict[str, Any]) -> dict[str, Any]:
        return {name: self._converters[name].from_json(value) for name, value in arguments.items()}

    def to_json(self, arguments: dict[str, Any]) -> dict[str, Any]:
        self._signature.bind(**arguments)  # what is missing is said now, not by the worker
        return {name: self._converters[name].to_json(value) for name, value in arguments.items()}


def job[**P, R](
    *, lane: Lane, priority: int = 0, otherwise: Callable[..., None] | None = None
) -> Callable[[Callable[P, R]], JobFunction[P, R]]:
    """`priority`: from -100 to 100, the highest first. `otherwise`: done with the same arguments when the job is given
    up, and may be done twice as well. Raises TypeError for a function
    whose arguments are not keyword-only, or of a type that is not stored."""

    def declare(function: Callable[P, R]) -> JobFunction[P, R]:
        return JobFunction(function, lane=lane, priority=priority, otherwise=otherwise)

    return declare


def find(path: str) -> JobFunction[..., Any]:
    """Raises ImportError when no job has this dotted path."""
    found = import_string(path)
    if not isinstance(found, JobFunction):
        raise ImportError(f"{path} is not a job: its function has no @job")
    return found


class _Converter(NamedTuple):
    to_json: Callable[[Any], Any]
    from_json: Callable[[Any], Any]


def _as_it_is(value: Any) -> Any:
    return value


_CONVERTERS: dict[Any, _Converter] = {
    **dict.fromkeys((str, int, float, bool), _Converter(_as_it_is, _as_it_is)),
    UUID: _Converter(str, UUID),
    datetime: _Converter(datetime.isoformat, datetime.fromisoformat),
    date: _Converter(date.isoformat, date.fromisoformat),
}


def _converters(function: Callable[..., Any]) -> dict[str, _Converter]:
    hints = get_type_hints(function)
    converters = {}
    for name, parameter in inspect.signature(function).parameters.items():
        if parameter.kind is not parameter.KEYWORD_ONLY:
            raise TypeError(
                f"{function.__qualname__}: the arguments of a job are keyword-only, {name} is not"
            )
        converter = _converter(hints.get(name))
        if converter is None:
            raise TypeError(f"{function.__qualname__}: a job cannot store {name}: {hints.get(name)}")
        converters[name] = converter
    return converters


def _converter(hint: Any) -> _Converter | None:
    """None for a type that is not stored."""
    if hint in _CONVERTERS:
        return _CONVERTERS[hint]
    if isinstance(hint, type) and issubclass(hint, Enum):
        return _Converter(lambda value: hint(value).value, hint)
    if get_origin(hint) is list and (item := _converter(*get_args(hint))):
        return _Converter(
            lambda values: [item.to_json(value) for value in values],
            lambda values: [item.from_json(value) for value in values],
        )
    if isinstance(hint, UnionType) and NoneType in get_args(hint) and len(get_args(hint)) == 2:
        inner = _converter(next(one for one in get_args(hint) if one is not NoneType))
        if inner:
            return _Converter(
                lambda value: None if value is None else inner.to_json(value),
                lambda value: None if value is None else inner.from_json(value),
            )
    return None
