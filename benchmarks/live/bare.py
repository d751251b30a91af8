"""Server-sent events with nothing around them: what the hub is measured against, on the same server program."""

import asyncio
from typing import Any

LINE = b'id: 123456\ndata: {"name":"posts","wide":3000,"data":{}}\n\n'
queues: set[asyncio.Queue[bytes]] = set()


async def application(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "lifespan":
        while True:
            message = await receive()
            await send({"type": message["type"] + ".complete"})
            if message["type"] == "lifespan.shutdown":
                return
    if scope["path"] == "/publish":
        for waiting in queues:
            waiting.put_nowait(LINE)
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b"", "more_body": False})
        return
    headers = [(b"content-type", b"text/event-stream"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b": here\n\n", "more_body": True})
    queue: asyncio.Queue[bytes] = asyncio.Queue()
    queues.add(queue)
    while True:
        await send({"type": "http.response.body", "body": await queue.get(), "more_body": True})
