"""What stands under the words of messages: their files, and what their kind puts there."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils.module_loading import import_string
from django.utils.safestring import SafeString, mark_safe

from civic.core.viewer import Viewer
from civic.private_files.pages import files_html
from civic.private_files.queries import files_of
from civic.threads.kinds import ThreadKind
from civic.threads.models import Message

NOTHING = mark_safe("")


def beneath_words(viewer: Viewer, kind: ThreadKind, found: Sequence[Message]) -> dict[UUID, SafeString]:
    """By message, of those that have any."""
    files, cards = _files(viewer, kind, found), _cards(viewer, kind, found)
    return {pk: files.get(pk, NOTHING) + cards.get(pk, NOTHING) for pk in {*files, *cards}}


def _files(viewer: Viewer, kind: ThreadKind, found: Sequence[Message]) -> dict[UUID, SafeString]:
    """A page without costs no statement more."""
    authors = {message.pk: message.author.full_name for message in found if message.file_count}
    return {
        message_id: files_html(
            files, author=authors[message_id], url_name=kind.urls.file, slug=viewer.commune.slug
        )
        for message_id, files in files_of(authors).items()
    }


def _cards(viewer: Viewer, kind: ThreadKind, found: Sequence[Message]) -> Mapping[UUID, SafeString]:
    cards: Mapping[UUID, SafeString] = import_string(kind.cards)(viewer, found) if kind.cards else {}
    return cards
