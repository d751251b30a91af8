"""Pictures of the demo, handed in as if people had sent them."""

import multiprocessing
from concurrent.futures import Future, ProcessPoolExecutor
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile

from civic.core.viewer import Viewer
from civic.media import storage
from civic.media.actions.preparing import store
from civic.media.actions.receiving import receive_photo
from civic.media.enums import MediaStatus
from civic.media.models import Media
from civic.media.pictures import Prepared
from demo.loading.preparing import Use, path_of, prepared


class Pictures:
    """Use as a context. What is taken without having been ordered is prepared at once."""

    def __init__(self) -> None:
        # Not forked: this process holds a database connection and may have threads.
        self._pool = ProcessPoolExecutor(max_workers=2, mp_context=multiprocessing.get_context("spawn"))
        self._ordered: dict[tuple[str, Use], Future[Prepared]] = {}

    def __enter__(self) -> "Pictures":
        return self

    def __exit__(self, *exception: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def order(self, name: str, use: Use = Use.PHOTO) -> None:
        if (name, use) not in self._ordered:
            self._ordered[name, use] = self._pool.submit(prepared, name, use)

    def take(self, name: str, use: Use = Use.PHOTO) -> Prepared:
        self.order(name, use)
        return self._ordered[name, use].result()

    def photo(self, viewer: Viewer, name: str, *, alt: str = "") -> UUID:
        """Sent by `viewer`, ready."""
        media = receive_photo(viewer=viewer, file=as_upload(name), alt=alt)
        hand_in(media.pk, self.take(name))
        return media.pk


def as_upload(name: str) -> SimpleUploadedFile:
    path = path_of(name)
    return SimpleUploadedFile(path.name, path.read_bytes())


def hand_in(media_id: UUID, copies: Prepared) -> None:
    """The copies of a file that was just received: those that the worker would make, made by the same code ahead."""
    fields = store(media_id=media_id, prepared=copies)
    Media.objects.filter(pk=media_id).update(status=MediaStatus.READY, progress=100, **fields)
    storage.remove(media_id, storage.INCOMING)
