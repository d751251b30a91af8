"""What people are notified of comments: three kinds for each content that people comment on, in its own words."""

from typing import Any, ClassVar
from uuid import UUID

from civic.core import registry
from civic.delegations.queries.people import people_with_right
from civic.delivery.enums import Channel
from civic.journal.events import Event
from civic.journal.models import Entry
from civic.notifications.enums import Frequency, Side
from civic.notifications.kinds import NotificationKind, Recipients
from civic.threads.enums import CATEGORY
from civic.threads.events import CommentRemoved, CommentsPutAway, CommentsTakenBack, CommentWritten
from civic.threads.kinds import AnswerNews, CommentedContent, all_commented
from civic.threads.models import Message
from civic.threads.queries.messages import standing_message
from civic.threads.queries.threads import answered_by, speakers
from civic.threads.thread_kinds import COMMENTS
from civic.town_halls.queries.town_halls import current_mayor


class _CommentNews(NotificationKind, abstract=True):
    """Something was said under a content; each kind says who hears of it."""

    content: CommentedContent
    events: tuple[type[Event], ...] = (CommentWritten,)
    renewed_by: tuple[type[Event], ...] = ()
    category = CATEGORY
    channels = frozenset({Channel.EMAIL, Channel.PUSH})
    email = Frequency.DAILY
    optional = True
    essential = False
    email_subject = "Nouveau commentaire\u00a0: {subject}"
    action = "Lire les commentaires"

    def people(self, found: Any, comment: Message) -> list[UUID]:
        raise NotImplementedError

    def recipients(self, event: CommentWritten, entry: Entry) -> Recipients | None:
        found = self.content.of_thread(event.thread_id)
        comment = standing_message(event.comment_id)
        if found is None or comment is None:
            return None  # of another content, or removed before anyone was notified
        return Recipients(
            subject=self.content.title(found),
            url=COMMENTS.address_of(comment),
            target_type=found._meta.label_lower,
            target_id=found.pk,
            source_id=event.comment_id,
            commune_id=found.commune_id,
            people=self.people(found, comment),
        )

    def target_of(self, event: Any) -> UUID:
        if isinstance(event, CommentRemoved):
            return event.comment_id
        return self.content.removed_id(event)

    def body(self, source_id: UUID) -> str:
        comment = standing_message(source_id)
        return comment.words if comment else ""


class _CommentAnswered(AnswerNews, _CommentNews, abstract=True):
    """For whose comment is answered."""

    essential = True

    def people(self, found: Any, comment: Message) -> list[UUID]:
        return answered_by(comment)


class _CommentOnOwn(_CommentNews, abstract=True):
    """For the one who published, or the mayor once that person no longer acts for the town hall."""

    settled_by: ClassVar[tuple[type[Event], ...]] = (CommentWritten, CommentsPutAway)
    unsettled_by: ClassVar[tuple[type[Event], ...]] = (CommentsTakenBack,)
    side = Side.TOWN_HALL
    rank = 3

    def people(self, found: Any, comment: Message) -> list[UUID]:
        if found.author_id in people_with_right(commune_id=found.commune_id, right=self.content.right):
            return [found.author_id]
        mayor = current_mayor(found.commune_id)
        return [mayor.person_id] if mayor else []

    def settled_target(self, event: Any, entry: Entry) -> UUID | None:
        """The town hall answered all that was said, or put it away."""
        found = self.content.of_thread(event.thread_id)
        return found.pk if found and found.thread.unanswered_number is None else None

    def unsettled_target(self, event: CommentsTakenBack, entry: Entry) -> UUID | None:
        found = self.content.of_thread(event.thread_id)
        return found.pk if found and found.thread.unanswered_number is not None else None


class _CommentAfterOwn(_CommentNews, abstract=True):
    """For residents who said something under the same content."""

    side = Side.RESIDENT
    rank = 4

    def people(self, found: Any, comment: Message) -> list[UUID]:
        return speakers(comment.thread)


def _declare(commented: CommentedContent) -> None:
    noun = commented.noun
    yours, one, commented_by_you = f"votre {noun.singular}", noun.one, f"que vous avez commenté{noun.e}"

    class CommentAnswered(_CommentAnswered):
        key = commented.answer_key
        content = commented
        withdrawn_by = (commented.removed, CommentRemoved)
        label = f"Une réponse à votre commentaire sur {one}"

    class CommentOnOwn(_CommentOnOwn):
        key = commented.on_own_key
        content = commented
        withdrawn_by = (commented.removed, CommentRemoved)
        label = f"Une personne commente {noun.one_of_yours}"
        line = f"{{author}} a commenté {yours} «\u00a0{{subject}}\u00a0»"
        grouped = f"{{count}} nouveaux commentaires sur {yours} «\u00a0{{subject}}\u00a0»"
        push_text = f"Un nouveau commentaire sous {yours}"

    class CommentAfterOwn(_CommentAfterOwn):
        key = commented.after_own_key
        content = commented
        withdrawn_by = (commented.removed, CommentRemoved)
        label = f"Un commentaire sur {one} {commented_by_you}"
        line = f"{{author}} a commenté «\u00a0{{subject}}\u00a0», {commented_by_you}"
        grouped = f"{{count}} nouveaux commentaires sur «\u00a0{{subject}}\u00a0», {commented_by_you}"
        push_text = f"Un nouveau commentaire sous {one} {commented_by_you}"


registry.import_room("lifecycle")  # where contents say that people comment on them
for content in all_commented():
    _declare(content)
