"""« Signaler » in private: what the person who reports chose is copied, and nothing else."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from civic.core.viewer import Viewer
from civic.messaging.queries import conversations as queries
from civic.moderation import actions as moderation
from civic.moderation.models import Flag
from civic.threads.actions.messages import require_flaggable, text_of
from civic.threads.models import Message
from civic.threads.queries.messages import messages_around
from civic.ui import french


@transaction.atomic
def flag_messages(
    *, viewer: Viewer, message_id: UUID, copied: Sequence[str], reason: str, words: str
) -> Flag:
    """`copied`: of those that stand around it; the one that is reported need not be among them."""
    message = queries.message_in_view(viewer, message_id)
    require_flaggable(viewer=viewer, message=message)
    around = messages_around(viewer, message.thread, message.number).messages
    chosen = [one for one in around if str(one.pk) in copied and not one.removed_at]
    return moderation.flag(
        viewer=viewer,
        target=message,
        text="\n\n".join(_copy_of(one) for one in chosen),
        author_id=message.author_id,
        reason=reason,
        words=words,
        files_of=[one.pk for one in chosen],
    )


def _copy_of(message: Message) -> str:
    written = french.full_date(timezone.localdate(message.written_at))
    return f"{message.author_name} ({written})\u00a0: {text_of(message=message) or message.words}"
