from datetime import timedelta

import factory
from factory.django import DjangoModelFactory

from civic.contents import rules
from civic.contents.enums import Status
from civic.core.audience import Audience
from civic.core.clock import now
from civic.posts.enums import FEATURE
from civic.posts.models import Post
from civic.threads.models import Thread
from tests.threads.factories import ThreadFactory


class PostFactory(DjangoModelFactory):
    """Give `commune` and `author`. Published an hour ago, for members; its thread follows."""

    class Meta:
        model = Post
        skip_postgeneration_save = True

    author_title = "Maire"
    title = factory.Sequence(lambda n: f"Publication {n}")
    body = factory.Sequence(lambda n: f"<p>Contenu {n}</p>")
    audience = Audience.MEMBERS
    status = Status.PUBLISHED
    published_at = factory.LazyAttribute(
        lambda p: now() - timedelta(hours=1) if p.status == Status.PUBLISHED else None
    )
    thread = factory.LazyAttribute(lambda p: ThreadFactory(commune=p.commune, feature=FEATURE))

    @factory.post_generation
    def thread_follows(self, create: bool, extracted: object, **kwargs: object) -> None:
        if create:
            page = f"/{self.commune.slug}/actualites/{self.pk}/"
            Thread.objects.filter(pk=self.thread_id).update(audience=rules.thread_audience(self), page=page)
            self.thread.refresh_from_db()
