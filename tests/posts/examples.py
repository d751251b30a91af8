"""What the parts of this app's addresses stand for in the access matrix."""

from civic.core.audience import Audience
from civic.posts.models import Post
from tests.architecture.world import Examples, Wanted
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
