"""Structured logs: one line per event, JSON in real use. No name, address, query string or body is ever logged."""

import logging
import logging.config
import re
import time
import traceback
from collections.abc import Callable
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse
from structlog.typing import ExcInfo

from civic.core.ids import new_id


def _without_values(exc_info: ExcInfo) -> str:
    """Frames and types of an exception and of its causes: a message can hold what a person wrote."""
    causes: list[str] = []
    cause: BaseException | None = exc_info[1]
    while cause is not None and len(causes) < 5:
        trace = "".join(traceback.format_tb(cause.__traceback__))
        causes.append(f"{trace}{type(cause).__qualname__}")
        cause = cause.__cause__ or cause.__context__
    return "\ncaused by\n".join(causes)


def _without_path(record: logging.LogRecord) -> bool:
    """Django's own lines on a failed request end with its path, which can be a link that opens an account:
    « Not Found: /… », « Forbidden (CSRF cookie not set.): /… »."""
    if (
        record.name.startswith("django.")
        and isinstance(record.args, tuple)
        and str(record.msg).endswith(": %s")
    ):
        record.msg, record.args = str(record.msg).removesuffix(": %s"), record.args[:-1]
    return True


def configure(options: dict[str, Any]) -> None:
    """Django's LOGGING_CONFIG: `level`, and `format` json or text."""
    renderer: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if options["format"] == "json"
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.ExceptionRenderer(_without_values),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "structured": {
                    "()": structlog.stdlib.ProcessorFormatter,
                    "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
                    "foreign_pre_chain": shared,
                }
            },
            "filters": {"without_path": {"()": lambda: _without_path}},
            "handlers": {
                "stderr": {
                    "class": "logging.StreamHandler",
                    "formatter": "structured",
                    "filters": ["without_path"],
                }
            },
            "root": {"handlers": ["stderr"], "level": options["level"]},
            "loggers": {
                # Its lines hold full paths with query strings; RequestLogMiddleware writes ours.
                "django.server": {"level": "ERROR"},
                "django.request": {"level": "ERROR"},
                # Its lines hold statements with their values.
                "django.db.backends": {"level": "ERROR"},
                # Says user names and addresses of sign-in attempts.
                "axes": {"level": "ERROR"},
            },
        }
    )


log = structlog.get_logger("civic.request")


_WELL_FORMED = re.compile(r"[A-Za-z0-9-]{8,64}", re.ASCII)


def _request_id(request: HttpRequest) -> str:
    """The proxy's, so that its lines and ours are found together; our own in place of anything odd."""
    given = request.headers.get("X-Request-ID", "")
    return given if _WELL_FORMED.fullmatch(given) else str(new_id())


class RequestLogMiddleware:
    """One line a request: the route (never the path, which could hold a person's key), status and time. All lines of a
    request carry its id, and so does the answer: a person who reports a failure can name it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.enabled = logging.getLogger("civic.request").isEnabledFor(logging.INFO)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        start = time.perf_counter()
        request_id = _request_id(request)
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            response = self.get_response(request)
            response.headers["X-Request-ID"] = request_id
            if self.enabled:
                match = request.resolver_match
                log.info(
                    "request",
                    method=request.method,
                    route=match.route if match else "",
                    status=response.status_code,
                    ms=round((time.perf_counter() - start) * 1000, 1),
                )
        return response
