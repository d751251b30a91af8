"""The upload handler: files on disk as Django does, with a full disk or a file without end said and not crashed on.

It runs before any view, where an exception would be a bare 500 page: it drops the file, leaves a word for the view
and lets the rest of the form through, so that nothing that was typed is lost.
"""

import contextlib
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from civic.core.access import Page
from civic.core.refusals import Refusal
from civic.media import storage, videos

_REFUSAL = "civic.upload_refusal"


class FilesTooHeavy(Refusal):
    def __init__(self, most: int) -> None:
        super().__init__(
            f"Vos fichiers dépassent {most // 1024**2}\u00a0Mo ensemble. Choisissez-en moins, ou de plus légers."
        )


class CarefulUploadHandler(TemporaryFileUploadHandler):
    together = 0  # bytes of all files of the form so far

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        """When the sender is cut off, Django notifies nobody, and request and handler hold each other: the half of a
        file would lie on the disk until the collector comes by. It goes with the request."""
        assert self.request is not None
        close = self.request.close

        def close_all() -> None:
            close()
            self._close_file()

        self.request.close = close_all  # type: ignore[method-assign]

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        self.received = 0
        self.dropped = False
        try:
            super().new_file(*args, **kwargs)
        except OSError as error:
            self._drop_if_full(error)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.received += len(raw_data)
        self.together += len(raw_data)
        if self.received > videos.MAX_BYTES:
            self._drop(videos.VideoTooHeavy())
        if (most := self._most_together) and self.together > most:
            self._drop(FilesTooHeavy(most))
        if self.received > 2 * videos.MAX_BYTES:
            raise StopUpload(connection_reset=True)
        if self.dropped:
            return
        try:
            super().receive_data_chunk(raw_data, start)
        except OSError as error:
            self._drop_if_full(error)

    def file_complete(self, file_size: int) -> "UploadedFile[bytes] | None":
        if not self.dropped:
            try:
                return super().file_complete(file_size)
            except OSError as error:
                self._drop_if_full(error)
        return None

    @property
    def _most_together(self) -> int:
        """As the page declares it; 0 where it leaves that to each file."""
        view = self.request and self.request.resolver_match and self.request.resolver_match.func
        found = getattr(view, "page", None)
        return found.upload_bytes if isinstance(found, Page) else 0

    def _drop_if_full(self, error: OSError) -> None:
        if not storage.is_full(error):
            raise error
        self._drop(storage.StorageFull())

    def _drop(self, refusal: Refusal) -> None:
        if self.dropped:
            return
        self.dropped = True
        assert self.request is not None
        self.request.META[_REFUSAL] = refusal
        self._close_file()

    def _close_file(self) -> None:
        # Never opened, or what it had left to write does not fit either.
        with contextlib.suppress(AttributeError, OSError):
            self.file.close()  # a temporary file: its bytes go with it


def go_on(request: HttpRequest, address: str) -> HttpResponse:
    """The answer to a form with files that was taken in: the script that shows the progress goes there by itself."""
    if request.headers.get("X-Upload"):
        return HttpResponse(headers={"HX-Redirect": address})
    return redirect(address)


def require_received(request: HttpRequest) -> None:
    """Raises what the handler had to say about the files of this request."""
    request.FILES  # noqa: B018 (reads the body)
    if refusal := request.META.get(_REFUSAL):
        raise refusal
