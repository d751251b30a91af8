import factory
from factory.django import DjangoModelFactory

from civic.core.clock import now
from civic.core.ids import new_id
from civic.discussions.models import Discussion
from civic.discussions.thread_kinds import MESSAGES
from tests.threads.factories import ThreadFactory


class DiscussionFactory(DjangoModelFactory):
    """Give `commune` and `author`. Open, since now."""

    class Meta:
        model = Discussion

    id = factory.LazyFunction(new_id)
    key = factory.LazyFunction(lambda: str(new_id()))
    author_title = "Maire"
    title = factory.Sequence(lambda n: f"Discussion {n}")
    opens_at = factory.LazyFunction(now)
    opened_at = factory.SelfAttribute("opens_at")
    created_at = factory.LazyFunction(now)
    active_at = factory.SelfAttribute("opens_at")
    thread = factory.LazyAttribute(
        lambda d: ThreadFactory(
            pk=d.id,
            commune=d.commune,
            kind=MESSAGES.key,
            page=f"/{d.commune.slug}/discussions/{d.id}/",
        )
    )
