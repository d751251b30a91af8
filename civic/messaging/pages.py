"""What stands under the words of a message."""

from collections.abc import Sequence
from uuid import UUID

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from civic.core.viewer import Viewer
from civic.messaging.queries.reusing import shown_under
from civic.threads.models import Message


def cards(viewer: Viewer, found: Sequence[Message]) -> dict[UUID, SafeString]:
    """Of the contents that mayors show each other, by message."""
    return {
        message_id: mark_safe(
            render_to_string(
                "messaging/shown_content.html",
                {"shown": shown, "message_id": message_id, "commune": viewer.commune},
            )
        )
        for message_id, shown in shown_under([one.pk for one in found if not one.removed_at]).items()
    }
