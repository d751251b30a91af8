import pytest

from civic.live.models import Change
from civic.live.rules import commune_topic
from civic.media.enums import MediaKind, MediaStatus
from civic.media.events import media_changed
from civic.media.models import Media
from civic.posts.models import PostMedia
from tests.posts.factories import PostFactory


@pytest.mark.parametrize("status", [MediaStatus.READY, MediaStatus.FAILED])
def test_a_page_where_a_video_is_awaited_hears_that_it_is_there(commune, mayor, resident, client_of, status):
    post = PostFactory(commune=commune, author=mayor, audience="members")
    video = Media.objects.create(
        commune_id=commune.pk, audience="members", kind=MediaKind.VIDEO, status=MediaStatus.PROCESSING
    )
    PostMedia.objects.create(post=post, media=video, position=0)
    page = f"/{commune.slug}/actualites/{post.pk}/"
    reader = client_of(resident)
    awaited = f'hx-get="{page}videos/"'
    html = reader.get(page).content.decode()
    assert awaited in html
    assert "live:video from:document" in html
    media_changed.send(Media, media_id=video.pk, commune_id=commune.pk)
    assert not Change.objects.filter(name="video").exists()  # it goes on
    Media.objects.filter(pk=video.pk).update(status=status)
    media_changed.send(Media, media_id=video.pk, commune_id=commune.pk)
    assert Change.objects.get(name="video").topic == commune_topic(commune.pk, "members")
    part = reader.get(f"{page}videos/", headers={"HX-Request": "true"}).content.decode()
    assert ("<video" in part, awaited in part) == (status == MediaStatus.READY, False)
    assert reader.get(f"{page}videos/").url == page
    assert client_of(None).get(f"{page}videos/", headers={"HX-Request": "true"}).status_code in (302, 404)
