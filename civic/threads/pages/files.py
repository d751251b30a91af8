"""The files of messages as HTML."""

from collections.abc import Sequence
from uuid import UUID

from django.utils.safestring import SafeString, mark_safe

from civic.core.viewer import Viewer
from civic.private_files.pages import files_html
from civic.private_files.queries import files_of
from civic.threads.kinds import ThreadKind
from civic.threads.models import Message

NOTHING = mark_safe("")


def files_by_message(viewer: Viewer, kind: ThreadKind, found: Sequence[Message]) -> dict[UUID, SafeString]:
    """Of those that hold any: a page without costs no statement more."""
    authors = {message.pk: message.author.full_name for message in found if message.file_count}
    return {
        message_id: files_html(
            files, author=authors[message_id], url_name=kind.urls.file, slug=viewer.commune.slug
        )
        for message_id, files in files_of(authors).items()
    }
