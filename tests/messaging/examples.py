"""What the parts of this app's addresses stand for in the access matrix."""

from datetime import timedelta

from civic.accounts.models import Person
from civic.communes.models import Commune
from civic.core.clock import now
from civic.messaging.enums import ANSWER_MESSAGES
from civic.messaging.models import Conversation, ReplyTemplate
from civic.private_files.models import PrivateFile
from civic.threads.models import Message
from tests.accounts.factories import PersonFactory
from tests.architecture.world import MANY, Examples, Place, Wanted
from tests.communes.factories import CommuneFactory, OfficeFactory
from tests.desk.waiting import DeskExamples, Waiting
from tests.messaging.factories import (
    AbsenceFactory,
    ConversationFactory,
    MemoFactory,
    PrivateMessageFactory,
    ProposedContentFactory,
    ReplyTemplateFactory,
    between_mayors,
)
from tests.private_files.factories import PrivateFileFactory


def conversation(wanted: Wanted) -> Conversation:
    """Of the viewer with this town hall; for what the town hall alone does, of one of its residents; for what its mayor
    alone does, with another mayor."""
    place, name = wanted.place, wanted.address.name
    if name in {"conversation_open", "content_propose", "proposed_content"}:
        return between_mayors(place.office, OfficeFactory(commune=CommuneFactory(), person=PersonFactory()))
    of_town_hall = name in {
        "conversation_assign", "memo_new", "conversation_put_away", "conversation_take_back", "private_message_turn",
        "reply_template_insert",
    }  # fmt: skip
    resident = place.second_resident if of_town_hall else wanted.owner
    found = Conversation.objects.filter(commune=place.commune, resident=resident).first()
    made: Conversation = found or ConversationFactory(commune=place.commune, resident=resident)
    return made


def private_file(wanted: Wanted) -> PrivateFile:
    message = PrivateMessageFactory(thread=conversation(wanted).thread, author=wanted.author, file_count=1)
    made: PrivateFile = PrivateFileFactory(
        held_by=message.pk, commune=wanted.place.commune, sender=wanted.author
    )
    return made


def message(wanted: Wanted) -> Message:
    """Of who asks; of the resident, where the town hall makes something of it. Something is shown under it."""
    found = conversation(wanted)
    author = found.resident if wanted.address.name == "private_message_turn" else wanted.author
    made: Message = PrivateMessageFactory(
        thread=found.thread, author=author, encrypted_body=wanted.place.name
    )
    if wanted.address.name == "proposed_content":
        ProposedContentFactory(message=made, commune=CommuneFactory())
    return made


def reply_template(wanted: Wanted) -> ReplyTemplate:
    made: ReplyTemplate = ReplyTemplateFactory(commune=wanted.place.commune)
    return made


EXAMPLES: Examples = {
    "reply_template_id": lambda wanted: reply_template(wanted).pk,
    "private_file_id": lambda wanted: private_file(wanted).pk,
    "private_thread_id": lambda wanted: conversation(wanted).thread_id,
    "private_message_id": lambda wanted: message(wanted).pk,
}


def _written(commune: Commune, person: Person) -> Conversation:
    resident = PersonFactory()
    made: Conversation = ConversationFactory(
        commune=commune, resident=resident, waiting_since=now() - timedelta(hours=1)
    )
    PrivateMessageFactory(thread=made.thread, author=resident)
    return made


DESK: DeskExamples = {"private_message": Waiting(_written, rights=[ANSWER_MESSAGES])}


def fill(place: Place) -> Examples:
    """The first one is of the resident, and full. A few wait, as on a usual desk."""
    people = [place.resident, *(next(place.neighbours) for _ in range(MANY - 1))]
    made = [
        ConversationFactory(
            commune=place.commune,
            resident=person,
            waiting_since=now() - timedelta(days=1) if n < 3 else None,
            active_at=now() - timedelta(minutes=n),
        )
        for n, person in enumerate(people)
    ]
    for n in range(MANY):
        author = place.mayor if n % 2 else made[0].resident
        PrivateMessageFactory(thread=made[0].thread, author=author, for_town_hall=bool(n % 2))
        MemoFactory(conversation=made[0], author=place.mayor)
    templates = ReplyTemplateFactory.create_batch(MANY, commune=place.commune)
    AbsenceFactory(commune=place.commune, author=place.mayor)
    return {
        "reply_template_id": lambda wanted: templates[0].pk,
        "private_thread_id": lambda wanted: made[0].thread_id,
    }


# What a delegate with this right alone may send: nothing else (tests/architecture/test_rights.py).
RIGHT_OPENS = {
    "messages": [
        "absence_edit",
        "absence_end",
        "conversation_assign",
        "conversation_put_away",
        "conversation_take_back",
        "memo_new",
        "reply_template_delete",
        "reply_template_edit",
        "reply_template_insert",
        "reply_template_new",
    ],
}
