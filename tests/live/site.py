"""Pages and live updates on one port, in a thread of the test: what a journey needs."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import uvicorn
from a2wsgi import WSGIMiddleware
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.wsgi import get_wsgi_application
from django.db import connection

from civic.live.asgi import LiveApp
from tests.live.servers import until


@contextmanager
def live_site() -> Iterator[str]:
    """Yields its address. Style sheets and scripts come from where the build puts them."""
    live = LiveApp()
    pages: Any = WSGIMiddleware(cast(Any, StaticFilesHandler(get_wsgi_application())), workers=4)

    async def application(scope: Any, receive: Any, send: Any) -> None:
        is_live = scope["type"] != "http" or scope["path"] == "/direct/"
        await (live if is_live else pages)(scope, receive, send)

    kept = connection.settings_dict["CONN_MAX_AGE"]
    connection.settings_dict["CONN_MAX_AGE"] = 0  # its threads leave no connection behind
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        config = uvicorn.Config(
            application, log_config=None, access_log=False, http="httptools", ws="none",
            timeout_graceful_shutdown=5,
        )  # fmt: skip
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=[[listening]])
        thread.start()
        until(lambda: server.started)
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            live.release()
            server.should_exit = True
            thread.join(20)
            connection.settings_dict["CONN_MAX_AGE"] = kept
