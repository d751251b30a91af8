import re

import pytest
from django.utils import timezone

from civic.contents.enums import Status
from civic.core.audience import Audience
from civic.media.actions import linking as media
from civic.media.models import LinkPreview, Media
from civic.posts import queries
from civic.posts.models import Post
from civic.threads.models import ContentLike
from tests.accounts.factories import PASSWORD
from tests.html import on_one_line
from tests.media import files
from tests.plugins.frozen_time import Clock
from tests.posts.factories import PostFactory
from tests.threads.factories import MessageFactory

SCRIPT = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


def form(**changes) -> dict:
    return {"title": "Fête", "content": "Samedi.", "audience": "members", "when": "now", "key": "k",
            "comments_open": "on", "action": "publish"} | changes  # fmt: skip


@pytest.fixture
def new(commune) -> str:
    return f"/{commune.slug}/actualites/nouvelle/"


@pytest.fixture
def browser(mayor, commune, client_of):
    return client_of(mayor)


def words(response) -> str:
    return on_one_line(response.content.decode()).replace("\u202f", " ").replace("\u00a0", " ")


def safe(html: str) -> bool:
    return "<script>alert" not in html and "<img src=x" not in html


# --- The editor -----------------------------------------------------------------------------------------------------


def test_publishing_shows_in_the_feed(browser, new, commune, resident, client_of):
    response = browser.post(new, form(content="Un **grand** bal.\n\n- danse\n- musique"))
    address = f"/{commune.slug}/actualites/{Post.objects.get().pk}/"
    assert (response.status_code, response.url) == (302, address)
    html = client_of(resident).get(f"/{commune.slug}/").content.decode()
    assert "<strong>grand</strong>" in html
    assert "<li>musique</li>" in html
    assert "Publié" in browser.get(response.url).content.decode()


def test_who_published_lands_on_it_marked_as_new(browser, new, commune, resident, client_of, clock):
    address = browser.post(new, form()).url
    assert address == f"/{commune.slug}/actualites/{Post.objects.get().pk}/"
    assert ">Nouvelle<" in browser.get(address).text
    assert ">Nouvelle<" not in client_of(resident).get(address).text
    clock.forward(hours=2)
    assert ">Nouvelle<" not in browser.get(address).text


def test_a_draft_leads_to_the_drafts(browser, new, commune):
    assert browser.post(new, form(action="draft", key="l")).url == f"/{commune.slug}/actualites/a-venir/"


def test_the_menu_of_a_publication_leads_to_its_reach(browser, mayor, resident, commune, client_of):
    post, here = PostFactory(commune=commune, author=mayor), f"/{commune.slug}/"
    address = f"{here}mairie/statistiques/publications/{post.pk}/"
    assert f'href="{address}"' in browser.get(here).text
    assert "Ce sont des personnes, et non des foyers" in words(browser.get(address))
    assert address not in client_of(resident).get(here).text


def test_the_menu_of_a_pinned_publication_offers_to_unpin_it(browser, mayor, commune):
    PostFactory(commune=commune, author=mayor, pinned_at=timezone.now())
    html = words(browser.get(f"/{commune.slug}/"))
    assert "Épinglée" in html
    assert "/detacher/" in html
    assert "Épingler en haut du fil" not in html


def test_a_pinned_publication_is_folded_to_its_title_and_first_words(browser, mayor, commune):
    body = "<p>" + "Le marché se tient sur la place. " * 30 + "Et voici la fin.</p>"
    pinned = PostFactory(
        commune=commune, author=mayor, pinned_at=timezone.now(), body=body, title="Le marché"
    )
    html = words(browser.get(f"/{commune.slug}/"))
    assert "Le marché se tient sur la place." in html
    assert "Et voici la fin." not in html
    assert f"commentaires-{pinned.thread_id}" not in html
    assert "Et voici la fin." in words(browser.get(f"/{commune.slug}/actualites/{pinned.pk}/"))


@pytest.mark.at("2026-11-28T12:00")
def test_a_pin_has_an_end_or_none(browser, mayor, resident, commune, client_of):
    post = PostFactory(commune=commune, author=mayor)
    page, here = f"/{commune.slug}/actualites/{post.pk}/epingler/", f"/{commune.slug}/"
    assert browser.get(page).status_code == 200
    assert browser.post(page, {"last_day": "2026-12-03"}).url == here
    assert "Épinglée jusqu’au 3 décembre" in words(client_of(resident).get(here))
    assert 'value="2026-12-03"' in words(browser.get(page))
    browser.post(page, {"last_day": ""})
    assert "Épinglée jusqu’au" not in words(client_of(resident).get(here))
    assert "Épinglée" in words(client_of(resident).get(here))
    refused = browser.post(page, {"last_day": "2026-11-27"})
    assert refused.status_code == 422
    assert "un jour à venir" in words(refused)
    for last_day, said in (("2027-11-29", "dans l’année qui vient"), ("9999-12-31", "Vérifiez l’année")):
        refused = browser.post(page, {"last_day": last_day})
        assert refused.status_code == 422
        assert said in words(refused)


@pytest.mark.parametrize(
    ("body", "folds"),
    [
        ("<p>Court.</p>", False),
        ("<p>" + "Un mot. " * 30 + "</p>", False),
        ("<p>" + "Un mot. " * 50 + "</p>", False),
        ("<p>" + "Un mot. " * 60 + "</p>", True),
        ("<ul>" + "<li>Un</li>" * 11 + "</ul>", False),
        ("<ul>" + "<li>Un</li>" * 12 + "</ul>", True),
    ],
)
def test_a_long_text_is_folded_in_the_feed_and_whole_on_its_page(browser, mayor, commune, body, folds):
    post = PostFactory(commune=commune, author=mayor, body=body)
    address = f"/{commune.slug}/actualites/{post.pk}/"
    assert ("Lire la suite" in words(browser.get(f"/{commune.slug}/"))) == folds
    assert "Lire la suite" not in words(browser.get(address))


def test_sending_twice_makes_one(browser, new):
    for _ in range(2):
        assert browser.post(new, form()).status_code == 302
    assert Post.objects.count() == 1


def test_the_browsers_back_button_loses_nothing(browser, new):
    browser.post(new, form())
    response = browser.post(new, form(content="Un autre texte, long à écrire."))
    assert response.status_code == 422
    assert "a déjà servi" in words(response)
    assert "Un autre texte, long à écrire." in words(response)


@pytest.mark.parametrize(
    "changes",
    [
        {"content": "Un autre texte, long à écrire.", "action": "draft"},
        {"audience": "public"},
        {"comments_open": ""},
        {"when": "later", "publish_at": "2027-01-24T09:30"},
    ],
)
def test_a_form_that_already_served_keeps_what_it_says_on_the_page_and_on_the_device(
    browser, new, changes, clock
):
    browser.get(browser.post(new, form()).url)  # « Publiée ! » was shown, the draft on the device is gone
    before = Post.objects.values().get()
    response = browser.post(new, form(**changes))
    assert (response.status_code, Post.objects.values().get()) == (422, before)
    page = words(response)
    assert "Ce formulaire a déjà servi : la publication qu’il a donnée est en ligne ou programmée." in page
    assert "data-draft-sent" not in page
    assert "data-draft-bound-value" in page
    typed = form(**changes)
    assert re.search(rf"<textarea name=\"content\"[^>]*>\s*{typed['content']}</textarea>", page)
    assert re.search(rf'name="audience" value="{typed["audience"]}"[^>]* checked', page)


def test_a_photo_that_is_sent_again_with_its_form_is_the_same_photo(browser, new):
    def send(width: int) -> int:
        sent = form(photos=files.photo(width), photo="new:0", photo_alt="Le bal")
        return browser.post(new, sent).status_code

    assert [send(800), send(800)] == [302, 302]
    assert Post.objects.get().media_rows.count() == 1
    assert send(801) == 422


def test_what_was_sent_stays_when_the_form_comes_back_with_an_error(browser, new):
    sent = {
        "photos": files.photo(),
        "photo": "new:0",
        "photo_alt": "Le bal",
        "link": "https://exemple.fr/fete",
    }
    page = browser.post(new, form(title="x" * 151, **sent)).content.decode()
    row, link = (re.search(rf'name="{name}" value="([^"]+)"', page)[1] for name in ("photo", "link"))
    assert browser.post(new, form(photo=row, photo_alt="Le bal", link=link)).status_code == 302
    post = Post.objects.get()
    assert [item.media.alt for item in post.media_rows.all()] == ["Le bal"]
    assert post.link.url == "https://exemple.fr/fete"
    assert LinkPreview.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": "", "content": " "}, "Donnez un titre"),
        ({"title": "x" * 151}, "150 caractères au plus"),
        ({"content": "mot " * 250_000}, "20 000 caractères au plus"),
        ({"content": "é" * 20_001}, "20 000 caractères au plus"),
        ({"audience": ""}, "Choisissez qui peut lire"),
        ({"audience": "town_hall"}, "Sélectionnez un choix valide"),
        ({"when": "later", "publish_at": ""}, "Choisissez la date et l’heure"),
        ({"when": "later", "publish_at": "1900-01-01T09:00"}, "Cette date est passée"),
        ({"when": "later", "publish_at": "0001-01-01T00:00"}, "n’est pas possible|est passée"),
        ({"when": "later", "publish_at": "9999-12-31T23:59"}, "n’est pas possible|deux ans"),
        ({"when": "later", "publish_at": "2027-03-28T02:30"}, "Cette heure n’existe pas ce jour-là"),
        ({"when": "later", "publish_at": "demain"}, "24/01/2027 09:30"),
        ({"link": "http://127.0.0.1/admin"}, "adresse"),
        ({"link": "javascript:alert(1)"}, "adresse"),
        ({"video_url": "https://exemple.fr/film"}, "YouTube"),
        ({"key": "x" * 400}, ""),
    ],
)  # fmt: skip
def test_odd_input_gets_a_sentence_and_nothing_typed_is_lost(browser, new, changes, sentence, clock: Clock):
    typed = form(**changes)
    if "content" not in changes:
        typed["content"] = "Ce que j’ai écrit avec soin."
    response = browser.post(new, typed)
    html = words(response)
    assert response.status_code == 422
    assert re.search(sentence, html), re.findall(r'class="[^"]*error[^"]*"[^>]*>.{0,200}', html)
    assert typed["content"].strip()[:500] in html
    assert Post.objects.count() == 0


def test_what_an_empty_publication_lacks_has_a_link_to_its_field(browser, new):
    page = browser.post(new, form(title="", content="")).text
    summary = page.split('id="erreurs"')[1].split("</ul>")[0]
    assert 'href="#id_title"' in summary
    assert "Donnez un titre à votre publication, ou écrivez quelques mots." in summary


@pytest.mark.at("2026-11-22T10:00")
def test_an_hour_that_comes_twice_is_the_first(browser, new, clock: Clock):
    browser.post(new, form(when="later", publish_at="2027-10-31T02:30"))
    assert Post.objects.get().publish_at.isoformat() == "2027-10-31T00:30:00+00:00"


@pytest.mark.at("2026-11-22T10:00")
def test_hours_overseas_are_those_of_the_commune(browser, new, commune, clock: Clock):
    commune.timezone = "Indian/Reunion"
    commune.save()
    browser.post(new, form(when="later", publish_at="2027-01-24T09:38"))
    post = Post.objects.get()
    assert post.publish_at.isoformat() == "2027-01-24T05:38:00+00:00"
    assert "9 h 38" in words(browser.get(f"/{commune.slug}/actualites/a-venir/"))
    assert 'value="2027-01-24T09:38"' in words(browser.get(f"/{commune.slug}/actualites/{post.pk}/modifier/"))


def test_a_script_in_every_field_is_only_text(browser, new, commune, resident, client_of, mayor):
    mayor.last_name = SCRIPT[:60]
    mayor.save()
    for content_format in ("", "html"):
        hostile = form(title=SCRIPT, content=SCRIPT, content_format=content_format, key=f"k{content_format}")
        assert browser.post(new, hostile).status_code == 302
        assert safe(browser.post(new, hostile | {"audience": SCRIPT, "link": SCRIPT, "video_url": SCRIPT,
                                                 "publish_at": SCRIPT, "when": SCRIPT, "version": SCRIPT,
                                                 "key": SCRIPT}).content.decode())  # fmt: skip
        assert safe(browser.post(f"/{commune.slug}/actualites/apercu/", hostile).content.decode())
    post = Post.objects.first()
    assert post
    address = f"/{commune.slug}/actualites/{post.pk}/"
    for path in (f"/{commune.slug}/", f"/{commune.slug}/actualites/", address, f"{address}modifier/"):
        html = browser.get(path).content.decode()
        assert "alert(1)" in html, path
        assert safe(html), path
    for path in (f"/{commune.slug}/", address, f"{address}signaler/"):
        assert safe(client_of(resident).get(path).content.decode()), path


def test_control_characters_forge_no_slot(browser, new, commune, resident, client_of):
    forged = "avant\x02messages\x03après \x02inconnu\x1fx\x03"
    browser.post(new, form(title=forged, content=forged))
    assert Post.objects.get().title == "avantmessagesaprès inconnux"
    assert client_of(resident).get(f"/{commune.slug}/").status_code == 200


def test_what_the_editor_pasted_keeps_its_words_and_loses_its_clothes(browser, new):
    pasted = (
        '<div style="color:red" onclick="x()">Bonjour <b>à tous</b><iframe src="https://x"></iframe></div>'
        '<p><a href="javascript:x()">ici</a> <a href="https://exemple.fr">là</a></p>'
    )
    browser.post(new, form(content=pasted, content_format="html"))
    body = Post.objects.get().body
    assert "<strong>à tous</strong>" in body
    assert 'href="https://exemple.fr"' in body
    assert not re.search(r"style|onclick|iframe|javascript|<div", body)


def test_the_second_editor_sees_the_firsts_words_beside_theirs(browser, post, delegate, client_of):
    address = f"/{post.commune.slug}/actualites/{post.pk}/modifier/"
    opened = {"version": post.version}
    browser.post(address, form(content="Les mots du premier", **opened))
    second = client_of(delegate)
    response = second.post(address, form(content="Les mots du second", **opened))
    html = words(response)
    assert response.status_code == 409
    assert "Quelqu’un a modifié" in html
    assert "Les mots du premier" in html
    assert "Les mots du second" in html
    version = re.search(r'name="version" value="(\d+)"', html)[1]
    assert second.post(address, form(content="Les mots du second", version=version)).status_code == 302
    assert "second" in Post.objects.get(pk=post.pk).body


@pytest.mark.at("2026-11-22T10:00")
def test_a_draft_and_a_scheduled_one_are_listed_for_the_town_hall_alone(
    browser, new, commune, resident, client_of
):
    browser.post(new, form(title="Brouillon secret", action="draft", key="a"))
    browser.post(new, form(title="Demain secret", when="later", publish_at="2027-06-01T09:00", key="b"))
    assert {post.status for post in Post.objects.all()} == {Status.DRAFT, Status.SCHEDULED}
    html = browser.get(f"/{commune.slug}/actualites/a-venir/").content.decode()
    assert "Brouillon secret" in html
    assert "Demain secret" in html
    for path in (f"/{commune.slug}/", f"/{commune.slug}/actualites/"):
        assert "secret" not in client_of(resident).get(path).content.decode()


def test_the_form_proposes_what_the_town_hall_chose(browser, new, commune):
    commune.town_hall.posts_public_by_default = True
    commune.town_hall.comments_open_by_default = False
    commune.town_hall.save()
    html = browser.get(new).content.decode()
    assert re.search(r'value="public"[^>]* checked', html)
    assert not re.search(r'name="comments_open"[^>]* checked', html)


def test_the_preview_saves_nothing(browser, commune):
    html = browser.post(f"/{commune.slug}/actualites/apercu/", form(content="**Bal**")).content.decode()
    assert "<strong>Bal</strong>" in html
    assert Post.objects.count() == 0


def test_deleting_and_taking_it_back(browser, post):
    base = f"/{post.commune.slug}/"
    browser.post(f"{base}actualites/{post.pk}/supprimer/")
    html = browser.get(base).content.decode()
    assert post.title not in html
    assert f"{base}actualites/{post.pk}/retablir/" in html
    browser.post(f"{base}actualites/{post.pk}/retablir/")
    assert post.title in browser.get(base).content.decode()


# --- What is kept never tells one viewer about another ----------------------------------------------------------------


def test_two_residents_see_the_same_item_with_their_own_state(
    commune, post, resident, second_resident, mayor, client_of
):
    ContentLike.objects.create(thread=post.thread, person=resident)
    own = MessageFactory(thread=post.thread, author=resident)
    browsers = {name: client_of(person) for name, person in
                {"anne": resident, "bruno": second_resident, "maire": mayor, "visiteur": None}.items()}  # fmt: skip
    for order in (["anne", "bruno", "maire", "visiteur"], ["visiteur", "maire", "bruno", "anne"]):
        pages = {
            name: on_one_line(browsers[name].get(f"/{commune.slug}/").content.decode()) for name in order
        }

        def who_has(words: str, pages: dict[str, str] = pages) -> list[str]:
            return [name for name in sorted(pages) if words in pages[name]]

        assert who_has(f'id="aimer-{post.thread_id}" aria-pressed="true"') == ["anne"]
        assert who_has(f"/commentaires/{own.pk}/modifier/") == ["anne"]
        assert who_has(f"{post.pk}/supprimer/") == ["maire"]
        assert who_has(post.title) == ["anne", "bruno", "maire"]
        comments = re.compile(r"<li class=.comment.*?</li>", re.DOTALL)
        assert who_has("Anne Martin", {name: comments.sub("", page) for name, page in pages.items()}) == [
            "anne"
        ]
        token = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
        assert not set(token.findall(pages["anne"])) & set(token.findall(pages["bruno"]))


def test_messages_are_shown_once_and_to_their_reader_alone(browser, new, commune, resident, client_of):
    browser.post(new, form())
    other = client_of(resident)
    assert "Publié" not in other.get(f"/{commune.slug}/").content.decode()
    assert "Publié" in browser.get(f"/{commune.slug}/").content.decode()
    assert "Publié" not in browser.get(f"/{commune.slug}/").content.decode()


def test_an_edit_is_seen_at_once_by_all(browser, post, resident, client_of):
    reader, page = client_of(resident), f"/{post.commune.slug}/"
    assert "Entre nous" in reader.get(page).content.decode()
    browser.post(f"{page}actualites/{post.pk}/modifier/", form(content="Corrigé", version=post.version))
    html = reader.get(page).content.decode()
    assert "Corrigé" in html
    assert "Entre nous" not in html


def test_public_made_reserved_is_gone_for_visitors_at_once(browser, public_post, client_of):
    page, visitor = f"/{public_post.commune.slug}/", client_of(None)
    assert "Bienvenue" in visitor.get(page).content.decode()
    browser.post(f"{page}actualites/{public_post.pk}/modifier/",
                 form(content="Bienvenue", version=public_post.version, audience=Audience.MEMBERS))  # fmt: skip
    assert "Bienvenue" not in visitor.get(page).content.decode()
    assert visitor.get(f"{page}actualites/{public_post.pk}/").status_code == 404


def test_who_leaves_the_commune_reads_no_more(post, resident, client_of):
    reader, page = client_of(resident), f"/{post.commune.slug}/"
    assert post.title in reader.get(page).content.decode()
    reader.post(f"{page}depart/", {"password": PASSWORD})
    assert post.title not in reader.get(page).content.decode()


def test_nothing_of_another_commune_shows(
    commune, other_commune, post, public_post, mayor, stranger, client_of
):
    for person in (None, mayor, stranger):
        for path in (f"/{commune.slug}/", f"/{commune.slug}/actualites/"):
            html = client_of(person).get(path).content.decode()
            main = html[html.index("<main") :]
            assert "Titre d’Autreville" not in main
            assert "Commentaire d’Autreville" not in main


# --- Sharing --------------------------------------------------------------------------------------------------------


def test_a_shared_public_page_has_its_card(public_post, client_of):
    html = client_of(None).get(f"/{public_post.commune.slug}/actualites/{public_post.pk}/").content.decode()
    assert re.search(r'<meta property="og:title" content="Pour tout le monde', html)
    assert re.search(r'<meta property="og:description" content="Bienvenue', html)


def test_the_picture_of_a_shared_page_stands_at_our_own_address(public_post, client_of, settings):
    settings.SITE_URL = "https://mairies.example"
    variant = {"name": "partage.jpg", "width": 1200, "height": 630, "bytes": 3, "type": "image/jpeg"}
    photo = Media.objects.create(
        commune_id=public_post.commune_id, kind="photo", status="ready", audience="public", variants=[variant]
    )
    public_post.media_rows.create(media=photo, position=0)
    address = f"/{public_post.commune.slug}/actualites/{public_post.pk}/"
    html = client_of(None).get(address, headers={"host": "localhost"}).content.decode()
    assert (
        f'og:image" content="https://mairies.example{photo.url("partage.jpg", public_post.commune.slug)}"'
        in html
    )


def test_a_reserved_page_says_the_same_as_one_that_does_not_exist(post, client_of):
    from civic.core.ids import new_id

    base = f"/{post.commune.slug}/actualites/"
    reserved, missing = client_of(None).get(f"{base}{post.pk}/"), client_of(None).get(f"{base}{new_id()}/")
    assert reserved.status_code == missing.status_code == 404
    strip = re.compile(r"[0-9a-f-]{36}|value=\"\w+\"")
    assert strip.sub("", reserved.content.decode()) == strip.sub("", missing.content.decode())
    assert post.title not in reserved.content.decode()


def test_older_publications_come_without_script_too(commune, mayor, resident, client_of):
    PostFactory.create_batch(queries.PAGE_SIZE + 5, commune=commune, author=mayor)
    browser = client_of(resident)
    first = browser.get(f"/{commune.slug}/").content.decode()
    link = re.search(r'href="([^"]*actualites/\?avant=[^"]*)"', first)[1].replace("&amp;", "&")
    page, part = (
        browser.get(link).content.decode(),
        browser.get(link, headers={"HX-Request": "true"}).content.decode(),
    )
    assert page.count("<article") == part.count("<article") == 5
    assert "<html" not in part


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00%2B14:00", "9999-12-31T23:59:59-14:00", "'"])
def test_a_cursor_before_or_after_all_time_is_no_page(commune, client_of, moment):
    address = f"/{commune.slug}/actualites/?avant={moment}_00000000-0000-0000-0000-000000000001"
    assert client_of(None).get(address).status_code == 404


def test_the_preview_shows_what_is_kept_already(browser, commune, mayor, viewer_of, run_jobs):
    viewer = viewer_of(mayor, commune)
    video = media.hosted_video(viewer=viewer, url="https://www.youtube.com/watch?v=dQw4w9WgXcQ")
    card = media.preview_link(viewer=viewer, url="https://exemple.fr/une-page")
    answer = browser.post(
        f"/{commune.slug}/actualites/apercu/",
        {"title": "Bonjour", "audience": "members", "video": f"saved:{video.pk}", "link": card.url},
    )
    shown = answer.content.decode()
    assert "youtube" in shown.lower()
    assert card.url in shown


def test_the_preview_of_a_text_that_is_too_long_says_so(browser, commune):
    sent = form(content="<p>" + "é" * 50_000 + "</p>", content_format="html")
    page = browser.post(f"/{commune.slug}/actualites/apercu/", sent).content.decode()
    assert "Ce texte est trop long" in page
    assert "é" * 1000 not in page


def test_a_draft_that_is_deleted_leads_back_to_the_drafts(commune, mayor, client_of):
    draft = PostFactory(commune=commune, author=mayor, title="Pas encore", status=Status.DRAFT)
    published = PostFactory(commune=commune, author=mayor)
    browser, here = client_of(mayor), f"/{commune.slug}/actualites/"
    for post, back in ((draft, f"{here}a-venir/"), (published, f"/{commune.slug}/")):
        for name in ("supprimer", "retablir"):
            assert browser.post(f"{here}{post.pk}/{name}/").url == back
    assert "Le brouillon est revenu." in browser.get(f"{here}a-venir/").text
