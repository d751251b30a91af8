"""Communes of chosen sizes, written by the database itself: people by the million would take an hour one by one."""

from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from civic.accounts.models import Person
from civic.communes.models import Commune, Department, Region
from civic.media.models import LinkPreview, Media
from civic.memberships.models import Membership
from civic.posts.actions import PostContent, publish_post
from civic.posts.models import Post, PostMedia
from civic.threads.models import ContentLike, Message
from civic.town_halls.models import Office, TownHall
from civic.viewers.queries.viewer import viewer_for

BODY = (
    "<p>Le conseil municipal se réunit <strong>jeudi à 19 h</strong> dans la salle des mariages.</p>"
    "<ul><li>Budget de la commune</li><li>Travaux de la rue Basse</li><li>Questions des habitants</li></ul>"
    "<p>La séance est publique, et "
    "vous pouvez poser vos questions par écrit jusqu’à la veille. Le compte rendu sera affiché la semaine suivante.</p>"
)


def commune(code: str, *, residents: int, posts: int) -> tuple[Commune, list[Person]]:
    """A commune with a mayor, `residents` accepted people and `posts` publications; the last 20 have photos, comments
    and likes. Returns it with 20 of its people."""
    region, _ = Region.objects.get_or_create(code="99", defaults={"name": "Région"})
    department, _ = Department.objects.get_or_create(
        code="99", defaults={"name": "Département", "region": region}
    )
    place = Commune.objects.create(
        code=code, slug=f"banc-{code}", name=f"Banc {code}", department=department, population=residents
    )
    TownHall.objects.create(commune=place, residents=residents)
    mayor = Person.objects.create_user(f"maire@{code}.test", first_name="Jeanne", last_name="Maire")
    Office.objects.create(commune=place, person=mayor, since=timezone.localdate(), slogan="Ensemble")
    people = [
        Person.objects.create_user(f"p{n}@{code}.test", first_name=f"Prénom{n}", last_name="Nom")
        for n in range(20)
    ]
    Membership.objects.bulk_create(
        Membership(commune=place, person=p, status="accepted", requested_at=timezone.now()) for p in people
    )
    _many_residents(place, residents - len(people))
    viewer = viewer_for(person_id=mayor.pk, commune_id=place.pk)
    first = publish_post(viewer=viewer, key="0", content=PostContent(title="Première", body=BODY))
    _many_posts(place, first, posts - 20)
    for n in range(20):
        _full_post(viewer, place, n, people)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return place, people


def _full_post(viewer: Any, place: Commune, number: int, people: list[Person]) -> None:
    media = [
        Media.objects.create(
            commune_id=place.pk,
            kind="photo",
            audience="members",
            status="ready",
            width=1600,
            height=1067,
            alt="La place du marché",
            colour="#88aacc",
            attached_at=timezone.now(),
            variants=[
                {"name": f"{w}.webp", "width": w, "height": w * 2 // 3, "bytes": w * 90, "type": "image/webp"}
                for w in (320, 640, 960, 1600)
            ],
        )
        for _ in range(number % 4)
    ]
    post = publish_post(
        viewer=viewer, key=f"plein-{number}", content=PostContent(title=f"Publication {number}", body=BODY)
    )
    PostMedia.objects.bulk_create(PostMedia(post=post, media=m, position=i) for i, m in enumerate(media))
    if number % 5 == 0:
        post.link = LinkPreview.objects.create(
            commune_id=place.pk,
            url="https://exemple.fr/page",
            status="ready",
            title="Une page utile",
            audience="members",
        )
        post.save()
    Message.objects.bulk_create(
        Message(
            thread=post.thread,
            number=n + 1,
            author=people[(number + n) % 20],
            body="Merci pour cette information, à jeudi.",
            key=str(n),
            written_at=timezone.now() - timedelta(minutes=60 - n),
        )
        for n in range(5)
    )
    ContentLike.objects.bulk_create(ContentLike(thread=post.thread, person=p) for p in people[: number % 20])
    post.thread.messages = post.thread.speakers = post.thread.last_number = 5
    post.thread.likes = number % 20
    post.thread.save()


def _many_residents(place: Commune, count: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH made AS (
                INSERT INTO accounts_person (id, password, is_superuser, email, civility, first_name, last_name,
                    birth_date_text, mobile, postal_address, presentation, joined_at, is_active, is_staff,
                    session_version)
                SELECT gen_random_uuid(), '', false, 'm' || n || '@' || %s || '.test', '', 'Prénom', 'Nom' || n,
                    '', '', '', '', now(), true, false, 0
                FROM generate_series(1, %s) n RETURNING id)
            INSERT INTO memberships_membership (id, commune_id, person_id, status, residence, words, requested_at,
                decision_words, proof_seen)
            SELECT gen_random_uuid(), %s, id, 'accepted', 'main', '', now(), '', '' FROM made""",
            [place.code, max(count, 0), place.pk],
        )


def _many_posts(place: Commune, model: Post, count: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH made AS (
                INSERT INTO threads_thread (id, commune_id, kind, feature, audience, is_open, encrypted, page,
                    last_number, messages, speakers, likes, version)
                SELECT gen_random_uuid(), %(commune)s, 'comment', 'posts', 'members', true, false, '', 0, 0, 0, 0, 1
                FROM generate_series(1, %(count)s) RETURNING id)
            INSERT INTO posts_post (id, commune_id, author_id, author_title, form_key, form_digest, title,
                body, audience, status, published_at, version, thread_id, saved_at)
            SELECT gen_random_uuid(), %(commune)s, %(author)s, 'Maire', id::text, '', 'Ancienne',
                %(body)s, 'members', 'published',
                now() - interval '1 day' - random() * interval '700 days', 1, id, now()
            FROM made""",
            {"commune": place.pk, "count": max(count, 0), "author": model.author_id, "body": BODY},
        )
