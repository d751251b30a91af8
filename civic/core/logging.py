"""Structured logs: one line per event, JSON in real use. No name, address, query string or body is ever logged."""

import logging
import logging.config
import time
from collections.abc import Callable
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse

from civic.core.ids import new_id


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
        structlog.processors.format_exc_info,
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
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "structured"}},
            "root": {"handlers": ["stderr"], "level": options["level"]},
            "loggers": {
                # Its lines hold full paths with query strings; RequestLogMiddleware writes ours.
                "django.server": {"level": "ERROR"},
                "django.request": {"level": "ERROR"},
                # Says user names and addresses of sign-in attempts.
                "axes": {"level": "ERROR"},
                "httpx": {"level": "WARNING"},
            },
        }
    )


log = structlog.get_logger("civic.request")


class RequestLogMiddleware:
    """One line a request: the route (never the path, which could hold a person's key), status and time."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.enabled = logging.getLogger("civic.request").isEnabledFor(logging.INFO)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not self.enabled:
            return self.get_response(request)
        start = time.perf_counter()
        structlog.contextvars.bind_contextvars(request_id=str(new_id()))
        try:
            response = self.get_response(request)
        finally:
            structlog.contextvars.clear_contextvars()
        match = request.resolver_match
        log.info(
            "request",
            method=request.method,
            route=match.route if match else "",
            status=response.status_code,
            ms=round((time.perf_counter() - start) * 1000, 1),
        )
        return response
