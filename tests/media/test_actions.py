"""Files from their arrival to their end, with the real worker."""

import io
import random
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.http import Http404
from django.utils import timezone
from PIL import Image

from civic.core.ids import new_id
from civic.core.refusals import NotAllowed, Refusal
from civic.core.viewer import Viewer
from civic.media import captions, hosts, pictures, queries, storage, videos
from civic.media.actions import describing, keeping, linking, preparing, receiving
from civic.media.enums import Audience, MediaKind, MediaStatus
from civic.media.events import media_changed
from civic.media.models import LinkPreview, Media
from civic.worker.models import Job
from civic.worker.runner import MOST_TRIES_WHILE_WAITED_FOR
from tests.accounts.factories import PersonFactory
from tests.media.conftest import files_of
from tests.media.files import encoded, noise, photo, picture, upload, with_position
from tests.media.servers import pages
from tests.plugins.frozen_time import Clock
from tests.together import together

pytestmark = pytest.mark.django_db(transaction=True)  # the worker closes its connections

Work = Callable[..., int]
COPIES = ["320.webp", "640.webp", "800.webp", "partage.jpg"]


def test_a_photo_waits_then_is_ready_and_the_original_is_gone(mayor_view: Viewer, work: Work) -> None:
    heard: list[UUID] = []
    media_changed.connect(listener := lambda media_id, **kwargs: heard.append(media_id))
    upload_ = upload(with_position(picture(800, 600), orientation=1))
    media = receiving.receive_photo(viewer=mayor_view, file=upload_, alt="  Le marché\u202e d’Èze ")
    assert (media.status, media.audience, media.alt) == (
        MediaStatus.WAITING,
        Audience.TOWN_HALL,
        "Le marché d’Èze",
    )
    assert files_of(media) == ["incoming"]
    assert media.content_type("incoming") is None
    assert work() == 1
    media.refresh_from_db()
    assert (media.status, media.problem, media.width, media.height) == (MediaStatus.READY, "", 800, 600)
    assert files_of(media) == COPIES
    assert [v["name"] for v in media.pictures] == COPIES[:3]
    for variant in media.variants:
        with storage.open_file(media.id, variant["name"]) as file:
            assert (dict(Image.open(file).getexif()), file.size) == ({}, variant["bytes"])
    assert heard == [media.id]
    media_changed.disconnect(listener)


def test_preparing_twice_changes_nothing(mayor_view: Viewer, work: Work) -> None:
    media = receiving.receive_photo(viewer=mayor_view, file=photo())
    work()
    before = Media.objects.filter(pk=media.pk).values().get()
    preparing.prepare_photo(media_id=media.id)
    assert Media.objects.filter(pk=media.pk).values().get() == before


def test_a_worker_lost_in_the_middle_leaves_a_photo_that_the_next_one_finishes(
    mayor_view: Viewer, work: Work
) -> None:
    media = receiving.receive_photo(viewer=mayor_view, file=photo())
    Media.objects.filter(pk=media.pk).update(status=MediaStatus.PROCESSING)
    storage.put(media.id, "640.webp", b"half of")
    work()
    media.refresh_from_db()
    assert (media.status, files_of(media)) == (MediaStatus.READY, COPIES)
    with storage.open_file(media.id, "640.webp") as file:
        assert Image.open(file).size == (640, 480)


def test_what_kills_the_worker_each_time_is_said(mayor_view: Viewer, work: Work) -> None:
    media = receiving.receive_photo(viewer=mayor_view, file=photo())
    Media.objects.filter(pk=media.pk).update(status=MediaStatus.PROCESSING)
    Job.objects.update(attempts=MOST_TRIES_WHILE_WAITED_FOR)
    work()
    media.refresh_from_db()
    assert media.status == MediaStatus.FAILED
    assert media.problem.startswith("Malgré plusieurs essais")


def test_what_only_the_worker_can_see_is_said_to_who_sent_it(mayor_view: Viewer, work: Work) -> None:
    content = encoded(noise(300, 200), "GIF")
    media = receiving.receive_photo(viewer=mayor_view, file=upload(content[: len(content) // 2]))
    work()
    media.refresh_from_db()
    assert (media.status, media.problem) == (MediaStatus.FAILED, pictures.PhotoDamaged.message)


@pytest.mark.parametrize("content", [b"", b"MZ\x90\x00" * 50, b"<svg/>"])
def test_a_refused_photo_leaves_nothing(mayor_view: Viewer, media_folder: Path, content: bytes) -> None:
    with pytest.raises((pictures.PhotoEmpty, pictures.NotAPhoto)):
        receiving.receive_photo(viewer=mayor_view, file=upload(content, "vacances.jpg"))
    assert (Media.objects.count(), Job.objects.count(), media_folder.exists()) == (0, 0, False)


def test_a_hundred_photos_that_nothing_uses_are_enough(delegate_view: Viewer, mayor_view: Viewer) -> None:
    Media.objects.bulk_create(
        Media(commune_id=1, owner_id=delegate_view.person_id, kind=MediaKind.PHOTO) for _ in range(100)
    )
    with pytest.raises(receiving.TooManyUploads):
        receiving.receive_photo(viewer=delegate_view, file=photo())
    with pytest.raises(receiving.TooManyUploads):
        linking.hosted_video(viewer=delegate_view, url="https://youtu.be/dQw4w9WgXcQ")
    receiving.receive_photo(viewer=mayor_view, file=photo())


def test_who_has_nothing_to_publish_sends_nothing(resident_view: Viewer, visitor_view: Viewer) -> None:
    for viewer in (resident_view, visitor_view):
        with pytest.raises(NotAllowed):
            receiving.receive_photo(viewer=viewer, file=photo())
        with pytest.raises(NotAllowed):
            linking.hosted_video(viewer=viewer, url="https://youtu.be/dQw4w9WgXcQ")
        with pytest.raises(NotAllowed):
            linking.preview_link(viewer=viewer, url="https://exemple.fr/")
    assert (Media.objects.count(), Job.objects.count()) == (0, 0)


def test_a_day_has_so_many_bytes(
    mayor_view: Viewer, delegate_view: Viewer, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    monkeypatch.setattr(receiving, "DAY_BYTES", 2 * photo().size)
    first = receiving.receive_photo(viewer=mayor_view, file=photo())
    Media.objects.filter(pk=first.pk).update(attached_at=first.created_at)  # published or not
    receiving.receive_photo(viewer=mayor_view, file=photo())
    with pytest.raises(receiving.TooManyBytes):
        receiving.receive_photo(viewer=mayor_view, file=photo())
    receiving.receive_photo(viewer=delegate_view, file=photo())
    clock.forward(hours=25)
    receiving.receive_photo(viewer=mayor_view, file=photo())


def test_the_videos_of_one_person_do_not_stand_before_everybody_elses(mayor_view: Viewer) -> None:
    Media.objects.bulk_create(
        Media(commune_id=1, owner_id=mayor_view.person_id, kind=MediaKind.VIDEO) for _ in range(3)
    )
    with pytest.raises(receiving.TooManyVideos):
        receiving.receive_video(
            viewer=mayor_view, file=upload(b"\x00\x00\x00\x18ftypmp42" + bytes(64), "a.mp4")
        )
    Media.objects.update(status=MediaStatus.READY)
    receiving.receive_video(viewer=mayor_view, file=upload(b"\x00\x00\x00\x18ftypmp42" + bytes(64), "a.mp4"))


def test_so_many_links_of_one_person_are_read_at_once(mayor_view: Viewer, delegate_view: Viewer) -> None:
    for number in range(10):
        linking.preview_link(viewer=mayor_view, url=f"https://exemple.fr/{number}")
    with pytest.raises(linking.TooManyUnread):
        linking.preview_link(viewer=mayor_view, url="https://exemple.fr/encore")
    linking.preview_link(viewer=delegate_view, url="https://exemple.fr/0")
    LinkPreview.objects.filter(url="https://exemple.fr/3").update(status=MediaStatus.FAILED)
    linking.preview_link(viewer=mayor_view, url="https://exemple.fr/encore")


@pytest.mark.postgresql
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer")
def test_of_many_at_once_no_more_than_the_limit_are_received(
    mayor_view: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = PersonFactory()
    viewer = replace(mayor_view, person_id=person.pk)
    Media.objects.bulk_create(
        Media(commune_id=1, owner_id=person.pk, kind=MediaKind.PHOTO) for _ in range(97)
    )
    save = Media.save

    def save_slowly(media: Media, **options: Any) -> None:
        time.sleep(0.3)  # the others count meanwhile
        save(media, **options)

    def send(number: int) -> bool:
        try:
            if number % 2:
                receiving.receive_photo(viewer=viewer, file=photo())
            else:
                linking.hosted_video(viewer=viewer, url="https://youtu.be/dQw4w9WgXcQ")
        except receiving.TooManyUploads:
            return False
        return True

    monkeypatch.setattr(Media, "save", save_slowly)
    assert sum(together(*[partial(send, number) for number in range(6)])) == 3
    assert Media.objects.count() == 100


def test_a_full_disk_is_said_and_leaves_nothing(
    mayor_view: Viewer, media_folder: Path, full_disk: Callable[[int], None]
) -> None:
    # Larger than the database's own files, which the same limit would stop.
    content = encoded(noise(10, 10), "JPEG") + random.Random(1).randbytes(16_000_000)
    file = upload(content)
    full_disk(8_000_000)
    with pytest.raises(storage.StorageFull):
        receiving.receive_photo(viewer=mayor_view, file=file)
    assert (Media.objects.count(), Job.objects.count()) == (0, 0)
    assert [path for path in media_folder.rglob("*") if path.is_file()] == []


def test_a_disk_that_fills_while_preparing_is_tried_again(
    mayor_view: Viewer, work: Work, full_disk: Callable[[int], None], settings: Any
) -> None:
    media = receiving.receive_photo(
        viewer=mayor_view, file=upload(encoded(noise(2000, 1500), "JPEG", quality=60))
    )
    with pytest.MonkeyPatch.context() as patch:
        # Copies larger than the limit: the encoder is asked for lossless ones.
        real = Image.Image.save
        patch.setattr(
            Image.Image,
            "save",
            lambda self, out, form, **o: real(
                self, out, "PNG" if self.width > 1500 and form == "WEBP" else form
            ),
        )
        full_disk(4_000_000)
        with pytest.raises(storage.StorageFull):
            preparing.prepare_photo(media_id=media.id)
    media.refresh_from_db()
    assert (media.status, media.problem) == (MediaStatus.WAITING, storage.StorageFull.message)
    assert "1600.webp" not in files_of(media)
    full_disk(1_000_000_000)
    work()
    media.refresh_from_db()
    assert (media.status, media.problem) == (MediaStatus.READY, "")


def test_a_portrait_has_no_commune_and_two_squares(work: Work) -> None:
    media = receiving.receive_portrait(owner_id=PersonFactory().pk, file=photo())
    work()
    media.refresh_from_db()
    assert (media.commune_id, media.kind, media.audience) == (None, MediaKind.PORTRAIT, Audience.MEMBERS)
    assert files_of(media) == ["320.webp", "96.webp"]
    assert media.portrait_url == f"/portraits/{media.id}/96.webp?v=1"


def test_a_description_is_kept_and_bounded(mayor_view: Viewer, resident_view: Viewer) -> None:
    media = receiving.receive_photo(viewer=mayor_view, file=photo())
    assert describing.describe(viewer=mayor_view, media_id=media.id, alt="Le\nport").alt == "Le port"
    with pytest.raises(describing.AltTooLong):
        describing.describe(viewer=mayor_view, media_id=media.id, alt="x" * 301)
    with pytest.raises(Http404):
        describing.describe(viewer=resident_view, media_id=media.id, alt="Autre")
    media.refresh_from_db()
    assert media.alt == "Le port"


def test_captions_go_with_a_video_file_alone(mayor_view: Viewer) -> None:
    video = Media.objects.create(commune_id=1, owner_id=mayor_view.person_id, kind=MediaKind.VIDEO)
    srt = b"1\n00:00:01,000 --> 00:00:02,000\nBonjour\n"
    media = describing.add_captions(viewer=mayor_view, media_id=video.id, file=upload(srt, "film.srt"))
    assert (media.has_captions, media.version) == (True, 2)
    with storage.open_file(video.id, "sous-titres.vtt") as file:
        assert file.read() == b"WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nBonjour\n"
    with pytest.raises(captions.NotCaptions):
        describing.add_captions(viewer=mayor_view, media_id=video.id, file=upload(b"x"))
    image = receiving.receive_photo(viewer=mayor_view, file=photo())
    with pytest.raises(Exception, match="sous-titres"):
        describing.add_captions(viewer=mayor_view, media_id=image.id, file=upload(srt))


def test_attaching_keeps_only_what_is_of_the_commune(mayor_view: Viewer) -> None:
    mine = receiving.receive_photo(viewer=mayor_view, file=photo())
    twin = Media.objects.create(commune_id=2, kind=MediaKind.PHOTO)
    keeping.attach(commune_id=1, used_by=new_id(), audience=Audience.PUBLIC, media_ids=[mine.id])
    keeping.attach(commune_id=1, used_by=new_id(), audience=Audience.MEMBERS, media_ids=[twin.id])
    mine.refresh_from_db()
    twin.refresh_from_db()
    assert mine.attached_at is not None
    assert mine.audience == Audience.PUBLIC
    assert (twin.attached_at, twin.audience) == (None, Audience.TOWN_HALL)


def test_a_file_or_a_link_is_one_contents_alone(mayor_view: Viewer, work: Work, settings: Any) -> None:
    file = receiving.receive_photo(viewer=mayor_view, file=photo())
    with pages() as address:
        settings.MEDIA_FETCH_ALLOWED_HOSTS = [address]
        link = linking.preview_link(viewer=mayor_view, url=f"http://{address}/page")
        work()
    link.refresh_from_db()
    one, other = new_id(), new_id()

    def use(content: UUID, media_ids: list[UUID], link_ids: list[UUID]) -> None:
        keeping.attach(
            commune_id=1, used_by=content, audience=Audience.PUBLIC, media_ids=media_ids, link_ids=link_ids
        )

    for _ in range(2):  # saved again by the same one
        use(one, [file.id], [link.id])
    assert link.picture_id
    for media_ids, link_ids in (([file.id], []), ([], [link.id]), ([link.picture_id], [])):
        with pytest.raises(keeping.AlreadyUsed):
            use(other, media_ids, link_ids)
    assert set(Media.objects.values_list("used_by", flat=True)) == {one, link.pk}


def test_discarding_takes_the_files_with_it(mayor_view: Viewer, work: Work) -> None:
    media = receiving.receive_photo(viewer=mayor_view, file=photo())
    kept = receiving.receive_photo(viewer=mayor_view, file=photo())
    work()
    keeping.discard(media_ids=[media.id])
    assert (files_of(media), files_of(kept)) == ([], COPIES)
    with pytest.raises(Http404):
        queries.media_for(mayor_view, media.id)
    work()  # the job that stood by in case of a crash
    assert files_of(kept) == COPIES


def test_what_was_discarded_meanwhile_leaves_no_copies(mayor_view: Viewer, work: Work) -> None:
    media = receiving.receive_photo(viewer=mayor_view, file=photo())
    Media.objects.filter(pk=media.pk).delete()
    work()
    assert files_of(media) in ([], ["incoming"])  # erased by `discard`, which this test went around


def test_what_nothing_uses_is_purged_after_a_day(mayor_view: Viewer, work: Work) -> None:
    old, young, used = (receiving.receive_photo(viewer=mayor_view, file=photo()) for _ in range(3))
    link = linking.preview_link(viewer=mayor_view, url="https://www.example.org/")
    keeping.attach(commune_id=1, used_by=new_id(), audience=Audience.PUBLIC, media_ids=[used.id])
    long_ago = timezone.now() - timedelta(hours=25)
    Media.objects.filter(pk__in=[old.pk, used.pk]).update(created_at=long_ago)
    LinkPreview.objects.update(created_at=long_ago)
    stray = UUID(
        int=new_id().int - (26 * 3600 * 1000 << 80)
    )  # an id of yesterday, whose row was never written
    storage.put(stray, "incoming", b"x")
    assert keeping.purge_abandoned_uploads() == 2
    assert set(Media.objects.values_list("pk", flat=True)) == {young.pk, used.pk}
    assert not LinkPreview.objects.filter(pk=link.pk).exists()
    assert (files_of(old), files_of(young)) == ([], ["incoming"])
    assert not default_storage.exists(storage.key(stray, "incoming"))


def test_a_link_becomes_a_card_with_its_picture(mayor_view: Viewer, work: Work, settings: Any) -> None:
    heard: list[UUID] = []
    media_changed.connect(listener := lambda media_id, **kwargs: heard.append(media_id))
    with pages() as address:
        settings.MEDIA_FETCH_ALLOWED_HOSTS = [address]
        link = linking.preview_link(viewer=mayor_view, url=f"http://{address}/page")
        keeping.attach(
            commune_id=1, used_by=new_id(), audience=Audience.PUBLIC, link_ids=[link.id]
        )  # published before it is read
        assert work() == 1
    media_changed.disconnect(listener)
    assert heard == [link.id]
    link.refresh_from_db()
    assert (link.status, link.title, link.site_name) == (
        MediaStatus.READY,
        "Le marché d’Èze & ses étals",
        "Ville d’Èze",
    )
    assert link.picture is not None
    assert (link.picture.width, link.picture.audience, link.picture.commune_id) == (800, Audience.PUBLIC, 1)
    keeping.set_audience(audience=Audience.MEMBERS, link_ids=[link.id])
    link.picture.refresh_from_db()
    assert link.picture.audience == Audience.MEMBERS


def test_a_page_that_does_not_answer_leaves_a_plain_link(
    mayor_view: Viewer, work: Work, settings: Any
) -> None:
    with pages() as address:
        settings.MEDIA_FETCH_ALLOWED_HOSTS = [address]
        link = linking.preview_link(viewer=mayor_view, url=f"http://{address}/missing")
        assert work() == 1
    link.refresh_from_db()
    assert (link.status, link.title, link.picture) == (MediaStatus.FAILED, "", None)
    assert not Job.objects.exclude(status="done").exists()


def test_a_hosted_video_is_usable_at_once(mayor_view: Viewer) -> None:
    media = linking.hosted_video(viewer=mayor_view, url="youtu.be/dQw4w9WgXcQ")
    assert (media.status, media.kind) == (MediaStatus.READY, MediaKind.HOSTED_VIDEO)
    assert media.host == hosts.recognise("https://www.youtube.com/watch?v=dQw4w9WgXcQ")
    with pytest.raises(hosts.UnknownVideoHost):
        linking.hosted_video(viewer=mayor_view, url="https://peertube.example/w/abc")


def test_the_poster_of_a_hosted_video_comes_from_its_page(
    mayor_view: Viewer, work: Work, settings: Any
) -> None:
    media = linking.hosted_video(viewer=mayor_view, url="youtu.be/dQw4w9WgXcQ")
    with pages() as address:
        settings.MEDIA_FETCH_ALLOWED_HOSTS = [address]
        Media.objects.filter(pk=media.pk).update(address=f"http://{address}/page")
        work()
    media.refresh_from_db()
    assert [v["name"] for v in media.pictures] == ["affiche.webp"]
    assert media.alt == "Le marché d’Èze & ses étals"


def test_a_video_of_no_bytes_and_a_renamed_program_are_refused(mayor_view: Viewer) -> None:
    with pytest.raises(videos.VideoEmpty):
        receiving.receive_video(viewer=mayor_view, file=upload(b"", "film.mp4"))
    for content in (
        b"\x7fELF" * 20,
        encoded(picture(30, 20)),
        b"#EXTM3U\nhttp://127.0.0.1/",
        b"ffconcat version 1.0",
    ):
        with pytest.raises(videos.NotAVideo):
            receiving.receive_video(viewer=mayor_view, file=upload(content, "film.mp4"))
    with pytest.raises(videos.VideoTooHeavy):
        videos.sniff(io.BytesIO(b"x"), 500 * 1024 * 1024 + 1)


@pytest.mark.parametrize(
    ("size", "moves", "sentence"),
    [
        ((95, 400), False, "moins de 96 pixels"),
        ((400, 95), False, "moins de 96 pixels"),
        ((200, 200), True, "animée"),
    ],
)
def test_a_photo_that_makes_no_portrait_says_why(
    media_folder: Path, size: tuple[int, int], moves: bool, sentence: str
) -> None:
    others = {"save_all": True, "append_images": [noise(*size).rotate(90)]} if moves else {}
    file = upload(encoded(noise(*size), "GIF" if moves else "PNG", **others))
    with pytest.raises(Refusal, match=sentence):
        receiving.receive_portrait(owner_id=PersonFactory().pk, file=file)
    assert Media.objects.count() == 0


def test_the_smallest_portrait_is_taken(work: Work) -> None:
    assert receiving.receive_portrait(
        owner_id=PersonFactory().pk, file=upload(encoded(noise(96, 96), "GIF"))
    ).pk


def test_a_coat_of_arms_that_moves_is_refused_and_not_frozen(mayor_view: Viewer) -> None:
    moving = encoded(noise(50, 50), "GIF", save_all=True, append_images=[noise(50, 50).rotate(90)])
    with pytest.raises(pictures.PictureIsAnimated):
        receiving.receive_emblem(viewer=mayor_view, file=upload(moving))
