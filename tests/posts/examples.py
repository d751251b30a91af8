"""What the parts of this app's addresses stand for in the access matrix; what of it waits at the desk."""

from civic.accounts.models import Person
from civic.communes.models import Commune
from civic.core.audience import Audience
from civic.media.models import Media
from civic.posts.enums import PUBLISH
from civic.posts.models import Post, PostMedia
from tests.architecture.world import MANY, Examples, Place, Wanted
from tests.desk.waiting import DeskExamples, Waiting
from tests.posts.factories import PostFactory
from tests.threads.factories import MessageFactory


def post(wanted: Wanted) -> Post:
    place = wanted.place
    made: Post = PostFactory(
        commune=place.commune, author=place.mayor, audience=Audience.PUBLIC, title=f"Nouvelle de {place.name}"
    )
    return made


EXAMPLES: Examples = {
    "post_id": lambda wanted: post(wanted).pk,
    "thread_id": lambda wanted: post(wanted).thread_id,
    "comment_id": lambda wanted: (
        MessageFactory(thread=post(wanted).thread, author=wanted.author, body=wanted.place.name).pk
    ),
}


def with_failed_file(commune: Commune, person: Person) -> None:
    failed = Media.objects.create(commune_id=commune.pk, owner_id=person.pk, kind="photo", status="failed")
    PostMedia.objects.create(post=PostFactory(commune=commune, author=person), media=failed, position=0)


DESK: DeskExamples = {"post_files": Waiting(with_failed_file, rights=[PUBLISH])}


def fill(place: Place) -> Examples:
    posts = [PostFactory(commune=place.commune, author=place.mayor) for _ in range(MANY)]
    for post in (*posts, *[posts[-1]] * MANY):
        MessageFactory(thread=post.thread, author=next(place.neighbours))
    return {"post_id": lambda wanted: posts[-1].pk, "thread_id": lambda wanted: posts[-1].thread_id}


# What a delegate with this right alone may send: nothing else (tests/architecture/test_rights.py).
RIGHT_OPENS = {
    "publish": [
        "post_delete",
        "post_edit",
        "post_new",
        "post_pin",
        "post_preview",
        "post_restore",
        "post_unpin",
    ],
}
