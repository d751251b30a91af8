import pytest
from django.conf import settings

from civic.media import hosts

YOUTUBE = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"


@pytest.mark.parametrize(
    ("typed", "page"),
    [
        ("https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=42s", YOUTUBE),
        ("youtube.com/watch?app=desktop&v=dQw4w9WgXcQ", YOUTUBE),
        ("https://m.youtube.com/watch?v=dQw4w9WgXcQ", YOUTUBE),
        ("https://music.youtube.com/watch?v=dQw4w9WgXcQ", YOUTUBE),
        ("https://youtu.be/dQw4w9WgXcQ?si=abc", YOUTUBE),
        ("https://www.youtube.com/shorts/dQw4w9WgXcQ", YOUTUBE),
        ("https://www.youtube.com/live/dQw4w9WgXcQ?feature=share", YOUTUBE),
        ("https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ", YOUTUBE),
        ("  HTTPS://YouTu.be/dQw4w9WgXcQ ", YOUTUBE),
        ("https://vimeo.com/76979871", "https://vimeo.com/76979871"),
        ("https://vimeo.com/channels/staffpicks/76979871", "https://vimeo.com/76979871"),
        ("https://vimeo.com/76979871/0a1b2c3d4e", "https://vimeo.com/76979871/0a1b2c3d4e"),
        ("https://player.vimeo.com/video/76979871?h=0a1b2c3d4e", "https://vimeo.com/76979871/0a1b2c3d4e"),
        ("https://www.dailymotion.com/video/x8abcde_le-marche", "https://www.dailymotion.com/video/x8abcde"),
        ("https://dai.ly/x8abcde", "https://www.dailymotion.com/video/x8abcde"),
        ("https://www.dailymotion.com/embed/video/x8abcde", "https://www.dailymotion.com/video/x8abcde"),
        (
            "https://geo.dailymotion.com/player.html?video=x8abcde",
            "https://www.dailymotion.com/video/x8abcde",
        ),
    ],
)
def test_addresses_in_all_their_forms(typed: str, page: str) -> None:
    video = hosts.require_known(typed)
    assert video.page_url == page
    assert hosts.recognise(page) == video
    origin = "/".join(video.embed_url.split("/")[:3])
    assert origin in settings.SECURE_CSP["frame-src"]


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "https://www.youtube.com/",
        "https://www.youtube.com/watch?v=court",
        "https://www.youtube.com/@chaine",
        "https://evil.example/?u=https://youtu.be/dQw4w9WgXcQ",
        "https://youtube.com.evil.example/watch?v=dQw4w9WgXcQ",
        "https://www.youtube.com@evil.example/watch?v=dQw4w9WgXcQ",
        'https://youtu.be/"onload="x',
        "javascript:alert(1)",
        "https://[::1",
        "https://vimeo.com/about",
        "https://www.dailymotion.com/fr",
    ],
)
def test_other_addresses_are_refused_with_the_names_of_the_hosts(typed: str) -> None:
    with pytest.raises(hosts.UnknownVideoHost) as refusal:
        hosts.require_known(typed)
    assert all(name in refusal.value.message for name in ("YouTube", "Vimeo", "Dailymotion"))
