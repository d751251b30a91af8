"""A file that is refused says why in the list of files, and takes neither text nor other files along."""

import pytest

from civic.posts.models import Post
from civic.posts.rules import MAX_MEDIA
from tests.html import on_one_line
from tests.media.files import encoded, noise, upload

pytestmark = pytest.mark.django_db
TYPED = {
    "title": "Fête au lavoir", "content": "Samedi, à midi.", "audience": "members", "when": "now", "key": "k",
    "action": "publish",
}  # fmt: skip


@pytest.fixture
def send(mayor, commune, client_of):
    """The form as a script sends it, the words of the page that comes back."""

    def sent(**fields) -> str:
        answer = client_of(mayor).post(
            f"/{commune.slug}/actualites/nouvelle/", TYPED | fields, headers={"X-Upload": "1"}
        )
        assert answer.status_code in (200, 422)
        return on_one_line(answer.content.decode()).replace("\u00a0", " ")

    return sent


def test_a_refused_photo_stands_in_the_list_beside_those_that_were_taken(send):
    good = upload(encoded(noise(300, 200), "JPEG"), "place.jpg")
    page = send(photos=[good, upload(b"des notes", "notes.txt"), upload(b"", "vide.jpg")])
    files = page.partition('<ol class="uploads"')[2].partition("</ol>")[0]
    assert files.count('value="saved:') == 1
    for sentence in ("notes.txt : Ce fichier n’est pas une photo.", "vide.jpg : Ce fichier est vide."):
        assert files.count(sentence) == 1
    assert files.count('role="alert"') == files.count("Fermer ce message") == 2
    assert "Samedi, à midi." in page
    assert Post.objects.count() == 0


def test_one_too_many_is_named(send):
    photos = [upload(encoded(noise(20, 10), "JPEG"), f"{number}.jpg") for number in range(MAX_MEDIA + 1)]
    files = send(photos=photos).partition('<ol class="uploads"')[2].partition("</ol>")[0]
    assert files.count('value="saved:') == MAX_MEDIA
    assert f"{MAX_MEDIA}.jpg : Une publication montre {MAX_MEDIA} photos" in files


def test_the_message_is_closed_without_script(send):
    page = send(photos=[upload(b"des notes", "notes.txt")], media_remove="")
    assert "notes.txt" in page
    page = send(media_remove="")
    assert "upload--refused" not in page
    assert "Samedi, à midi." in page
    assert Post.objects.count() == 0
