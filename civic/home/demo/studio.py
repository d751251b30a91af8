"""Has pictures drawn ahead of need by two other processes, and hands them in as if people had sent them."""

import multiprocessing
from collections.abc import Hashable
from concurrent.futures import Future, ProcessPoolExecutor
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile

from civic.home.demo.drawing import Photograph, Use, face, photograph
from civic.home.demo.portraits import Traits
from civic.media import storage
from civic.media.actions.preparing import store
from civic.media.enums import Status
from civic.media.models import Media


class Studio:
    """Use as a context. What is asked for without having been ordered is drawn at once."""

    def __init__(self) -> None:
        # Not forked: this process holds a database connection and may have threads.
        self._pool = ProcessPoolExecutor(max_workers=2, mp_context=multiprocessing.get_context("spawn"))
        self._ordered: dict[Hashable, Future[Photograph]] = {}

    def __enter__(self) -> "Studio":
        return self

    def __exit__(self, *exception: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def order(self, name: str, seed: int, use: Use = Use.PHOTO) -> None:
        key = (name, seed, use)
        if key not in self._ordered:
            self._ordered[key] = self._pool.submit(photograph, name, seed, use)

    def order_face(self, key: str, traits: Traits, seed: int) -> None:
        self._ordered[key] = self._pool.submit(face, traits, seed)

    def scene(self, name: str, seed: int, use: Use = Use.PHOTO) -> Photograph:
        self.order(name, seed, use)
        return self._ordered[name, seed, use].result()

    def face(self, key: str) -> Photograph:
        return self._ordered[key].result()


def as_upload(photograph: Photograph) -> SimpleUploadedFile:
    return SimpleUploadedFile("photo.jpg", photograph.content, "image/jpeg")


def hand_in(media_id: UUID, photograph: Photograph) -> None:
    """The copies of a file that was just received: those that the worker would make, made by the same code ahead."""
    fields = store(media_id, photograph.copies)
    Media.objects.filter(pk=media_id).update(status=Status.READY, progress=100, **fields)
    storage.remove(media_id, storage.INCOMING)
