"""Entry points of ASGI servers.

`live` is the hub of live updates alone, beside the pages' own server: `uvicorn config.asgi:live`.
`application` is both on one port, for the demo and small installations: `uvicorn config.asgi:application`.
"""

import os
from typing import Any, cast

from a2wsgi import WSGIMiddleware

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")

from config.wsgi import application as wsgi  # first: it sets Django up, which the hub needs

# isort: split
import asyncio

from civic.live.asgi import LiveApp
from civic.statistics.middleware import write_before_exit

live = LiveApp()
_pages: Any = WSGIMiddleware(cast(Any, wsgi), workers=4)


async def application(scope: Any, receive: Any, send: Any) -> None:
    """What lives as long as the server, and /direct/, are the hub's; the rest is pages."""
    if scope["type"] == "lifespan":
        await live(scope, _writing_first(receive), send)
    else:
        is_live = scope["type"] != "http" or scope["path"] == "/direct/"
        await (live if is_live else _pages)(scope, receive, send)


def _writing_first(receive: Any) -> Any:
    """The server ends by the signal that it was sent, past what a process does when it ends by itself: visits that were
    recorded are written before."""

    async def receive_end() -> Any:
        message = await receive()
        if message["type"] == "lifespan.shutdown":
            await asyncio.to_thread(write_before_exit)
        return message

    return receive_end
