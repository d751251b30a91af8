"""What stands under the words of a message."""

from collections.abc import Sequence
from uuid import UUID

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from civic.core.viewer import Viewer
from civic.messaging.queries.reusing import Proposal, proposals_under
from civic.threads.models import Message


def cards(viewer: Viewer, found: Sequence[Message]) -> dict[UUID, SafeString]:
    """Of the contents that mayors propose to each other, by message."""
    standing = [one.pk for one in found if not one.removed_at]
    return {key: _card(viewer, key, proposal) for key, proposal in proposals_under(standing).items()}


def _card(viewer: Viewer, message_id: UUID, proposal: Proposal) -> SafeString:
    is_own = proposal.content and proposal.content.commune_id == viewer.commune.id
    action = "Voir" if is_own else "Reprendre chez moi"
    context = {
        "proposal": proposal,
        "message_id": message_id,
        "commune": viewer.commune,
        "action": action if viewer.is_mayor else "",
    }
    return mark_safe(render_to_string("messaging/proposal.html", context))
