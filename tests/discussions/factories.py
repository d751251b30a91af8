import factory
from factory.django import DjangoModelFactory

from civic.contents.enums import Status
from civic.core.audience import Audience
from civic.core.clock import now
from civic.core.ids import new_id
from civic.discussions.enums import FEATURE
from civic.discussions.models import Discussion
from civic.discussions.thread_kinds import MESSAGES
from civic.threads.enums import ThreadAudience
from tests.threads.factories import ThreadFactory


class DiscussionFactory(DjangoModelFactory):
    """Give `commune` and `author`. Open, since now; to come, with `publish_at` and its status."""

    class Meta:
        model = Discussion

    id = factory.LazyFunction(new_id)
    author_title = "Maire"
    title = factory.Sequence(lambda n: f"Discussion {n}")
    status = Status.PUBLISHED
    published_at = factory.LazyAttribute(lambda d: now() if d.status == Status.PUBLISHED else None)
    publish_at = None
    created_at = factory.LazyFunction(now)
    active_at = factory.LazyAttribute(lambda d: d.published_at or d.publish_at)
    thread = factory.LazyAttribute(
        lambda d: ThreadFactory(
            pk=d.id,
            commune=d.commune,
            kind=MESSAGES.key,
            feature=FEATURE,
            audience=Audience.MEMBERS if d.status == Status.PUBLISHED else ThreadAudience.NOBODY,
            page=f"/{d.commune.slug}/discussions/{d.id}/",
        )
    )
