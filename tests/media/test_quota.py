"""How much one person sends within a day, whatever becomes of it."""

import time
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from civic.core.refusals import NotAllowed
from civic.core.viewer import Viewer
from civic.media.actions import keeping, receiving
from civic.media.models import Media, UploadedBytes
from tests.accounts.factories import PersonFactory
from tests.media.files import photo
from tests.plugins.frozen_time import Clock
from tests.together import together

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_was_removed_was_sent_all_the_same(
    mayor_view: Viewer, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    monkeypatch.setattr(receiving, "DAY_BYTES", 3 * photo().size)
    for _ in range(3):
        sent = receiving.receive_photo(viewer=mayor_view, file=photo())
        keeping.discard(media_ids=[sent.pk])
        clock.forward(hours=7)
    assert Media.objects.count() == 0
    with pytest.raises(receiving.TooManyBytes):
        receiving.receive_photo(viewer=mayor_view, file=photo())
    clock.forward(hours=4)  # a day after the first one
    receiving.receive_photo(viewer=mayor_view, file=photo())
    with pytest.raises(receiving.TooManyBytes):
        receiving.receive_portrait(owner_id=mayor_view.own_id, file=photo())


def test_what_was_refused_counts_for_nothing_and_old_counts_are_purged(
    mayor_view: Viewer, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    with monkeypatch.context() as full:
        full.setattr(receiving, "MAX_UNATTACHED", 0)
        with pytest.raises(receiving.TooManyUploads):
            receiving.receive_photo(viewer=mayor_view, file=photo())
    assert not UploadedBytes.objects.exists()
    receiving.receive_photo(viewer=mayor_view, file=photo())
    clock.forward(hours=47)
    keeping.purge_abandoned_uploads()
    assert UploadedBytes.objects.count() == 1
    clock.forward(hours=3)
    keeping.purge_abandoned_uploads()
    assert not UploadedBytes.objects.exists()


def test_a_clock_that_is_put_back_forgets_nothing_that_was_sent(
    mayor_view: Viewer, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    monkeypatch.setattr(receiving, "DAY_BYTES", photo().size)
    receiving.receive_photo(viewer=mayor_view, file=photo())
    clock.forward(hours=-2)
    with pytest.raises(receiving.TooManyBytes):
        receiving.receive_photo(viewer=mayor_view, file=photo())


def test_it_takes_as_many_statements_whatever_was_sent(mayor_view: Viewer, clock: Clock) -> None:
    taken = []
    for _ in range(4):
        clock.forward(hours=1)
        receiving.receive_photo(viewer=mayor_view, file=photo())  # the first one of its hour
        with CaptureQueriesContext(connection) as statements:
            receiving.receive_photo(viewer=mayor_view, file=photo())
        taken.append(len(statements))
    assert len(set(taken)) == 1


def test_a_closed_account_sends_no_portrait() -> None:
    person = PersonFactory(is_active=False)
    with pytest.raises(NotAllowed):
        receiving.receive_portrait(owner_id=person.pk, file=photo())
    assert Media.objects.count() == 0


@pytest.mark.postgresql
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer")
@pytest.mark.parametrize("kind", ["photo", "portrait"])
def test_of_many_at_once_no_more_than_a_day_holds_are_received(
    mayor_view: Viewer, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    person = PersonFactory()
    viewer = replace(mayor_view, person_id=person.pk)
    monkeypatch.setattr(receiving, "DAY_BYTES", 3 * photo().size)
    save = Media.save

    def save_slowly(media: Media, **options: Any) -> None:
        time.sleep(0.2)  # the others count meanwhile
        save(media, **options)

    def send() -> bool:
        try:
            if kind == "photo":
                receiving.receive_photo(viewer=viewer, file=photo())
            else:
                receiving.receive_portrait(owner_id=person.pk, file=photo())
        except receiving.TooManyBytes:
            return False
        return True

    monkeypatch.setattr(Media, "save", save_slowly)
    assert sum(together(*[partial(send) for _ in range(6)])) == 3
    assert UploadedBytes.objects.get().bytes == 3 * photo().size
