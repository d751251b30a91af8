import pytest

from civic.comments import actions
from civic.comments.models import Comment
from tests.comments.factories import CommentFactory
from tests.plugins.frozen_time import Clock

HTMX = {"HX-Request": "true"}
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)>"


def thread_url(post, what: str) -> str:
    return f"/{post.commune.slug}/fils/{post.thread_id}/{what}/"


def comment_url(comment, what: str = "") -> str:
    return f"/{comment.thread.commune.slug}/commentaires/{comment.pk}/{what}"


def test_without_script_one_writes_and_comes_back_to_the_comment(post, resident, client_of):
    response = client_of(resident).post(thread_url(post, "commentaires"), {"body": "Bravo", "key": "k"})
    comment = Comment.objects.get()
    assert response.status_code == 302
    assert response.url == f"/{post.commune.slug}/actualites/{post.pk}/#commentaire-{comment.pk}"


def test_with_script_the_comment_joins_the_list_and_the_form_is_empty(post, resident, client_of):
    response = client_of(resident).post(
        thread_url(post, "commentaires"), {"body": "Bravo", "key": "k"}, headers=HTMX
    )
    html = response.content.decode()
    assert f'hx-swap-oob="beforeend:#liste-{post.thread_id}"' in html
    assert "Bravo" in html
    assert "<textarea" in html
    assert html.count("Bravo") == 1


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_what_was_typed_comes_back_with_the_reason(post, resident, client_of, headers):
    typed = "début " + "x" * 4000
    response = client_of(resident).post(
        thread_url(post, "commentaires"), {"body": typed, "key": "k"}, headers=headers
    )
    html = response.content.decode()
    assert response.status_code == 422
    assert "3 000 caractères" in html.replace("\u202f", " ")
    assert typed in html


def test_a_script_in_a_comment_is_only_text(post, resident, mayor, client_of, commune, viewer_of):
    resident.first_name = SCRIPT[:60]
    resident.save()
    browser = client_of(resident)
    browser.post(thread_url(post, "commentaires"), {"body": SCRIPT, "key": '"><script>'})
    comment = Comment.objects.get()
    pages = [
        f"/{post.commune.slug}/",
        f"/{post.commune.slug}/actualites/{post.pk}/",
        thread_url(post, "commentaires"),
        comment_url(comment, "modifier/"),
    ]
    for address in pages:
        html = browser.get(address).content.decode()
        assert "alert(1)" in html, address
        assert "<script>alert" not in html
        assert "<img src=x" not in html
    html = client_of(mayor).get(comment_url(comment, "retirer/")).content.decode()
    assert "<script>alert" not in html
    actions.remove_comment(viewer=viewer_of(mayor, commune), comment_id=comment.pk, reason=SCRIPT)
    html = browser.get(pages[0]).content.decode()
    assert "Commentaire retiré par la mairie" in html
    assert "<script>alert" not in html


def test_control_characters_forge_no_hole(post, resident, client_of):
    """« \\x02like\\x1f…\\x03 » is how kept renderings mark what is the viewer's own."""
    browser = client_of(resident)
    forged = f"a\x02comment_form\x1f{post.thread_id}\x03b"
    browser.post(thread_url(post, "commentaires"), {"body": forged, "key": "k"})
    assert Comment.objects.get().body == f"acomment_form{post.thread_id}b"
    # And what came into the database in another way harms no page.
    Comment.objects.update(body="a\x02rien\x03b")
    response = browser.post(thread_url(post, "commentaires"), {"body": "c", "key": "l"})
    assert response.status_code == 302


def test_editing_and_cancelling(comment, resident, client_of):
    browser = client_of(resident)
    assert comment.body in browser.get(comment_url(comment, "modifier/"), headers=HTMX).content.decode()
    html = browser.post(comment_url(comment, "modifier/"), {"body": "Merci !"}, headers=HTMX).content.decode()
    assert "Merci !" in html
    assert "modifié" in html
    assert "Merci !" in browser.get(comment_url(comment), headers=HTMX).content.decode()


def test_editing_too_late_keeps_what_was_typed(comment, resident, client_of, clock: Clock):
    late = CommentFactory(thread=comment.thread, author=resident, body="Bravo")
    browser = client_of(resident)
    clock.forward(minutes=16)
    response = browser.post(comment_url(late, "modifier/"), {"body": "Mon long texte"})
    assert response.status_code == 422
    assert "15 minutes" in response.content.decode()
    assert "Mon long texte" in response.content.decode()


def test_deleting_shows_at_once(comment, resident, client_of):
    browser = client_of(resident)
    page = f"/{comment.thread.commune.slug}/"
    assert comment.body in browser.get(page).content.decode()
    browser.post(comment_url(comment, "supprimer/"))
    html = browser.get(page).content.decode()
    assert comment.body not in html
    assert "Commentaire supprimé par son auteur" in html


def test_liking_with_and_without_script(post, resident, client_of):
    browser = client_of(resident)
    html = browser.post(thread_url(post, "aimer"), headers=HTMX).content.decode()
    assert 'aria-pressed="true"' in html
    assert "ne-plus-aimer" in html
    response = browser.post(thread_url(post, "ne-plus-aimer"))
    assert response.url.endswith(f"#aimer-{post.thread_id}")


def test_older_comments_come_without_script_too(post, resident, client_of):
    CommentFactory.create_batch(25, thread=post.thread, author=resident)
    browser = client_of(resident)
    first = browser.get(f"/{post.commune.slug}/actualites/{post.pk}/").content.decode()
    link = first.split('href="/villeneuve-06/fils/')[1].split('"')[0].replace("&amp;", "&")
    older = browser.get("/villeneuve-06/fils/" + link)
    fragment = browser.get("/villeneuve-06/fils/" + link, headers=HTMX)
    assert older.content.decode().count('<li class="comment') == 5
    assert fragment.content.decode().count('<li class="comment') == 5
    assert "<html" not in fragment.content.decode()


def test_each_sees_the_tools_that_are_theirs(post, comment, resident, second_resident, mayor, client_of):
    """The same kept rendering, filled for each."""
    page = f"/{post.commune.slug}/actualites/{post.pk}/"
    tools = {
        who.first_name: {
            tool
            for tool in ("modifier", "supprimer", "retirer", "signaler")
            if f"/commentaires/{comment.pk}/{tool}/" in html
        }
        for who in (resident, second_resident, mayor)
        if (html := client_of(who).get(page).content.decode())
    }
    assert tools == {
        "Anne": {"modifier", "supprimer"},
        "Bruno": {"signaler"},
        "Camille": {"retirer", "signaler"},
    }


def test_flagging_asks_why(comment, second_resident, client_of):
    browser = client_of(second_resident)
    response = browser.post(comment_url(comment, "signaler/"), {"words": "Regardez"})
    assert response.status_code == 422
    assert "Choisissez un motif" in response.content.decode()
    assert "Regardez" in response.content.decode()
    assert browser.post(comment_url(comment, "signaler/"), {"reason": "spam"}).status_code == 302


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00%2B14:00", "9999-12-31T23:59:59-14:00", "2020-01-01"])
def test_a_cursor_before_or_after_all_time_is_no_page(commune, client_of, resident, public_post, moment):
    cursor = f"{moment}_00000000-0000-0000-0000-000000000001"
    address = f"/{commune.slug}/fils/{public_post.thread_id}/commentaires/?avant={cursor}"
    assert client_of(resident).get(address).status_code == 404


def test_strangers_read_a_public_publication_without_what_residents_write(
    commune, resident, client_of, public_post
):
    CommentFactory(thread=public_post.thread, author=resident, body="Entre nous")
    public_post.thread.refresh_from_db()
    for address in (f"/{commune.slug}/", f"/{commune.slug}/actualites/{public_post.pk}/"):
        shown = client_of(None).get(address).content.decode()
        assert public_post.title in shown
        assert "Entre nous" not in shown
        assert resident.last_name not in shown
        assert "Entre nous" in client_of(resident).get(address).content.decode()
