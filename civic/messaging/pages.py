"""What stands under the words of a message."""

from collections.abc import Sequence
from uuid import UUID

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from civic.core.viewer import Viewer
from civic.messaging.queries.reusing import proposals_under
from civic.threads.models import Message


def cards(viewer: Viewer, found: Sequence[Message]) -> dict[UUID, SafeString]:
    """Of the contents that mayors show each other, by message."""
    return {
        message_id: mark_safe(
            render_to_string(
                "messaging/proposal.html",
                {
                    "proposal": proposal,
                    "message_id": message_id,
                    "commune": viewer.commune,
                    "is_mayor": viewer.is_mayor,
                },
            )
        )
        for message_id, proposal in proposals_under([one.pk for one in found if not one.removed_at]).items()
    }
