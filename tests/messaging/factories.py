import factory
from factory.django import DjangoModelFactory

from civic.core.clock import now, today_in
from civic.core.ids import new_id
from civic.messaging.enums import FEATURE, Addressee
from civic.messaging.models import Absence, Conversation, Memo, ProposedContent, ReplyTemplate
from civic.messaging.thread_kinds import BETWEEN_MAYORS, BY_RESIDENT
from civic.threads.enums import ThreadAudience
from civic.town_halls.models import Office
from tests.accounts.factories import PersonFactory
from tests.posts.factories import PostFactory
from tests.threads.factories import MessageFactory, ThreadFactory


class ConversationFactory(DjangoModelFactory):
    """Give `commune`. With the team; with a mayor alone, give `addressee` and `office`."""

    class Meta:
        model = Conversation

    id = factory.LazyFunction(new_id)
    resident = factory.SubFactory(PersonFactory)
    addressee = Addressee.TEAM
    active_at = factory.LazyFunction(now)
    thread = factory.LazyAttribute(
        lambda c: ThreadFactory(
            pk=c.id,
            commune=c.commune,
            kind=BY_RESIDENT.key,
            feature=FEATURE,
            audience=ThreadAudience.PARTICIPANTS,
            encrypted=True,
            page=f"/{c.commune.slug}/messagerie/{c.id}/",
        )
    )


def between_mayors(office: Office, peer: Office) -> Conversation:
    """The side of the first; the other one is made with it."""
    key = new_id()
    thread = ThreadFactory(
        pk=key,
        commune=office.commune,
        kind=BETWEEN_MAYORS.key,
        feature=FEATURE,
        audience=ThreadAudience.PARTICIPANTS,
        encrypted=True,
    )
    own, _ = (
        Conversation.objects.create(
            commune=one.commune,
            thread=thread,
            addressee=Addressee.MAYOR,
            office=one,
            peer=other,
            active_at=now(),
        )
        for one, other in ((office, peer), (peer, office))
    )
    return own


class MemoFactory(DjangoModelFactory):
    """Give `conversation` and `author`."""

    class Meta:
        model = Memo

    words = "Rappeler lundi."
    key = factory.LazyFunction(lambda: str(new_id()))
    written_at = factory.LazyFunction(now)


class PrivateMessageFactory(MessageFactory):
    """Give `thread` and `author`. Sealed, as in every conversation."""

    body = ""
    encrypted_body = factory.Sequence(lambda n: f"Message {n}")


class ProposedContentFactory(DjangoModelFactory):
    """Give `message` and `commune`: a publication of that commune is shown under it."""

    class Meta:
        model = ProposedContent
        exclude = ("commune",)

    label = "posts.post"
    content_id = factory.LazyAttribute(
        lambda shown: PostFactory(commune=shown.commune, author=PersonFactory()).pk
    )


class ReplyTemplateFactory(DjangoModelFactory):
    """Give `commune`."""

    class Meta:
        model = ReplyTemplate

    name = factory.Sequence(lambda n: f"Réponse {n}")
    text = "Bonjour {prénom},\n\nNous passons le [jour]."


class AbsenceFactory(DjangoModelFactory):
    """Give `commune`. Of today."""

    class Meta:
        model = Absence

    first_day = factory.LazyAttribute(lambda one: today_in(one.commune.timezone))
    last_day = factory.SelfAttribute("first_day")
    text = "La mairie est fermée."
