import factory
from factory.django import DjangoModelFactory

from civic.core.audience import Audience
from civic.core.clock import now
from civic.core.ids import new_id
from civic.threads.models import Message, Participant, Thread
from civic.threads.thread_kinds import COMMENTS


class ThreadFactory(DjangoModelFactory):
    """Give `commune`. Of comments, open, for members."""

    class Meta:
        model = Thread

    kind = COMMENTS.key
    audience = Audience.MEMBERS
    page = factory.LazyAttribute(lambda t: f"/{t.commune.slug}/")


class MessageFactory(DjangoModelFactory):
    """Give `thread` and `author`. Numbered and counted in its thread."""

    class Meta:
        model = Message
        skip_postgeneration_save = True

    number = factory.LazyAttribute(lambda m: Thread.objects.get(pk=m.thread.pk).last_number + 1)
    body = factory.Sequence(lambda n: f"Message {n}")
    key = factory.LazyFunction(lambda: str(new_id()))
    written_at = factory.LazyFunction(now)

    @factory.post_generation
    def counted(self, create: bool, extracted: object, **kwargs: object) -> None:
        if not create:
            return
        thread = self.thread
        own, _ = Participant.objects.get_or_create(thread=thread, person=self.author)
        if not self.removed_at:
            own.messages += 1
            own.save()
        thread.refresh_from_db()
        thread.last_number = self.number
        thread.messages += not self.removed_at
        thread.speakers = Participant.objects.filter(thread=thread, messages__gt=0).count()
        thread.save()
