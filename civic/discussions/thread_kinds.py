"""What is said in a group of discussion."""

from civic.discussions.enums import LEAD_DISCUSSIONS
from civic.discussions.events import MessageEdited, MessageRemoved, MessageWritten
from civic.restrictions.enums import RestrictionScope
from civic.threads.enums import RemovedBy
from civic.threads.kinds import ThreadKind, Urls, Wording, register

MESSAGES = register(
    ThreadKind(
        key="discussion",
        wording=Wording(
            noun="message",
            right="participer aux discussions",
            too_long="Votre message est trop long\u00a0: 4\u202f000 caractères au plus. Raccourcissez-le, ou "
            "envoyez-le en deux fois.",
            closed="Cette discussion est fermée\u00a0: on peut encore la lire, mais plus y écrire.",
            reason_help="Ces mots prennent la place du message. Son auteur les lira.",
            older="Messages plus anciens",
            newer="Messages plus récents",
            back="Revenir à la discussion",
            send="Envoyer",
            hint="Votre message est signé de votre nom. Vous pourrez le modifier pendant 15 minutes.",
            removed_names_author=True,
        ),
        urls=Urls(
            messages="message_list",
            detail="message_detail",
            quote="message_quote",
            edit="message_edit",
            delete="message_delete",
            remove="message_remove",
            flag="message_flag",
            like="message_like",
            unlike="message_unlike",
        ),
        anchor="message",
        page_size=30,
        max_length=4000,
        silenced_by=RestrictionScope.DISCUSSIONS,
        removal_right=LEAD_DISCUSSIONS,
        likes_messages=True,
        is_alone=True,
        draft="discussion",
        written=lambda message: MessageWritten(discussion_id=message.thread_id, message_id=message.pk),
        edited=lambda message: MessageEdited(message_id=message.pk),
        removed=lambda message: MessageRemoved(
            message_id=message.pk, by_town_hall=message.removed_by == RemovedBy.TOWN_HALL
        ),
    )
)
