"""The pages' entry point: `granian --interface wsgi config.wsgi:application`."""

import gc
import io
import os
from collections.abc import Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

from civic.core.text import whole_number

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")

site = get_wsgi_application()


class WholeBody(io.RawIOBase):
    """What a request sends, `length` bytes of it. To the server, a sender who is cut off looks like one who is done:
    without this, half a photo would be published, and half a text saved over the whole one."""

    def __init__(self, stream: Any, length: int) -> None:
        self.stream, self.left = stream, length

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        """Raises ConnectionResetError when the end comes too early."""
        part = self.stream.read(min(len(buffer), self.left)) if self.left else b""
        if self.left and not part:
            raise ConnectionResetError("the sender was cut off")
        self.left -= len(part)
        buffer[: len(part)] = part
        return len(part)


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    if length := whole_number(environ.get("CONTENT_LENGTH") or "", figures=18):
        environ["wsgi.input"] = io.BufferedReader(WholeBody(environ["wsgi.input"], length), 2**16)
    return site(environ, start_response)


# What was loaded stays for good: the collector need not walk it again with every few requests.
gc.collect()
gc.freeze()
