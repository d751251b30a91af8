"""What the feed is compared to, in the same framework, server and run, behind the same middleware."""

from django.contrib.auth import SESSION_KEY
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from civic.accounts.models import Person
from civic.communes.models import Commune
from civic.memberships.models import Membership
from civic.posts.models import Post
from civic.posts.pages import card_context
from civic.threads.models import ContentLike, Message
from civic.threads.pages.comments import fillers as comment_fillers
from civic.threads.pages.comments import thread_context
from civic.threads.queries.messages import MessagePage
from civic.town_halls.queries.town_halls import current_mayor
from civic.ui.fragments import Fragment
from civic.ui.layout import form_fillers
from civic.viewers.queries.viewer import build_viewer, viewer_for

READY = "bench-ready-made"


def ready_made(request: HttpRequest) -> HttpResponse:
    """The same bytes, from the local cache; the first call stores what was posted to it."""
    if request.GET.get("keep"):
        from django.test import Client

        client = Client(headers={"host": "127.0.0.1"})
        client.cookies["sessionid"] = request.COOKIES["sessionid"]
        cache.set(READY, client.get(request.GET["keep"]).content, None)
    return HttpResponse(cache.get(READY))


def bare(request: HttpRequest) -> HttpResponse:
    """What no signed-in page can do without: the middleware, and one row by its key."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT email FROM accounts_person WHERE id = %s", [request.session.get(SESSION_KEY)])
        assert cursor.fetchone(), "the session is lost"
    return HttpResponse("ok")


def who_asks(request: HttpRequest) -> HttpResponse:
    """What no page of a member can do without: who that is, in one statement."""
    viewer = build_viewer(request, None)
    assert viewer.is_authenticated, "the session is lost"
    return HttpResponse("ok")


def plain(request: HttpRequest, slug: str) -> HttpResponse:
    """The feed as one writes it first: the ORM, and every template rendered each time. Six statements for the page
    (person, membership, commune, publications, media, comments), likes and mayor besides; nothing kept."""
    person = request.user
    assert isinstance(person, Person)
    commune = get_object_or_404(Commune.objects.select_related("town_hall"), slug=slug)
    get_object_or_404(Membership, commune=commune, person=person, status="accepted")
    viewer = viewer_for(person_id=person.pk, commune_id=commune.pk)
    posts = list(
        Post.objects.filter(commune=commune, status="published")
        .select_related("author__photo", "thread", "link__picture")
        .prefetch_related("media_rows__media")
        .order_by("-published_at", "-pk")[:20]
    )
    threads = [post.thread_id for post in posts]
    comments: dict[object, list[Message]] = {}
    for comment in (
        Message.objects.filter(thread__in=threads).select_related("author__photo").order_by("written_at")
    ):
        comments.setdefault(comment.thread_id, []).append(comment)
    liked = set(
        ContentLike.objects.filter(thread__in=threads, person=person).values_list("thread_id", flat=True)
    )
    fillers = {
        is_liked: {"post_menu": lambda *_: "", **comment_fillers(viewer, liked=is_liked)}
        for is_liked in (False, True)
    }
    items = []
    for post in posts:
        context = card_context(post, viewer.commune) | {"heading": "h2"}
        page = MessagePage(comments.get(post.thread_id, [])[-1:], older=1)
        context |= thread_context(viewer, post.thread, page)
        item = Fragment.compiled(render_to_string("posts/post_item.html", context))
        items.append(item.finished(form_fillers(request) | fillers[post.thread_id in liked]).decode())
    feed = {
        "viewer": viewer,
        "may_publish": False,
        "has_items": True,
        "has_older": True,
        "items_slot": mark_safe("".join(items)),
        "older_slot": "x",
        "pages_slot": "2",
    }
    context = {
        "viewer": viewer,
        "commune": viewer.commune,
        "directory": commune,
        "town_hall": commune.town_hall,
        "office": current_mayor(commune.pk),
        "feed": [render_to_string("posts/feed.html", feed)],
        "beside_feed": [],
        "waiting_slot": "",
    }
    context["head_slot"] = render_to_string("home/short_head.html", context)
    return HttpResponse(render_to_string("home/commune_page.html", context, request))
