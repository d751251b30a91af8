"""What is particular to comments under a publication."""

import re

import pytest
from django.http import Http404

from civic.core.refusals import NotAllowed
from civic.threads.actions import messages
from civic.threads.models import Message, Thread
from civic.threads.thread_kinds import COMMENTS
from tests.html import on_one_line
from tests.threads.factories import MessageFactory

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)>"


def read(response) -> str:
    return on_one_line(response.content.decode())


def thread_url(post, what: str = "commentaires") -> str:
    return f"/{post.commune.slug}/fils/{post.thread_id}/{what}/"


def comment_url(comment, what: str = "") -> str:
    return f"/{comment.thread.commune.slug}/commentaires/{comment.pk}/{what}"


def page_of(post) -> str:
    return f"/{post.commune.slug}/actualites/{post.pk}/"


def test_a_public_publication_is_read_by_all_and_commented_by_members(
    public_post, commune, applicant, stranger, staff, viewer_of
):
    for person in (applicant, stranger, staff, None):
        with pytest.raises(NotAllowed):
            messages.write_message(
                viewer=viewer_of(person, commune),
                kind=COMMENTS,
                thread_id=public_post.thread_id,
                body="Non",
                key="k",
            )


def test_a_closed_thread_takes_no_more(reader, post, resident, client_of):
    Thread.objects.filter(pk=post.thread_id).update(is_open=False)
    with pytest.raises(messages.ThreadClosed, match="Les commentaires sont fermés pour cette publication"):
        messages.write_message(
            viewer=reader, kind=COMMENTS, thread_id=post.thread_id, body="Trop tard", key="k"
        )
    html = read(client_of(resident).post(thread_url(post), {"body": "Trop tard"}, headers=HTMX))
    assert ">Trop tard</textarea>" in html


def test_without_script_one_writes_and_comes_back_to_the_comment(post, resident, client_of):
    response = client_of(resident).post(thread_url(post), {"body": "Bravo", "key": "k"})
    comment = Message.objects.get(thread=post.thread)
    assert response.status_code == 302
    assert response.url == f"{page_of(post)}#commentaire-{comment.pk}"


def test_with_script_the_comment_joins_the_list_and_the_form_is_empty(post, resident, client_of):
    response = client_of(resident).post(thread_url(post), {"body": "Bravo", "key": "k"}, headers=HTMX)
    html = read(response)
    assert f'hx-swap-oob="beforeend:#liste-{post.thread_id}"' in html
    assert re.search(r'data-sent="[^"]+\?autour=1#commentaire-', html)
    assert "<textarea" in html
    assert html.count("Bravo") == 1


def test_a_script_in_a_comment_is_only_text(post, resident, mayor, client_of, commune, viewer_of):
    resident.first_name = SCRIPT[:60]
    resident.save()
    browser = client_of(resident)
    browser.post(thread_url(post), {"body": SCRIPT, "key": '"><script>'})
    comment = Message.objects.get(thread=post.thread)
    pages = [
        f"/{post.commune.slug}/",
        page_of(post),
        f"{page_of(post)}?reponse={comment.pk}",
        thread_url(post),
        comment_url(comment, "modifier/"),
    ]
    for address in pages:
        html = read(browser.get(address))
        assert "alert(1)" in html, address
        assert "<script>alert" not in html
        assert "<img src=x" not in html
    html = read(client_of(mayor).get(comment_url(comment, "retirer/")))
    assert "<script>alert" not in html
    messages.remove_message(
        viewer=viewer_of(mayor, commune), kind=COMMENTS, message_id=comment.pk, reason=SCRIPT
    )
    html = read(browser.get(thread_url(post)))
    assert "Commentaire retiré par la mairie" in html
    assert "<script>alert" not in html


def test_control_characters_forge_no_slot(post, resident, client_of):
    """« \\x02like\\x1f…\\x03 » is how cached fragments mark what is the viewer's own."""
    browser = client_of(resident)
    forged = f"a\x02comment_form\x1f{post.thread_id}\x03b"
    browser.post(thread_url(post), {"body": forged, "key": "k"})
    comment = Message.objects.get(thread=post.thread)
    assert comment.body == f"acomment_form{post.thread_id}b"
    # And what came into the database in another way harms no page.
    comment.body = "a\x02rien\x03b"
    comment.save()
    response = browser.post(thread_url(post), {"body": "c", "key": "l"})
    assert response.status_code == 302


def test_deleting_shows_at_once(comment, resident, client_of):
    browser = client_of(resident)
    page = f"/{comment.thread.commune.slug}/"
    assert comment.body in read(browser.get(page))
    browser.post(comment_url(comment, "supprimer/"))
    assert comment.body not in read(browser.get(page))
    html = read(browser.get(f"{page}fils/{comment.thread_id}/commentaires/"))
    assert comment.body not in html
    assert "Commentaire supprimé par son auteur" in html


def test_liking_with_and_without_script(post, resident, client_of):
    browser = client_of(resident)
    html = read(browser.post(thread_url(post, "aimer"), headers=HTMX))
    assert 'aria-pressed="true"' in html
    assert "ne-plus-aimer" in html
    response = browser.post(thread_url(post, "ne-plus-aimer"))
    assert response.url.endswith(f"#aimer-{post.thread_id}")


def test_older_comments_come_without_script_too(post, resident, client_of):
    MessageFactory.create_batch(25, thread=post.thread, author=resident)
    browser = client_of(resident)
    first = read(browser.get(page_of(post)))
    link = first.split('href="/villeneuve-06/fils/')[1].split('"')[0].replace("&amp;", "&")
    older = browser.get("/villeneuve-06/fils/" + link)
    fragment = browser.get("/villeneuve-06/fils/" + link, headers=HTMX)
    assert read(older).count('<li class="comment') == 5
    assert read(fragment).count('<li class="comment') == 5
    assert "<html" not in read(fragment)


def test_a_page_left_open_asks_for_what_is_new(post, resident, client_of):
    MessageFactory.create_batch(25, thread=post.thread, author=resident)
    fragment = read(client_of(resident).get(thread_url(post) + "?apres=3", headers=HTMX))
    assert fragment.count('<li class="comment') == 20
    assert "data-newer" in fragment  # it is asked for page by page


def test_the_address_of_a_comment_leads_to_its_place(post, resident, client_of):
    MessageFactory.create_batch(45, thread=post.thread, author=resident)
    comment, browser = Message.objects.get(thread=post.thread, number=20), client_of(resident)
    answer = browser.get(comment_url(comment))
    assert answer.url == f"{page_of(post)}?autour=20#commentaire-{comment.pk}"
    html = read(browser.get(answer.url))
    assert html.count('<li class="comment') == 20
    assert f'id="commentaire-{comment.pk}"' in html
    assert "Charger les anciens commentaires" in html
    assert "Charger les commentaires suivants" in html


def test_an_answer_is_given_from_the_feed_and_quotes(post, comment, second_resident, client_of):
    browser = client_of(second_resident)
    feed = read(browser.get(f"/{post.commune.slug}/"))
    assert f'hx-get="{comment_url(comment, "repondre/")}"' in feed
    quote = read(browser.get(comment_url(comment, "repondre/"), headers=HTMX))
    assert f'id="reponse-{post.thread_id}"' in quote
    assert f'name="answers" value="{comment.pk}"' in quote
    assert "Vous répondez à <strong>Anne Martin</strong>" in quote
    plain = browser.get(comment_url(comment, "repondre/"))
    assert plain.url == f"{page_of(post)}?reponse={comment.pk}#texte-{post.thread_id}"
    page = read(browser.get(plain.url))
    assert f'name="answers" value="{comment.pk}"' in page
    browser.post(thread_url(post), {"body": "Moi aussi", "key": "k", "answers": str(comment.pk)})
    feed = read(browser.get(f"/{post.commune.slug}/"))
    assert f'data-goto="commentaire-{comment.pk}"' in feed
    assert "Merci pour cette nouvelle" in feed  # quoted: it is not the last comment any more


def test_what_was_taken_back_goes_from_its_quotation_too(post, comment, resident, second_resident, client_of):
    MessageFactory(thread=post.thread, author=second_resident, answers=comment)
    browser = client_of(resident)
    assert "Merci pour cette nouvelle" in read(browser.get(f"/{post.commune.slug}/"))
    browser.post(comment_url(comment, "supprimer/"))
    feed = read(browser.get(f"/{post.commune.slug}/"))
    assert "Merci pour cette nouvelle" not in feed
    assert "<p>Commentaire supprimé</p>" in feed


def test_each_sees_the_tools_that_are_theirs(post, comment, resident, second_resident, mayor, client_of):
    """The same cached fragment, filled for each."""
    page = page_of(post)
    tools = {
        who.first_name: {
            tool
            for tool in ("repondre", "modifier", "supprimer", "retirer", "signaler")
            if f"/commentaires/{comment.pk}/{tool}/" in html
        }
        for who in (resident, second_resident, mayor)
        if (html := read(client_of(who).get(page)))
    }
    assert tools == {
        "Anne": {"repondre", "modifier", "supprimer"},
        "Bruno": {"repondre", "signaler"},
        "Camille": {"repondre", "retirer", "signaler"},
    }


@pytest.mark.parametrize(
    "position", ["x", "-1", "²", "é" * 300, "2026-01-01T00:00:00_" + "0" * 32, "9" * 40, "1e3"]
)
def test_a_position_made_up_is_no_page(client_of, resident, public_post, position):
    for name in ("avant", "apres", "autour"):
        for address in (thread_url(public_post), page_of(public_post)):
            assert client_of(resident).get(address, {name: position}).status_code == 404


def test_strangers_read_a_public_publication_without_what_residents_write(
    commune, resident, client_of, public_post
):
    MessageFactory(thread=public_post.thread, author=resident, body="Entre nous")
    public_post.thread.refresh_from_db()
    for address in (f"/{commune.slug}/", page_of(public_post), page_of(public_post) + "?autour=1"):
        shown = read(client_of(None).get(address))
        assert public_post.title in shown
        assert "Entre nous" not in shown
        assert resident.last_name not in shown
        assert "Entre nous" in read(client_of(resident).get(address))


def test_a_visitor_who_names_a_comment_to_answer_is_shown_none_of_it(
    commune, resident, client_of, public_post
):
    comment = MessageFactory(thread=public_post.thread, author=resident, body="Entre nous")
    shown = client_of(None).get(f"{page_of(public_post)}?reponse={comment.pk}")
    assert shown.status_code == 200
    assert "Entre nous" not in read(shown)


def test_a_comment_of_another_commune_is_answered_by_nobody(post, other_comment, resident, client_of, reader):
    browser = client_of(resident)
    assert browser.get(f"/{post.commune.slug}/commentaires/{other_comment.pk}/repondre/").status_code == 404
    page = read(browser.get(f"{page_of(post)}?reponse={other_comment.pk}"))
    assert "Autreville" not in page
    with pytest.raises(Http404):
        messages.write_message(
            viewer=reader,
            kind=COMMENTS,
            thread_id=post.thread_id,
            body="Ah",
            key="k",
            answers=other_comment.pk,
        )


def test_deleting_asks_first_on_a_page_or_in_place(post, comment, resident, mayor, client_of):
    address = comment_url(comment, "supprimer/")
    browser = client_of(resident)
    asked = read(browser.get(address))
    assert "Supprimer votre commentaire\u202f?" in asked
    assert comment.body in asked
    part = read(browser.get(address, headers=HTMX))
    assert part.startswith(f'<li class="comment message" id="commentaire-{comment.pk}"')
    assert f'hx-post="{address}"' in part
    comment.refresh_from_db()
    assert comment.removed_at is None
    assert client_of(mayor).get(address).status_code == 302, "another's"
    browser.post(address)
    assert browser.get(address).status_code == 302, "gone"


def test_the_count_moves_with_ones_own_comment(post, comment, resident, client_of):
    """Out of band, wherever the page says it."""
    count = re.compile(
        rf'<span class="post__number" id="nombre-{post.thread_id}" hx-swap-oob="true"> ?(\d*) ?</span>'
    )
    browser = client_of(resident)
    sent = read(browser.post(thread_url(post), {"body": "Bravo", "key": "k"}, headers=HTMX))
    assert count.findall(sent) == ["2"]
    gone = read(browser.post(comment_url(comment, "supprimer/"), headers=HTMX))
    assert count.findall(gone) == ["1"]
    shown = re.compile(rf'id="nombre-{post.thread_id}"> ?1 ?<')
    assert shown.search(read(browser.get(f"/{post.commune.slug}/")))
