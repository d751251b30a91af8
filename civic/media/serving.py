"""Sending a stored file: exact type, no guessing, asked again each time, and part of it when a video player wants."""

import re
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import parse_etags, quote_etag

from civic.core.audience import Audience
from civic.media import storage
from civic.media.models import Media

# What a browser that opens the file by itself may do with it: show it, and nothing else.
_POLICY = "default-src 'none'; img-src 'self'; media-src 'self'; sandbox"
_BLOCK = 64 * 1024


def answer(request: HttpRequest, media: Media, name: str, content_type: str) -> HttpResponseBase:
    """The file, a part of it (206), "still the same" (304), or an order to the reverse proxy. 404 is the caller's."""
    etag = quote_etag(f"{media.id.hex}-{media.version}-{name}")
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        response: HttpResponseBase = HttpResponse(status=304)
    elif settings.MEDIA_ACCEL_PREFIX:
        response = HttpResponse()
        response["X-Accel-Redirect"] = (
            settings.MEDIA_ACCEL_PREFIX.rstrip("/") + "/" + storage.key(media.id, name)
        )
    else:
        response = _bytes(request, media, name, etag)
    response["Content-Type"] = content_type
    response["Content-Disposition"] = "inline"
    response["Content-Security-Policy"] = _POLICY
    response["X-Content-Type-Options"] = "nosniff"
    # Kept, but asked again each time: what was deleted is gone everywhere at once, and "the same" costs no bytes.
    response["Cache-Control"] = ("public" if media.audience == Audience.PUBLIC else "private") + ", no-cache"
    response["ETag"] = etag
    return response


def _bytes(request: HttpRequest, media: Media, name: str, etag: str) -> HttpResponseBase:
    file = storage.open_file(media.id, name)
    size: int = file.size
    wanted = request.headers.get("Range", "")
    if request.headers.get("If-Range", etag) != etag:
        wanted = ""
    part = _part(wanted, size)
    if part is None:
        response: HttpResponseBase = FileResponse(file)
        response["Content-Length"] = str(size)
    elif not part:
        file.close()
        response = HttpResponse(status=416)
        response["Content-Range"] = f"bytes */{size}"
    else:
        response = StreamingHttpResponse(_slice(file, part), status=206)
        response["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{size}"
        response["Content-Length"] = str(len(part))
    response["Accept-Ranges"] = "bytes"
    return response


def _part(header: str, size: int) -> range | None:
    """`bytes=0-99`, `bytes=100-` or `bytes=-100` as a range; None for the whole; empty when outside the file.

    Several parts at once may be answered with the whole (RFC 9110, 14.2), and are.
    """
    found = re.fullmatch(r"bytes=(\d{0,18})-(\d{0,18})", header.strip())
    if not found or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if not first:
        return range(max(0, size - int(last)), size)
    if last and int(last) < int(first):
        return None
    return range(int(first), min(size, int(last) + 1 if last else size))


def _slice(file: Any, part: range) -> Iterator[bytes]:
    with file:
        file.seek(part.start)
        left = len(part)
        while left > 0 and (block := file.read(min(_BLOCK, left))):
            left -= len(block)
            yield block
