import factory
from factory.django import DjangoModelFactory

from civic.comments.models import Comment, Thread
from civic.core.audience import Audience
from civic.core.clock import now
from civic.core.ids import new_id


class ThreadFactory(DjangoModelFactory):
    """Give `commune`. Open, for members."""

    class Meta:
        model = Thread

    audience = Audience.MEMBERS
    page = factory.LazyAttribute(lambda t: f"/{t.commune.slug}/")


class CommentFactory(DjangoModelFactory):
    """Give `thread` and `author`. Counted in its thread."""

    class Meta:
        model = Comment
        skip_postgeneration_save = True

    body = factory.Sequence(lambda n: f"Commentaire {n}")
    key = factory.LazyFunction(lambda: str(new_id()))
    written_at = factory.LazyFunction(now)

    @factory.post_generation
    def counted(self, create: bool, extracted: object, **kwargs: object) -> None:
        if create and not self.removed_at:
            Thread.objects.filter(pk=self.thread_id).update(comments=self.thread.comments + 1)
            self.thread.refresh_from_db()
