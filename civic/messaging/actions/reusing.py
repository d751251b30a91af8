"""« Reprendre chez moi »: a mayor shows a content of theirs to another one, who makes a draft of it."""

from uuid import UUID

from django.db import transaction
from django.http import Http404

from civic.contents.models import AbstractContent
from civic.core.refusals import require
from civic.core.viewer import Viewer
from civic.messaging import rules
from civic.messaging.actions.writing import write_message
from civic.messaging.models import ProposedContent
from civic.messaging.queries import conversations, reusing
from civic.messaging.refusals import NotOffered, ProposalGone
from civic.threads.models import Message


@transaction.atomic
def propose_content(
    *, viewer: Viewer, thread_id: UUID, label: str, content_id: UUID, body: str, key: str
) -> Message:
    """Under a message of the mayor's. The same form sent twice says it once."""
    conversation = conversations.conversation_in_view(viewer, thread_id)
    require(rules.may_propose(viewer, conversation))
    if not reusing.is_offered(viewer, label, content_id):
        raise NotOffered
    message = write_message(viewer=viewer, thread_id=thread_id, body=body, key=key)
    ProposedContent.objects.get_or_create(
        message=message, defaults={"label": label, "content_id": content_id}
    )
    return message


@transaction.atomic
def take_up(*, viewer: Viewer, message_id: UUID, key: str) -> AbstractContent:
    """A draft in the viewer's own commune of what was shown under this message."""
    conversations.message_in_view(viewer, message_id)
    proposal = reusing.proposals_under([message_id]).get(message_id)
    if proposal is None or proposal.reuse.copy is None:
        raise Http404
    if proposal.content is None:
        raise ProposalGone
    require(rules.may_take_up(viewer, proposal.lifecycle, proposal.content))
    return proposal.reuse.copy(viewer, proposal.content, key)
