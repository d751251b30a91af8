import factory
from factory.django import DjangoModelFactory

from civic.core.clock import now
from civic.core.ids import new_id
from civic.discussions.models import Discussion, Message, Presence


class DiscussionFactory(DjangoModelFactory):
    """Give `commune` and `author`. Open, since now."""

    class Meta:
        model = Discussion

    key = factory.LazyFunction(lambda: str(new_id()))
    author_title = "Maire"
    title = factory.Sequence(lambda n: f"Discussion {n}")
    opens_at = factory.LazyFunction(now)
    opened_at = factory.SelfAttribute("opens_at")
    created_at = factory.LazyFunction(now)
    active_at = factory.SelfAttribute("opens_at")


class MessageFactory(DjangoModelFactory):
    """Give `discussion` and `author`. Numbered and counted in its discussion."""

    class Meta:
        model = Message
        skip_postgeneration_save = True

    number = factory.LazyAttribute(lambda m: Discussion.objects.get(pk=m.discussion.pk).last_number + 1)
    body = factory.Sequence(lambda n: f"Message {n}")
    key = factory.LazyFunction(lambda: str(new_id()))
    written_at = factory.LazyFunction(now)

    @factory.post_generation
    def counted(self, create: bool, extracted: object, **kwargs: object) -> None:
        if not create:
            return
        discussion = self.discussion
        discussion.last_number = self.number
        discussion.last_message_at = discussion.active_at = self.written_at
        mine, _ = Presence.objects.get_or_create(discussion=discussion, person=self.author)
        if not self.removed_at:
            mine.messages += 1
            mine.save()
            discussion.messages += 1
        discussion.participants = Presence.objects.filter(discussion=discussion, messages__gt=0).count()
        discussion.save()
