import pytest

from civic.live.models import Change
from civic.live.rules import commune_topic
from civic.media.enums import MediaKind, MediaStatus
from civic.media.events import media_changed
from civic.media.models import Media
from civic.posts.models import PostMedia
from tests.posts.factories import PostFactory


@pytest.mark.parametrize("status", [MediaStatus.READY, MediaStatus.FAILED])
@pytest.mark.parametrize(
    ("kind", "drawn", "words"),
    [
        (MediaKind.VIDEO, "<video", "La vidéo est en préparation"),
        (MediaKind.PHOTO, 'class="photos__item"', "La photo est en préparation"),
    ],
)
def test_a_page_where_a_file_is_awaited_hears_that_it_is_there(
    commune, mayor, resident, client_of, kind, drawn, words, status
):
    post = PostFactory(commune=commune, author=mayor, audience="members")
    variants = [{"name": "640.webp", "width": 640, "height": 480, "bytes": 1, "type": "image/webp"}]
    file = Media.objects.create(
        commune_id=commune.pk, audience="members", kind=kind, status=MediaStatus.PROCESSING, variants=variants
    )
    PostMedia.objects.create(post=post, media=file, position=0)
    page = f"/{commune.slug}/actualites/{post.pk}/"
    reader = client_of(resident)
    awaited = f'hx-get="{page}fichiers/"'
    html = reader.get(page).content.decode()
    assert awaited in html
    assert words in html
    assert "live:media from:document" in html
    media_changed.send(Media, media_id=file.pk, commune_id=commune.pk)
    assert not Change.objects.filter(name="media").exists()  # it goes on
    Media.objects.filter(pk=file.pk).update(status=status)
    media_changed.send(Media, media_id=file.pk, commune_id=commune.pk)
    assert Change.objects.get(name="media").topic == commune_topic(commune.pk, "members")
    part = reader.get(f"{page}fichiers/", headers={"HX-Request": "true"}).content.decode()
    assert (drawn in part, words in part, awaited in part) == (status == MediaStatus.READY, False, False)
    assert reader.get(f"{page}fichiers/").url == page
    assert client_of(None).get(f"{page}fichiers/", headers={"HX-Request": "true"}).status_code in (302, 404)
