"""What is said in private between a resident and their town hall, and between two mayors."""

from collections.abc import Callable

from civic.journal.events import Event
from civic.messaging.enums import LONGEST
from civic.messaging.events import MayorMessageWritten, PrivateMessageRemoved, PrivateMessageWritten
from civic.restrictions.enums import RestrictionScope
from civic.threads.kinds import ThreadKind, Urls, Wording, register
from civic.threads.models import Message
from civic.ui.french import grouped


def _written(message: Message) -> Event:
    """In a conversation of a resident, whose key is its thread's."""
    return PrivateMessageWritten(conversation_id=message.thread_id, message_id=message.pk)


def _kind(
    key: str,
    silenced_by: RestrictionScope | None = None,
    written: Callable[[Message], Event] = _written,
    turns: bool = True,
    cards: str = "",
    own_side: str = "civic.messaging.rules.own_side",
) -> ThreadKind:
    return ThreadKind(
        key=key,
        wording=Wording(
            noun="message",
            right="écrire au maire",
            too_long=f"Votre message est trop long\u00a0: {grouped(LONGEST)} caractères au plus. Raccourcissez-le, ou "
            "envoyez-le en deux fois.",
            closed="Cette conversation est close.",
            reason_help="",
            older="Messages plus anciens",
            newer="Messages plus récents",
            back="Revenir à la conversation",
            send="Envoyer",
            hint="Vous pourrez modifier ou supprimer votre message pendant 15 minutes.",
        ),
        urls=Urls(
            messages="private_message_list",
            detail="private_message_detail",
            quote="private_message_quote",
            edit="private_message_edit",
            delete="private_message_delete",
            flag="private_message_flag",
            file="private_file",
            turn="private_message_turn" if turns else "",
        ),
        anchor="message",
        page_size=30,
        max_length=LONGEST,
        silenced_by=silenced_by,
        is_final=True,
        is_alone=True,
        own_side=own_side,
        cards=cards,
        turn_label="civic.messaging.queries.reusing.turn_label" if turns else "",
        draft="prive",
        written=written,
        removed=lambda message: PrivateMessageRemoved(message_id=message.pk),
    )


BY_RESIDENT = register(_kind("private", RestrictionScope.MESSAGES))
# Where the town hall wrote first, whoever may not write to it may still answer.
BY_TOWN_HALL = register(_kind("private_first"))
BETWEEN_MAYORS = register(
    _kind(
        "mayors",
        written=lambda message: MayorMessageWritten(thread_id=message.thread_id, message_id=message.pk),
        turns=False,
        cards="civic.messaging.pages.cards",
        own_side="civic.messaging.queries.conversations.own_side_of_mayors",
    )
)
