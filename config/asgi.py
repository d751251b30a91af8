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
from civic.live.asgi import LiveApp

live = LiveApp()
_pages: Any = WSGIMiddleware(cast(Any, wsgi), workers=4)


async def application(scope: Any, receive: Any, send: Any) -> None:
    """What lives as long as the server, and /direct/, are the hub's; the rest is pages."""
    is_live = scope["type"] != "http" or scope["path"] == "/direct/"
    await (live if is_live else _pages)(scope, receive, send)
